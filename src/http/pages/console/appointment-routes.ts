import { Router } from 'express';
import { listAppointments, shanghaiDay } from '../../../register/index.ts';
import { day as dayField } from '../../api/fields.ts';
import { isIntakeStaff } from '../../auth.ts';
import type { HttpDeps } from '../../deps.ts';
import { Problem } from '../../problem.ts';
import { html } from '../html.ts';
import { consolePage, sendPage } from '../layout.ts';
import { filterForm, queryText, textFilter } from './filters.ts';
import { panel, table, tag } from './pieces.ts';
import { staffPage } from './routes.ts';

/** The day list of appointments for the people of the window; names and phones masked. */
export function createAppointmentListRoutes(deps: HttpDeps): Router {
  const { register, clock } = deps;
  const router = Router();
  router.get(
    '/console/appointments',
    staffPage(deps, async (request, response, staff, frame) => {
      if (!isIntakeStaff(staff)) throw new Problem('role-required');
      const entered = queryText(request, 'day');
      const chosen = dayField.safeParse(entered);
      const problem = entered && !chosen.success ? '请填写有效日期。' : undefined;
      const day = chosen.data ?? shanghaiDay(clock.now());
      const rows = (await listAppointments(register, day)).map((one) => [
        `${one.startsAt}–${one.endsAt}`,
        one.number,
        html`<a href="/guide/${one.matterCode}">${one.matterName}</a>`,
        one.nameMasked,
        one.phoneMasked,
        one.status === 'booked' ? tag('已预约', 'good') : tag('已取消'),
      ]);
      const page = consolePage(frame, '预约', [
        html`<div class="head"><h1>预约</h1></div>`,
        html`<section class="panel cds--tile" aria-label="选择日期">
          ${filterForm('/console/appointments', [
            textFilter({ name: 'day', label: '日期', value: day, type: 'date', problem }),
          ])}
        </section>`,
        panel(
          'list',
          `${day} 的预约`,
          rows.length > 0
            ? table(['时段', '编号', '事项', '姓名', '电话', '状态'], rows)
            : html`<p class="soft" role="status">当天没有预约。</p>`,
        ),
      ]);
      sendPage(response, page, problem ? 400 : 200);
    }),
  );
  return router;
}

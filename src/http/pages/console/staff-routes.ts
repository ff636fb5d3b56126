import express, { Router } from 'express';
import { countSessions, findStaff, listStaff, revokeSessionsOf } from '../../../register/index.ts';
import { requireRole } from '../../auth.ts';
import type { HttpDeps } from '../../deps.ts';
import { Problem } from '../../problem.ts';
import { checkCsrf } from '../csrf.ts';
import { field } from '../form-fields.ts';
import { sendPage } from '../layout.ts';
import { isId } from './case-file.ts';
import { queryText } from './filters.ts';
import { staffPage } from './routes.ts';
import { staffPageOf } from './staff-page.ts';

/** The list of staff; the manager can end what somebody left logged in. */
export function createStaffRoutes(deps: HttpDeps): Router {
  const { register } = deps;
  const router = Router();
  router.get(
    '/console/staff',
    staffPage(deps, async (request, response, { groups }, frame) => {
      const sessions = groups.includes('manager') ? await countSessions(register) : undefined;
      const done = queryText(request, 'done') === 'ended' ? '已结束该人员的全部登录。' : undefined;
      sendPage(response, staffPageOf(frame, { staff: await listStaff(register), sessions, done }));
    }),
  );
  router.post(
    '/console/staff/:id/sessions/end',
    express.urlencoded({ extended: false, limit: 10_000 }),
    staffPage(deps, async (request, response, { username: actor }) => {
      requireRole(request, 'manager');
      checkCsrf(request, field(request, 'csrf'));
      const id = String(request.params.id);
      const member = isId(id) ? await findStaff(register, id) : undefined;
      if (!member) throw new Problem('not-found');
      await revokeSessionsOf(register, member, { actor });
      response.redirect(303, '/console/staff?done=ended');
    }),
  );
  return router;
}

import { Router } from 'express';
import { findListedCase, listCases, type CaseListItem, type StaffMember } from '../../../register/index.ts';
import { intakeRoles, maySeeCase } from '../../auth.ts';
import type { HttpDeps } from '../../deps.ts';
import { sendPage } from '../layout.ts';
import { isId } from './case-file.ts';
import { findPage } from './find-page.ts';
import { staffPage } from './routes.ts';

const pageSize = 30;

type After = { receivedAt: Date; id: string };

/** Latest cases that the person may see: all for intake roles, those of their departments for the others. */
async function visibleCases(
  { register }: HttpDeps,
  staff: StaffMember,
  after: After | undefined,
): Promise<CaseListItem[]> {
  const query = { after, limit: pageSize };
  if (staff.groups.some((group) => intakeRoles.some((role) => role === group)))
    return listCases(register, query);
  const lists = await Promise.all(
    staff.departmentCodes.map((departmentCode) => listCases(register, { ...query, departmentCode })),
  );
  return lists
    .flat()
    .sort((left, right) => right.receivedAt.getTime() - left.receivedAt.getTime())
    .slice(0, pageSize);
}

/** `2026-03-05T10:00:00.000Z_<id>` → the last case of the page before. */
function readAfter(text: unknown): After | undefined {
  const [instant = '', id] = typeof text === 'string' ? text.split('_') : [];
  const receivedAt = new Date(instant);
  return isId(id) && !Number.isNaN(receivedAt.getTime()) ? { receivedAt, id } : undefined;
}

/** The start of the console. */
export function createFindRoutes(deps: HttpDeps): Router {
  const router = Router();
  router.get('/console', (_request, response) => response.redirect(303, '/console/cases'));
  router.get(
    '/console/cases',
    staffPage(deps, async (request, response, staff, frame) => {
      const number = typeof request.query.number === 'string' ? request.query.number.trim() : '';
      const found = number ? await findListedCase(deps.register, number) : undefined;
      if (found && maySeeCase(staff, found.departmentCode)) {
        response.redirect(303, `/console/cases/${found.id}`);
        return;
      }
      const cases = await visibleCases(deps, staff, readAfter(request.query.before));
      const last = cases.length === pageSize ? cases.at(-1) : undefined;
      const page = findPage(
        frame,
        cases,
        {
          problem: number ? '没有找到该编号的收件，或不在您可查看的范围内。请核对编号。' : undefined,
          older: last && `${last.receivedAt.toISOString()}_${last.id}`,
        },
        deps.clock.now(),
      );
      sendPage(response, page, number ? 404 : 200);
    }),
  );
  return router;
}

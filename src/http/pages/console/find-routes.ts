import express, { Router, type Request, type Response } from 'express';
import { addWorkingDays } from '../../../calendar/index.ts';
import {
  appendAudit,
  findCasesByPerson,
  findListedCase,
  listCases,
  type StaffMember,
} from '../../../register/index.ts';
import { line } from '../../api/fields.ts';
import { isIntakeStaff, maySeeCase } from '../../auth.ts';
import type { HttpDeps } from '../../deps.ts';
import { checkCsrf } from '../csrf.ts';
import { field } from '../form-fields.ts';
import { sendPage, type ConsoleFrame } from '../layout.ts';
import { readPlace } from './filters.ts';
import { findPage, type FindPageState } from './find-page.ts';
import { readSearch } from './find-query.ts';
import { readConsolePolicy } from './home-policy.ts';
import { staffPage } from './routes.ts';

const pageSize = 30;

/** Departments whose cases the person may see; undefined for those who see every case. */
function visibleTo(staff: StaffMember): readonly string[] | undefined {
  return isIntakeStaff(staff) ? undefined : staff.departmentCodes;
}

/** The list of cases and the search in it. */
export function createFindRoutes(deps: HttpDeps): Router {
  const { register, matters, clock } = deps;
  const { nearLimitWorkingDays } = readConsolePolicy();
  const router = Router();
  const form = express.urlencoded({ extended: false, limit: 10_000 });

  async function pageState(request: Request, staff: StaffMember): Promise<FindPageState> {
    const now = clock.now();
    const list = matters.list('zh-CN');
    const departments = visibleTo(staff) ?? [...new Set(list.map(({ departmentCode }) => departmentCode))];
    return {
      cases: [],
      search: await readSearch(request, now, () => addWorkingDays(register, now, nearLimitWorkingDays)),
      matters: list.map(({ code, name }) => ({ value: code, name })),
      departments,
      last: undefined,
      isFirst: true,
      now,
    };
  }

  /** Whether the answer was sent: a whole number leads straight to its case. */
  async function leadToCase(number: string, staff: StaffMember, response: Response): Promise<boolean> {
    const found = number ? await findListedCase(register, number) : undefined;
    if (!found || !maySeeCase(staff, found.departmentCode)) return false;
    response.redirect(303, `/console/cases/${found.id}`);
    return true;
  }

  async function list(request: Request, response: Response, staff: StaffMember, frame: ConsoleFrame) {
    const state = await pageState(request, staff);
    const { query, entered, problems } = state.search;
    if (Object.keys(problems).length > 0) return sendPage(response, findPage(frame, state), 400);
    if (await leadToCase(entered.number, staff, response)) return;
    const before = readPlace(request);
    const after = before && { receivedAt: before.at, id: before.id };
    const cases = await listCases(register, {
      ...query,
      visibleTo: visibleTo(staff),
      after,
      limit: pageSize + 1,
    });
    const shown = cases.slice(0, pageSize);
    const end = cases.length > pageSize ? shown.at(-1) : undefined;
    const last = end && { at: end.receivedAt, id: end.id };
    sendPage(response, findPage(frame, { ...state, cases: shown, last, isFirst: !before }));
  }

  router.get('/console/cases', staffPage(deps, list));

  router.post(
    '/console/cases/by-document',
    form,
    staffPage(deps, async (request, response, staff, frame) => {
      checkCsrf(request, field(request, 'csrf'));
      const state = await pageState(request, staff);
      const number = line(40).safeParse(field(request, 'documentNumber'));
      if (!number.success) {
        const problem = '请填写完整的证件号码。';
        return sendPage(response, findPage(frame, { ...state, byDocument: { problem } }), 400);
      }
      const cases = await register.transaction(async (store) => {
        const found = await findCasesByPerson(store, { documentNumber: number.data }, visibleTo(staff));
        await appendAudit(store, {
          caseId: null,
          actor: staff.username,
          action: 'casesSearchedByDocument',
          details: { found: found.length },
        });
        return found;
      });
      sendPage(response, findPage(frame, { ...state, cases, byDocument: {} }));
    }),
  );
  return router;
}

import express, { Router, type Request, type Response } from 'express';
import { addWorkingDays } from '../../../calendar/index.ts';
import {
  findInquiryByNumber,
  inquiryStatuses,
  isRegisterError,
  listInquiries,
  looksPersonal,
  receiveInquiry,
  revealInquiry,
  writeAnswer,
  type StaffMember,
} from '../../../register/index.ts';
import { line, paragraph } from '../../api/fields.ts';
import { isIntakeStaff } from '../../auth.ts';
import type { HttpDeps } from '../../deps.ts';
import { Problem } from '../../problem.ts';
import { checkCsrf } from '../csrf.ts';
import { field } from '../form-fields.ts';
import { sendPage, type ConsoleFrame } from '../layout.ts';
import { oneOf, queryText, readPlace } from './filters.ts';
import { findVisibleInquiry, maySeeInquiry, readInquiryFile } from './inquiry-access.ts';
import { checkEntry, readEntry } from './inquiry-entry.ts';
import { inquiryListPage } from './inquiry-list-page.ts';
import { newInquiryPage } from './inquiry-new-page.ts';
import { inquiryPage, type InquiryPageState } from './inquiry-page.ts';
import { createLimitWords } from './limit-words.ts';
import { staffPage } from './routes.ts';

const pageSize = 30;
const nearLimitDays = 1;

const doneTexts: Readonly<Record<string, string>> = {
  received: '咨询已登记。',
  answer: '答复已保存。请到待办任务“答复咨询”中提交，系统随后告知咨询人。',
};
const reasonNeeded = '请说明理由（至少 2 个字，不超过 200 字），且不要填写姓名、电话、证件号码。';

const emptyEntry = {
  channel: 'counter',
  language: 'zh-CN',
  topic: '',
  matterCode: '',
  question: '',
  caseNumber: '',
  name: '',
  phone: '',
  email: '',
  way: 'later',
  answer: '',
};

/** Questions for staff: the list, entering one, and the page of each (clauses 3.1.5 and 3.2.3). */
export function createInquiryRoutes(deps: HttpDeps): Router {
  const { register, matters, clock } = deps;
  const router = Router();
  const form = express.urlencoded({ extended: false, limit: 100_000 });

  /** Only what still waits has a limit; near is up to the end of the next working day. */
  async function dueBefore(limit: string): Promise<Date | undefined> {
    if (limit === 'overdue') return clock.now();
    return limit === 'near' ? addWorkingDays(register, clock.now(), nearLimitDays) : undefined;
  }

  router.get(
    '/console/inquiries',
    staffPage(deps, async (request, response, staff, frame) => {
      const entered = {
        status: queryText(request, 'status'),
        limit: queryText(request, 'limit'),
        number: queryText(request, 'number'),
      };
      const found = entered.number ? await findInquiryByNumber(register, entered.number) : undefined;
      if (found && maySeeInquiry(staff, found))
        return response.redirect(303, `/console/inquiries/${found.id}`);
      const place = readPlace(request);
      const inquiries = await listInquiries(register, {
        status: oneOf(inquiryStatuses, entered.status),
        dueBefore: await dueBefore(entered.limit),
        answerRoles: isIntakeStaff(staff) ? undefined : staff.groups,
        after: place && { receivedAt: place.at, id: place.id },
        limit: pageSize,
      });
      const words = createLimitWords(register, clock.now());
      const limits = await Promise.all(
        inquiries.map(({ status, dueAt }) => words(status === 'received' ? dueAt : null)),
      );
      const end = inquiries.length === pageSize ? inquiries.at(-1) : undefined;
      const page = inquiryListPage(frame, {
        inquiries,
        entered,
        limits,
        last: end && { at: end.receivedAt, id: end.id },
        isFirst: place === undefined,
        mayEnter: isIntakeStaff(staff),
        problem: entered.number ? '没有找到该编号的咨询，或不在您可查看的范围内。' : undefined,
      });
      return sendPage(response, page, entered.number ? 404 : 200);
    }),
  );

  router.get(
    '/console/inquiries/new',
    staffPage(deps, (_request, response, staff, frame) => {
      requireIntake(staff);
      sendPage(response, newInquiryPage(frame, matters, { entry: emptyEntry, problems: [] }));
      return Promise.resolve();
    }),
  );

  router.post(
    '/console/inquiries/new',
    form,
    staffPage(deps, async (request, response, staff, frame) => {
      checkCsrf(request, field(request, 'csrf'));
      requireIntake(staff);
      const { entry, requestId } = readEntry(request);
      const checked = await checkEntry(register, matters, staff, entry);
      if ('problems' in checked) {
        const state = { entry, problems: checked.problems, ...(requestId ? { requestId } : {}) };
        return sendPage(response, newInquiryPage(frame, matters, state), 400);
      }
      const { id } = await receiveInquiry(register, { ...checked.input, requestId });
      return response.redirect(303, `/console/inquiries/${id}?done=received`);
    }),
  );

  async function send(
    request: Request,
    response: Response,
    staff: StaffMember,
    frame: ConsoleFrame,
    state: Partial<InquiryPageState> = {},
    status = 200,
  ): Promise<void> {
    const inquiry = await findVisibleInquiry(register, staff, String(request.params.id));
    const limit = await createLimitWords(register, clock.now())(inquiry.dueAt);
    const file = await readInquiryFile(register, inquiry);
    const { operateUrl } = deps.config;
    sendPage(response, inquiryPage(frame, file, { limit, operateUrl, ...state }), status);
  }

  router.get(
    '/console/inquiries/:id',
    staffPage(deps, (request, response, staff, frame) => {
      const done = queryText(request, 'done');
      return send(request, response, staff, frame, {
        done: Object.hasOwn(doneTexts, done) ? doneTexts[done] : undefined,
      });
    }),
  );

  router.post(
    '/console/inquiries/:id/reveal',
    form,
    staffPage(deps, async (request, response, staff, frame) => {
      checkCsrf(request, field(request, 'csrf'));
      const { id } = await findVisibleInquiry(register, staff, String(request.params.id));
      const reason = field(request, 'reason');
      const isReason = reason.length >= 2 && line(200).safeParse(reason).success && !looksPersonal(reason);
      if (!isReason) return send(request, response, staff, frame, { revealProblem: reasonNeeded }, 400);
      const revealed = await revealInquiry(register, { inquiryId: id, actor: staff.username, reason });
      return send(request, response, staff, frame, { revealed });
    }),
  );

  router.post(
    '/console/inquiries/:id/answer',
    form,
    staffPage(deps, async (request, response, staff, frame) => {
      checkCsrf(request, field(request, 'csrf'));
      const { id } = await findVisibleInquiry(register, staff, String(request.params.id));
      const answer = field(request, 'text');
      const refuse = (answerProblem: string, status: number) =>
        send(request, response, staff, frame, { answerProblem, answer }, status);
      if (!paragraph(5000).safeParse(answer).success) return refuse('请填写答复（不超过 5000 字）。', 400);
      try {
        await writeAnswer(register, { inquiryId: id, text: answer, writtenBy: staff.username });
      } catch (error) {
        if (!isRegisterError(error, 'INQUIRY_STATE')) throw error;
        return refuse('本咨询目前不需要答复。', 409);
      }
      return response.redirect(303, `/console/inquiries/${id}?done=answer#answer`);
    }),
  );

  return router;
}

/** Questions at the window are entered by the people of the window. */
function requireIntake(staff: StaffMember): void {
  if (!isIntakeStaff(staff)) throw new Problem('role-required');
}

import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import {
  addDocuments,
  addOpinion,
  currentMaterials,
  isRegisterError,
  looksPersonal,
  revokeCustomerTokens,
  type StaffMember,
} from '../../../register/index.ts';
import { currentStaff } from '../../auth.ts';
import { line, paragraph } from '../../api/fields.ts';
import { storeFiles } from '../../api/uploads.ts';
import type { HttpDeps } from '../../deps.ts';
import { describeField } from '../../field-texts.ts';
import { Problem, problemDocument } from '../../problem.ts';
import { checkCsrf, csrfTokenOf } from '../csrf.ts';
import { field } from '../form-fields.ts';
import { withFormFiles } from '../form-upload.ts';
import { sendPage, type ConsoleFrame } from '../layout.ts';
import { opinionPlaces } from '../words.ts';
import { findVisibleCase, readCaseFile, revealCase } from './case-file.ts';
import { casePage, type CasePageState } from './case-page.ts';
import { readDiagrams } from './diagram-data.ts';
import { correctEntry, findEntryField } from './entry-fields.ts';

/** Groups that enter and correct the register (clauses 2.2.3, 3.1.2). */
const correctingGroups = ['intake-clerk', 'reviewer', 'manager'];

const doneTexts: Readonly<Record<string, string>> = {
  correction: '更正已保存，原值已保留。',
  same: '内容与原值相同，未作更改。',
  opinion: '意见已保存。',
  documents: '扫描件已添加。',
};

function doneText(code: unknown): string | undefined {
  return typeof code === 'string' && Object.hasOwn(doneTexts, code) ? doneTexts[code] : undefined;
}

export const reasonNeeded = '请说明理由（至少 2 个字，不超过 200 字），且不要填写姓名、电话、证件号码。';

/** Whether a reason can be kept in the open: it stands in the audit trail. */
export function isReason(text: string): boolean {
  return text.length >= 2 && line(200).safeParse(text).success && !looksPersonal(text);
}

/** Who is logged in; a page that needs it sends a visitor to the login and back. Throws `login-required`. */
export function staffPage(
  deps: HttpDeps,
  handle: (request: Request, response: Response, staff: StaffMember, frame: ConsoleFrame) => Promise<void>,
): RequestHandler {
  return async (request, response) => {
    const staff = currentStaff(request);
    if (staff) {
      const { tasklistUrl } = deps.config;
      const { path } = request;
      await handle(request, response, staff, { staff, csrfToken: csrfTokenOf(request), tasklistUrl, path });
    } else if (request.method === 'GET')
      response.redirect(303, `/login?next=${encodeURIComponent(request.path)}`);
    else throw new Problem('login-required');
  };
}

/** The case file of the console and everything that staff do on it. */
export function createCaseRoutes(deps: HttpDeps): Router {
  const { register, documents, clock } = deps;
  const router = Router();
  const form = express.urlencoded({ extended: false, limit: 100_000 });

  async function send(
    request: Request,
    response: Response,
    staff: StaffMember,
    frame: ConsoleFrame,
    state: Partial<CasePageState> = {},
    status = 200,
  ): Promise<void> {
    const found = await findVisibleCase(register, staff, String(request.params.id));
    const [file, diagrams] = await Promise.all([readCaseFile(register, found), readDiagrams(deps, found)]);
    const page = casePage(frame, file, {
      diagrams,
      mayCorrect: staff.groups.some((group) => correctingGroups.includes(group)),
      now: clock.now(),
      operateUrl: deps.config.operateUrl,
      ...state,
    });
    sendPage(response, page, status);
  }

  router.get(
    '/console/cases/:id',
    staffPage(deps, (request, response, staff, frame) =>
      send(request, response, staff, frame, { done: doneText(request.query.done) }),
    ),
  );

  router.post(
    '/console/cases/:id/reveal',
    form,
    staffPage(deps, async (request, response, staff, frame) => {
      checkCsrf(request, field(request, 'csrf'));
      const found = await findVisibleCase(register, staff, String(request.params.id));
      const reason = field(request, 'reason');
      if (!isReason(reason))
        return send(request, response, staff, frame, { revealProblem: reasonNeeded }, 400);
      const revealed = await revealCase(
        register,
        await readCaseFile(register, found),
        staff.username,
        reason,
      );
      await send(request, response, staff, frame, { revealed });
    }),
  );

  router.post(
    '/console/cases/:id/corrections',
    form,
    staffPage(deps, async (request, response, staff, frame) => {
      checkCsrf(request, field(request, 'csrf'));
      const found = await findVisibleCase(register, staff, String(request.params.id));
      if (!staff.groups.some((group) => correctingGroups.includes(group))) throw new Problem('role-required');
      const [target, reason] = [field(request, 'target'), field(request, 'reason')];
      const entry = findEntryField(target);
      const refuse = (correctionProblem: string) =>
        send(request, response, staff, frame, { correctionProblem, entered: { target, reason } }, 400);
      if (!entry) return refuse('请选择要更正的栏目。');
      if (!isReason(reason)) return refuse(reasonNeeded);
      try {
        const isChanged = await register.transaction(async (store) => {
          const correction = { caseId: found.id, actor: staff.username, reason };
          if (field(request, 'isLinkRevoked') === 'true') await revokeCustomerTokens(store, found.id);
          return correctEntry(store, correction, entry, field(request, 'value'));
        });
        response.redirect(
          303,
          `/console/cases/${found.id}?done=${isChanged ? 'correction' : 'same'}#corrections`,
        );
      } catch (error) {
        if (error instanceof Problem) return refuse(problemText(error));
        if (isRegisterError(error, 'NOT_FOUND')) return refuse('本件没有这一栏，请另选。');
        throw error;
      }
    }),
  );

  router.post(
    '/console/cases/:id/opinions',
    form,
    staffPage(deps, async (request, response, staff, frame) => {
      checkCsrf(request, field(request, 'csrf'));
      const found = await findVisibleCase(register, staff, String(request.params.id));
      const [elementId, text] = [field(request, 'elementId'), field(request, 'text')];
      if (!Object.hasOwn(opinionPlaces, elementId) || !paragraph(5000).safeParse(text).success)
        return send(
          request,
          response,
          staff,
          frame,
          { opinionProblem: '请选择意见类别并填写意见（不超过 5000 字）。', entered: { text } },
          400,
        );
      await addOpinion(register, { caseId: found.id, elementId, text, writtenBy: staff.username });
      response.redirect(303, `/console/cases/${found.id}?done=opinion#opinions`);
    }),
  );

  router.post(
    '/console/cases/:id/documents',
    staffPage(deps, async (request, response, staff, frame) => {
      const found = await findVisibleCase(register, staff, String(request.params.id));
      if (found.status === 'closed') throw new Problem('case-closed');
      try {
        await withFormFiles(request, response, deps, async (files) => {
          checkCsrf(request, field(request, 'csrf'));
          if (files.length === 0)
            throw new Problem('fields-invalid', [{ field: 'items', code: 'nothing-submitted' }]);
          // A scan belongs to the newest hand-in of its material; what belongs to none is kept with the case.
          const code = field(request, 'materialCode');
          const handIn = (await currentMaterials(register, found.id)).find((one) => one.code === code);
          const stored = await storeFiles(documents, files);
          await addDocuments(
            register,
            found.id,
            handIn?.round ?? 0,
            staff.username,
            stored.map((document) => ({ ...document, materialCode: handIn?.code })),
          );
        });
      } catch (error) {
        if (!(error instanceof Problem) || error.status !== 400) throw error;
        return send(request, response, staff, frame, { uploadProblem: problemText(error) }, 400);
      }
      response.redirect(303, `/console/cases/${found.id}?done=documents#materials`);
    }),
  );

  return router;
}

function problemText(problem: Problem): string {
  return problem.fields.length > 0
    ? problem.fields.map((issue) => describeField(issue, 'zh-CN')).join(' ')
    : problemDocument(problem, 'zh-CN').detail;
}

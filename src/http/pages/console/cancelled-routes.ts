import express, { Router, type Request, type Response } from 'express';
import { displayNames, restartCase, settleChange, type StaffMember } from '../../../register/index.ts';
import type { HttpDeps } from '../../deps.ts';
import { Problem } from '../../problem.ts';
import { checkCsrf } from '../csrf.ts';
import { field } from '../form-fields.ts';
import { sendPage, type ConsoleFrame } from '../layout.ts';
import { readIrregularities } from './cancelled-data.ts';
import { cancelledPage, type CancelledState } from './cancelled-page.ts';
import { findVisibleCase } from './case-file.ts';
import { readConsolePolicy } from './home-policy.ts';
import { isReason, reasonNeeded, staffPage } from './routes.ts';

const doneTexts: Readonly<Record<string, string>> = {
  restarted: '已安排重新启动流程，片刻后出现在待办任务中。',
  settled: '已记录核对情况。',
};

const gone = '该情况已不在列表中：可能已有人处理，或暂时读不到流程引擎。请核对下面的列表。';

/** Cases whose process was cancelled or changed in Operate, and what managers do about them. */
export function createCancelledRoutes(deps: HttpDeps): Router {
  const { register, config } = deps;
  const { handChangesShownDays } = readConsolePolicy();
  const router = Router();
  const form = express.urlencoded({ extended: false, limit: 100_000 });

  async function send(
    response: Response,
    frame: ConsoleFrame,
    state: Pick<CancelledState, 'done' | 'problem'>,
    status = 200,
  ): Promise<void> {
    const found = await readIrregularities(deps, handChangesShownDays);
    const names = await displayNames(register, [
      ...(found?.ended.map(({ ended }) => ended.endedBy ?? '') ?? []),
      ...(found?.changed?.map(({ change }) => change.changedBy ?? '') ?? []),
    ]);
    const nameOf = (username: string) => names.get(username) ?? username;
    sendPage(
      response,
      cancelledPage(frame, found, { ...state, nameOf, operateUrl: config.operateUrl }),
      status,
    );
  }

  router.get(
    '/console/cancelled',
    staffPage(deps, async (request, response, staff, frame) => {
      checkManager(staff);
      await send(response, frame, { done: doneText(request.query.done) });
    }),
  );

  /** The case of the form, once role, origin and reason are in order; undefined when the page was sent again. */
  async function readDecision(request: Request, response: Response, staff: StaffMember, frame: ConsoleFrame) {
    checkManager(staff);
    checkCsrf(request, field(request, 'csrf'));
    const { id: caseId } = await findVisibleCase(register, staff, String(request.params.id));
    const [key, reason] = [field(request, 'key'), field(request, 'reason')];
    if (isReason(reason)) return { caseId, key, reason, actor: staff.username };
    await send(response, frame, { problem: reasonNeeded }, 400);
    return undefined;
  }

  router.post(
    '/console/cancelled/:id/restart',
    form,
    staffPage(deps, async (request, response, staff, frame) => {
      const decision = await readDecision(request, response, staff, frame);
      if (!decision) return;
      const { caseId, key, reason, actor } = decision;
      const found = await readIrregularities(deps, handChangesShownDays);
      const isEnded = found?.ended.some(
        (one) => one.found.id === caseId && one.ended.processInstanceKey === key,
      );
      if (isEnded && (await restartCase(register, { caseId, endedInstanceKey: key, actor, reason })))
        response.redirect(303, '/console/cancelled?done=restarted');
      else await send(response, frame, { problem: gone }, 409);
    }),
  );

  router.post(
    '/console/cancelled/:id/settle',
    form,
    staffPage(deps, async (request, response, staff, frame) => {
      const decision = await readDecision(request, response, staff, frame);
      if (!decision) return;
      const { caseId, key, reason, actor } = decision;
      const found = await readIrregularities(deps, handChangesShownDays);
      if (found?.changed?.some((one) => one.found.id === caseId && one.change.key === key)) {
        await settleChange(register, { caseId, changeKey: key, actor, reason });
        response.redirect(303, '/console/cancelled?done=settled');
      } else await send(response, frame, { problem: gone }, 409);
    }),
  );

  return router;
}

function doneText(code: unknown): string | undefined {
  return typeof code === 'string' && Object.hasOwn(doneTexts, code) ? doneTexts[code] : undefined;
}

function checkManager(staff: StaffMember): void {
  if (!staff.groups.includes('manager')) throw new Problem('role-required');
}

import { z } from 'zod';
import { isRegisterError, results, setResult } from '../../src/register/index.ts';
import { checkAnswer, codeOrNothing, recordAnswer } from '../answers.ts';
import { answerText, caseId } from '../schemas.ts';
import { defineWorker } from '../services.ts';

const problems = {
  reason: '所选原因没有对应的告知用语，请改选其他原因。',
  collection: '请选择结果文件的领取方式后再提交。',
} as const;
/** How long the engine needs to leave the handling of a case that was withdrawn. */
const withdrawalMs = 5_000;

/** Records the result of the handling (clause 2.5.1: with how to collect it); headers as recordDecision. */
export const recordResult = defineWorker({
  type: 'intake.recordResult',
  input: z.object({
    caseId,
    result: answerText,
    resultReasonCode: answerText,
    collectionWay: answerText,
    note: answerText,
  }),
  output: z.object({ answerProblem: z.null() }),
  errors: ['ANSWER_INVALID'],
  async handle(input, context) {
    const { caseId } = input;
    const { notification, retryLater } = context;
    const checked = checkAnswer(
      { decision: input.result, reasonCode: input.resultReasonCode, note: input.note },
      context.job.headers,
    );
    const collectionWay = codeOrNothing(input.collectionWay);
    const problem =
      checked.problem ??
      (checked.reasonCode !== undefined && !notification.hasReason(checked.reasonCode)
        ? problems.reason
        : collectionWay === undefined || !notification.hasCollectionWay(collectionWay)
          ? problems.collection
          : undefined);
    const answer = { ...checked, problem };
    await recordAnswer(context, caseId, answer, async (store, decidedBy, isNew) => {
      if (!isNew) return;
      const result = z.enum(results).parse(checked.decision);
      await setResult(
        store,
        caseId,
        { result, resultReasonCode: checked.reasonCode, collectionWay },
        decidedBy,
      );
    }).catch((error: unknown) => {
      throw isRegisterError(error, 'WITHDRAWAL_PENDING')
        ? retryLater('The customer has withdrawn: the withdrawal ends the handling', withdrawalMs)
        : error;
    });
    return { answerProblem: null };
  },
});

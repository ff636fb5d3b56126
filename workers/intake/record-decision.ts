import { z } from 'zod';
import { checkAnswer, recordAnswer } from '../answers.ts';
import { answerText, caseId } from '../schemas.ts';
import { defineWorker } from '../services.ts';

/**
 * Records what was decided in the user task named by the header `step`, and by whom. Headers: `stepName`,
 * `decisions` (allowed ones), `reasonRequiredFor`.
 */
export const recordDecision = defineWorker({
  type: 'intake.recordDecision',
  input: z.object({ caseId, decision: answerText, reasonCode: answerText, note: answerText }),
  output: z.object({ answerProblem: z.null() }),
  errors: ['ANSWER_INVALID'],
  async handle({ caseId, ...answer }, context) {
    await recordAnswer(context, caseId, checkAnswer(answer, context.job.headers), () => Promise.resolve());
    return { answerProblem: null };
  },
});

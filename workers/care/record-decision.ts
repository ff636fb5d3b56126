import { z } from 'zod';
import { checkAnswer, recordAnswerIn } from '../answers.ts';
import { inquirySteps } from '../inquiry-steps.ts';
import { answerText, inquiryId } from '../schemas.ts';
import { defineWorker } from '../services.ts';

/**
 * Records what was decided about a question in the user task named by the header `step`, and by whom. Headers:
 * `stepName`, `decisions` (allowed ones), `reasonRequiredFor`.
 */
export const recordDecision = defineWorker({
  type: 'care.recordDecision',
  input: z.object({ inquiryId, decision: answerText, reasonCode: answerText, note: answerText }),
  output: z.object({ answerProblem: z.null() }),
  errors: ['ANSWER_INVALID'],
  async handle({ inquiryId, ...answer }, context) {
    const checked = checkAnswer(answer, context.job.headers);
    await recordAnswerIn(inquirySteps(inquiryId), context, checked, () => Promise.resolve());
    return { answerProblem: null };
  },
});

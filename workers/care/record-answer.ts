import { z } from 'zod';
import { findAnswer } from '../../src/register/index.ts';
import { answerProblems, checkAnswer, recordAnswerIn } from '../answers.ts';
import { inquirySteps } from '../inquiry-steps.ts';
import { answerText, inquiryId } from '../schemas.ts';
import { defineWorker } from '../services.ts';

/**
 * Records how a question was answered, and by whom; headers as care.recordDecision. The answer itself is written on
 * the question's page: when none is there for the newest question, the person is asked again.
 */
export const recordAnswer = defineWorker({
  type: 'care.recordAnswer',
  input: z.object({ inquiryId, decision: answerText, reasonCode: answerText, note: answerText }),
  output: z.object({
    /** Place of the answer among the question's entries; null when it stays without one. */
    answerSeq: z.number().int().nullable(),
    answerProblem: z.null(),
  }),
  errors: ['ANSWER_INVALID'],
  async handle({ inquiryId, ...given }, context) {
    const checked = checkAnswer(given, context.job.headers);
    const isAnswered = checked.decision === 'answered';
    const answer = isAnswered ? await findAnswer(context.register, inquiryId) : undefined;
    const problem = checked.problem ?? (isAnswered && !answer ? answerProblems.notWritten : undefined);
    await recordAnswerIn(inquirySteps(inquiryId), context, { ...checked, problem }, () => Promise.resolve());
    return { answerSeq: answer?.seq ?? null, answerProblem: null };
  },
});

import { z } from 'zod';
import { recordCustody as write } from '../../src/register/index.ts';
import { checkAnswer, recordAnswer } from '../answers.ts';
import { answerText, caseId } from '../schemas.ts';
import { defineWorker } from '../services.ts';

/** Records whether the department has got the papers of a hop (clause 2.4.2); headers as recordDecision. */
export const recordCustody = defineWorker({
  type: 'intake.recordCustody',
  input: z.object({
    caseId,
    hop: z.number().int().positive(),
    decision: answerText,
    reasonCode: answerText,
    note: answerText,
  }),
  output: z.object({ answerProblem: z.null() }),
  errors: ['ANSWER_INVALID'],
  async handle({ caseId, hop, ...given }, context) {
    const answer = checkAnswer(given, context.job.headers);
    const { decision, reasonCode } = answer;
    await recordAnswer(context, caseId, answer, (store, decidedBy) =>
      write(store, { caseId, hop, isReceived: decision === 'received', decidedBy, reasonCode }),
    );
    return { answerProblem: null };
  },
});

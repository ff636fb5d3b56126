import { z } from 'zod';
import { openAnswer as open } from '../../src/register/index.ts';
import { limitWithReminder } from '../reminder.ts';
import { count, days, inquiryId } from '../schemas.ts';
import { defineWorker } from '../services.ts';

/** Sets who answers and until when (clause 1.3.2), in working days from now; each call of the process is a round. */
export const openAnswer = defineWorker({
  type: 'care.openAnswer',
  input: z.object({
    inquiryId,
    answerRound: count,
    answerRole: z.string(),
    priority: z.number().int().min(0).max(100),
    answerDays: days,
  }),
  output: z.object({ answerRound: count, answerDueAt: z.date(), reminderAt: z.date() }),
  async handle({ inquiryId, answerRound, answerRole, priority, answerDays }, { register }) {
    return register.transaction(async (store) => {
      const round = answerRound + 1;
      const { dueAt, reminderAt } = await limitWithReminder(store, answerDays);
      const limit = await open(store, inquiryId, { round, role: answerRole, priority, dueAt });
      return { answerRound: round, answerDueAt: limit.dueAt, reminderAt };
    });
  },
});

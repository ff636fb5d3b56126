import { z } from 'zod';
import { closeUnanswered as close } from '../../src/register/index.ts';
import { inquiryId } from '../schemas.ts';
import { defineWorker } from '../services.ts';

/** Closes a question that needs no answer, with the reason; the first outcome stands. */
export const closeUnanswered = defineWorker({
  type: 'care.closeUnanswered',
  input: z.object({ inquiryId, outcomeReasonCode: z.string() }),
  output: z.object({}),
  async handle({ inquiryId, outcomeReasonCode }, { register }) {
    await close(register, inquiryId, outcomeReasonCode);
    return {};
  },
});

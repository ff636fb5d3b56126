import { z } from 'zod';
import { closeCase as close, outcomes } from '../../src/register/index.ts';
import { caseId } from '../schemas.ts';
import { defineWorker } from '../services.ts';

/** Closes the case with its outcome; the first outcome stands. */
export const closeCase = defineWorker({
  type: 'intake.closeCase',
  input: z.object({ caseId, outcome: z.enum(outcomes), outcomeReasonCode: z.string().nullish() }),
  output: z.object({}),
  async handle({ caseId, outcome, outcomeReasonCode }, { register }) {
    await close(register, caseId, { outcome, outcomeReasonCode: outcomeReasonCode ?? undefined });
    return {};
  },
});

import { z } from 'zod';
import { expireRound } from '../../src/register/index.ts';
import { caseId } from '../schemas.ts';
import { defineWorker } from '../services.ts';

/** Ends a round whose deadline has passed, unless the customer was faster after all. */
export const expireSupplement = defineWorker({
  type: 'intake.expireSupplement',
  input: z.object({ caseId, round: z.number().int().positive() }),
  output: z.object({ isSupplemented: z.boolean() }),
  handle: ({ caseId, round }, { register }) => expireRound(register, caseId, round),
});

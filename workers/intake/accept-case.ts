import { z } from 'zod';
import { addWorkingDays } from '../../src/calendar/index.ts';
import { acceptCase as accept } from '../../src/register/index.ts';
import { caseId, days } from '../schemas.ts';
import { defineWorker } from '../services.ts';

/** Records the acceptance (受理): the promised limit starts. */
export const acceptCase = defineWorker({
  type: 'intake.acceptCase',
  input: z.object({ caseId, handlingDays: days }),
  output: z.object({ acceptedAt: z.date(), promisedFinishAt: z.date() }),
  handle: ({ caseId, handlingDays }, { register }) =>
    register.transaction(async (store) => {
      const acceptedAt = store.clock.now();
      const promisedFinishAt = await addWorkingDays(store, acceptedAt, handlingDays);
      return accept(store, caseId, { acceptedAt, promisedFinishAt });
    }),
});

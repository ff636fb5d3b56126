import { z } from 'zod';
import { addWorkingDays } from '../../src/calendar/index.ts';
import { getCase, setClassification } from '../../src/register/index.ts';
import { caseId, classification, count, days, serviceLevel } from '../schemas.ts';
import { defineWorker } from '../services.ts';

/**
 * Records class, service level, department and priority (clause 2.4.1). At the stage `initial` the decision
 * limit starts on receipt; once accepted, the promised finish follows the confirmed class.
 */
export const recordClassification = defineWorker({
  type: 'intake.recordClassification',
  input: z.object({
    caseId,
    classification,
    serviceLevel,
    departmentCode: z.string(),
    priority: count,
    decisionDays: days,
    handlingDays: days,
  }),
  output: z.object({ decisionDueAt: z.date().nullable(), promisedFinishAt: z.date().nullable() }),
  async handle({ caseId, decisionDays, handlingDays, ...classified }, { register, job, fatal }) {
    const { stage } = job.headers;
    if (stage !== 'initial' && stage !== 'confirmed')
      throw fatal(`${job.elementId} needs the header stage: initial or confirmed.`);
    return register.transaction(async (store) => {
      const found = await getCase(store, caseId);
      const decisionDueAt =
        stage === 'initial'
          ? await addWorkingDays(store, found.receivedAt, decisionDays)
          : found.decisionDueAt;
      const promisedFinishAt = found.acceptedAt
        ? await addWorkingDays(store, found.acceptedAt, handlingDays)
        : null;
      await setClassification(store, caseId, {
        ...classified,
        decisionDueAt: decisionDueAt ?? undefined,
        promisedFinishAt: promisedFinishAt ?? undefined,
      });
      return { decisionDueAt, promisedFinishAt };
    });
  },
});

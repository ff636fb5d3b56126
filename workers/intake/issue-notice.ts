import { z } from 'zod';
import { NoticeError, type NoticeExtra } from '../../src/notification/index.ts';
import { getCase } from '../../src/register/index.ts';
import { decisionLimit } from '../decision-limit.ts';
import { answerText, caseId, days, occurrence } from '../schemas.ts';
import { defineWorker } from '../services.ts';

/**
 * Issues the notice named by the header `template`, once per occurrence. `reasonCode` and `solutionCode` belong
 * to a non-acceptance, `handlingDays` to an acceptance, `round` and `decisionDays` to the supplement notices.
 */
export const issueNotice = defineWorker({
  type: 'intake.issueNotice',
  input: z.object({
    caseId,
    occurrence: occurrence.nullish(),
    reasonCode: answerText,
    solutionCode: answerText,
    handlingDays: days.nullish(),
    decisionDays: days.nullish(),
    round: z.number().int().positive().nullish(),
  }),
  output: z.object({}),
  async handle(input, { register, notification, job, fatal }) {
    const { template } = job.headers;
    if (!template) throw fatal(`${job.elementId} needs the header template.`);
    const { caseId, decisionDays } = input;
    const extra: NoticeExtra = {
      round: input.round ?? undefined,
      reasonCode: input.reasonCode ?? undefined,
      solutionCode: input.solutionCode ?? undefined,
      handlingDays: input.handlingDays ?? undefined,
    };
    try {
      await register.transaction(async (store) => {
        if (template === 'supplement-received' && decisionDays)
          extra.decisionDueAt = await decisionLimit(store, await getCase(store, caseId), decisionDays);
        const occurrence = input.occurrence ?? '1';
        await notification.issueNotice(store, { caseId, template, occurrence, extra });
      });
    } catch (error) {
      throw error instanceof NoticeError ? fatal(error.message) : error;
    }
    return {};
  },
});

import { z } from 'zod';
import { addWorkingDays } from '../../src/calendar/index.ts';
import { NoticeError } from '../../src/notification/index.ts';
import { markAnswered } from '../../src/register/index.ts';
import { days, inquiryId, occurrence } from '../schemas.ts';
import { defineWorker } from '../services.ts';

const guideTemplate = 'inquiry-guide';

/**
 * Tells the asker the guide or the answer that is written (header `template`), once per occurrence, and opens the
 * time for asking more: `moreDays` working days.
 */
export const issueAnswer = defineWorker({
  type: 'care.issueAnswer',
  input: z.object({ inquiryId, occurrence, moreDays: days }),
  output: z.object({ moreUntilAt: z.date() }),
  async handle({ inquiryId, occurrence, moreDays }, { register, notification, job, fatal }) {
    const { template } = job.headers;
    if (!template) throw fatal(`${job.elementId} needs the header template.`);
    try {
      return await register.transaction(async (store) => {
        const until = await addWorkingDays(store, store.clock.now(), moreDays);
        const isGuide = template === guideTemplate;
        const { moreUntilAt } = await markAnswered(store, inquiryId, { moreUntilAt: until, isGuide });
        await notification.answerAsker(store, { inquiryId, template, occurrence, moreUntilAt });
        return { moreUntilAt };
      });
    } catch (error) {
      throw error instanceof NoticeError ? fatal(error.message) : error;
    }
  },
});

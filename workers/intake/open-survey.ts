import { z } from 'zod';
import { openSurvey as open } from '../../src/register/index.ts';
import { limitWithReminder } from '../reminder.ts';
import { caseId, days } from '../schemas.ts';
import { defineWorker } from '../services.ts';

/** Opens the survey for `surveyDays` working days (clause 2.5.2); opened before, its deadline stands. */
export const openSurvey = defineWorker({
  type: 'intake.openSurvey',
  input: z.object({ caseId, surveyDays: days }),
  output: z.object({ surveyDueAt: z.date(), surveyReminderAt: z.date() }),
  handle: ({ caseId, surveyDays }, { register }) =>
    register.transaction(async (store) => {
      const { dueAt, reminderAt } = await limitWithReminder(store, surveyDays);
      const { surveyDueAt } = await open(store, caseId, dueAt);
      return { surveyDueAt, surveyReminderAt: reminderAt < surveyDueAt ? reminderAt : surveyDueAt };
    }),
});

import { z } from 'zod';
import { inquiryId, occurrence } from '../schemas.ts';
import { defineWorker } from '../services.ts';

/** Tells everybody in a role about a question that waits; header `template`. Once per template and occurrence. */
export const tellStaff = defineWorker({
  type: 'care.tellStaff',
  input: z.object({ inquiryId, occurrence, role: z.string() }),
  output: z.object({}),
  async handle({ inquiryId, occurrence, role }, { register, notification, job, fatal }) {
    const { template } = job.headers;
    if (!template) throw fatal(`${job.elementId} needs the header template.`);
    await register.transaction((store) =>
      notification.tellResponders(store, { inquiryId, template, occurrence, group: role }),
    );
    return {};
  },
});

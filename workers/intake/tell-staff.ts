import { z } from 'zod';
import { caseId, occurrence } from '../schemas.ts';
import { defineWorker } from '../services.ts';

/** Tells everybody in a role about a case; headers `template` and `role`. Once per template and occurrence. */
export const tellStaff = defineWorker({
  type: 'intake.tellStaff',
  input: z.object({ caseId, occurrence, stepName: z.string() }),
  output: z.object({}),
  async handle({ caseId, occurrence, stepName }, { register, notification, job, fatal }) {
    const { template, role } = job.headers;
    if (!template || !role) throw fatal(`${job.elementId} needs the headers template and role.`);
    await register.transaction((store) =>
      notification.tellStaff(store, { caseId, template, occurrence, group: role, stepName }),
    );
    return {};
  },
});

import { z } from 'zod';
import {
  bindInstance,
  channels,
  customerTypes,
  isRegisterError,
  listParties,
} from '../../src/register/index.ts';
import { caseId } from '../schemas.ts';
import { defineWorker } from '../services.ts';

/** Cases of these channels come with a paper form that the entry is compared with (clause 2.2.3). */
const paperChannels: readonly string[] = ['counter', 'post'];

/** Binds the case to this process instance and hands the process what it may know of it. */
export const bindCase = defineWorker({
  type: 'intake.bindCase',
  input: z.object({ caseId }),
  output: z.object({
    caseNumber: z.string(),
    matterCode: z.string(),
    matterName: z.string(),
    customerType: z.enum(customerTypes),
    channel: z.enum(channels),
    hasAgent: z.boolean(),
    hasPaperForm: z.boolean(),
    isUrgentRequested: z.boolean(),
    customerMasked: z.string(),
    caseUrl: z.url(),
    receivedAt: z.date(),
  }),
  errors: ['CASE_ALREADY_BOUND'],
  async handle({ caseId }, { register, publicUrl, job, bpmnError }) {
    const found = await bindInstance(register, caseId, job.processInstanceKey).catch((error: unknown) => {
      throw isRegisterError(error, 'CASE_ALREADY_BOUND') ? bpmnError('CASE_ALREADY_BOUND') : error;
    });
    const parties = await listParties(register, caseId);
    return {
      caseNumber: found.number,
      matterCode: found.matterCode,
      matterName: found.matterName,
      customerType: found.customerType,
      channel: found.channel,
      hasAgent: parties.some((party) => party.role === 'agent'),
      hasPaperForm: paperChannels.includes(found.channel),
      isUrgentRequested: found.isUrgentRequested,
      customerMasked: parties.find((party) => party.role === 'customer')?.nameMasked ?? '',
      caseUrl: `${publicUrl}/console/cases/${caseId}`,
      receivedAt: found.receivedAt,
    };
  },
});

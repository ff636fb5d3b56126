import { z } from 'zod';
import { closeAnswered as close } from '../../src/register/index.ts';
import { inquiryId } from '../schemas.ts';
import { defineWorker } from '../services.ts';

/**
 * Closes an answered question when the time for asking more is over. MORE_ASKED: the asker was in time after all,
 * only the message was slower than the timer.
 */
export const closeAnswered = defineWorker({
  type: 'care.closeAnswered',
  input: z.object({ inquiryId }),
  output: z.object({}),
  errors: ['MORE_ASKED'],
  async handle({ inquiryId }, { register, bpmnError }) {
    if (!(await close(register, inquiryId))) throw bpmnError('MORE_ASKED');
    return {};
  },
});

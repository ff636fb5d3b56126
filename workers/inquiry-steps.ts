import { inquiryStepOccurrence, recordInquiryStep } from '../src/register/index.ts';
import type { StepLog } from './answers.ts';

/** The decisions about one question. */
export function inquirySteps(inquiryId: string): StepLog {
  return {
    occurrence: (store, key) => inquiryStepOccurrence(store, { inquiryId, ...key }),
    record: (store, step) => recordInquiryStep(store, { inquiryId, ...step }),
  };
}

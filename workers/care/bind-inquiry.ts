import { z } from 'zod';
import { bindInquiry as bind, inquiryTopics, isRegisterError } from '../../src/register/index.ts';
import { count, inquiryId } from '../schemas.ts';
import { defineWorker } from '../services.ts';

/** Binds the question to this process instance and hands the process what it may know of it. */
export const bindInquiry = defineWorker({
  type: 'care.bindInquiry',
  input: z.object({ inquiryId }),
  output: z.object({
    inquiryNumber: z.string(),
    /** What it is about, in one line. */
    inquirySubject: z.string(),
    askerMasked: z.string(),
    inquiryUrl: z.url(),
    topic: z.enum(inquiryTopics),
    matterCode: z.string().nullable(),
    hasMatter: z.boolean(),
    /** Answered face to face already. */
    isAnswered: z.boolean(),
    /** How often a person was asked so far. */
    answerRound: count,
  }),
  errors: ['INQUIRY_ALREADY_BOUND'],
  async handle({ inquiryId }, { register, notification, publicUrl, job, bpmnError }) {
    const found = await bind(register, inquiryId, job.processInstanceKey).catch((error: unknown) => {
      throw isRegisterError(error, 'CASE_ALREADY_BOUND') ? bpmnError('INQUIRY_ALREADY_BOUND') : error;
    });
    return {
      inquiryNumber: found.number,
      inquirySubject: notification.inquirySubject(found, 'zh-CN'),
      askerMasked: found.askerMasked,
      inquiryUrl: `${publicUrl}/console/inquiries/${inquiryId}`,
      topic: found.topic,
      matterCode: found.matterCode,
      hasMatter: found.matterCode !== null,
      isAnswered: found.status === 'closed',
      answerRound: 0,
    };
  },
});

import {
  displayNames,
  getInquiry,
  isRegisterError,
  listEntries,
  listInquirySteps,
  listNotices,
  listNotifications,
  type InquiryRecord,
  type StaffMember,
  type Store,
} from '../../../register/index.ts';
import { isIntakeStaff } from '../../auth.ts';
import { Problem } from '../../problem.ts';
import { isId } from './case-file.ts';

/** Whether the person may see a question: intake roles every one, others those that their role answers. */
export function maySeeInquiry(staff: StaffMember, inquiry: Pick<InquiryRecord, 'answerRole'>): boolean {
  const { answerRole } = inquiry;
  return isIntakeStaff(staff) || (answerRole !== null && staff.groups.includes(answerRole));
}

/** The question, when this person may see it. Throws `not-found` alike for unknown and for not theirs. */
export async function findVisibleInquiry(
  store: Store,
  staff: StaffMember,
  inquiryId: string | undefined,
): Promise<InquiryRecord> {
  if (!isId(inquiryId)) throw new Problem('not-found');
  const found = await getInquiry(store, inquiryId).catch((error: unknown) => {
    throw isRegisterError(error, 'INQUIRY_NOT_FOUND') ? new Problem('not-found') : error;
  });
  if (!maySeeInquiry(staff, found)) throw new Problem('not-found');
  return found;
}

/** Everything the register holds on a question. Some of it is in the clear: the page shows that when revealed. */
export async function readInquiryFile(store: Store, inquiry: InquiryRecord) {
  const subject = { inquiryId: inquiry.id };
  const [entries, steps, notices, messages] = await Promise.all([
    listEntries(store, inquiry.id),
    listInquirySteps(store, inquiry.id),
    listNotices(store, subject),
    listNotifications(store, subject),
  ]);
  const people = [
    inquiry.receivedBy,
    ...entries.map(({ writtenBy }) => writtenBy),
    ...steps.map(({ decidedBy }) => decidedBy),
    ...messages.flatMap(({ recipient }) => recipient.split('staff:').slice(1)),
  ];
  const names = await displayNames(store, people);
  const others = new Map([
    ['customer', '咨询人'],
    ['system', '系统'],
  ]);
  return {
    inquiry,
    entries,
    steps,
    notices,
    messages,
    nameOf: (username: string) => names.get(username) ?? others.get(username) ?? username,
  };
}

export type InquiryFile = Awaited<ReturnType<typeof readInquiryFile>>;

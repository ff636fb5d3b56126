import type { Selectable } from 'kysely';
import { RegisterError } from './errors.ts';
import type { InquiryTable } from './schema.ts';
import type { Store } from './store.ts';

/** A question without what must not leave the register unasked. */
export type InquiryRecord = Omit<
  Selectable<InquiryTable>,
  'askerNameEnc' | 'phoneEnc' | 'emailEnc' | 'requestId'
> & {
  hasEmail: boolean;
};

const plainColumns = [
  'id',
  'number',
  'channel',
  'language',
  'topic',
  'matterCode',
  'matterName',
  'caseId',
  'askerMasked',
  'phoneMasked',
  'status',
  'outcome',
  'outcomeReasonCode',
  'answerRole',
  'priority',
  'round',
  'dueAt',
  'answeredAt',
  'moreUntilAt',
  'processInstanceKey',
  'receivedBy',
  'receivedAt',
  'closedAt',
] as const;

/** What a question's row shows: everything but the asker's name and addresses. */
export function inquiryQuery(store: Store) {
  return store.db
    .selectFrom('inquiry')
    .select(plainColumns)
    .select((eb) => eb('emailEnc', 'is not', null).$castTo<boolean>().as('hasEmail'));
}

export const askerPlace = (field: 'askerNameEnc' | 'phoneEnc' | 'emailEnc', id: string) =>
  `inquiry.${field}:${id}`;

/** One question. Throws INQUIRY_NOT_FOUND. */
export async function getInquiry(store: Store, inquiryId: string): Promise<InquiryRecord> {
  const row = await inquiryQuery(store).where('id', '=', inquiryId).executeTakeFirst();
  if (!row) throw new RegisterError('INQUIRY_NOT_FOUND', `There is no inquiry ${inquiryId}: check the id.`);
  return row;
}

/** One question, locked until the caller's transaction ends. Throws INQUIRY_NOT_FOUND. */
export async function lockInquiry(store: Store, inquiryId: string): Promise<InquiryRecord> {
  await store.db
    .selectFrom('inquiry')
    .select('id')
    .where('id', '=', inquiryId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return getInquiry(store, inquiryId);
}

/** The columns that the functions of a question change; the caller holds the lock. */
export async function updateInquiry(
  store: Store,
  inquiryId: string,
  change: Partial<Omit<InquiryRecord, 'id' | 'number' | 'hasEmail'>>,
): Promise<void> {
  await store.db.updateTable('inquiry').set(change).where('id', '=', inquiryId).execute();
}

/** By its number; upper and lower case and surrounding spaces do not matter. */
export function findInquiryByNumber(store: Store, number: string): Promise<InquiryRecord | undefined> {
  return inquiryQuery(store).where('number', '=', number.trim().toUpperCase()).executeTakeFirst();
}

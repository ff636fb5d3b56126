import { appendAudit } from './audit.ts';
import type { NotificationChannel, NotificationState } from './codes.ts';
import { notificationPlace } from './notification-place.ts';
import type { NotificationRecord } from './notifications.ts';
import { atomically, type Actor, type Store } from './store.ts';

/** A message in the outbox of the house: what may be shown of it, and what it belongs to. */
export interface OutboxItem extends NotificationRecord {
  caseId: string | null;
  caseNumber: string | null;
  inquiryId: string | null;
  inquiryNumber: string | null;
  template: string;
  noticeNumber: string;
}

export interface OutboxQuery {
  state?: NotificationState | undefined;
  channel?: NotificationChannel | undefined;
  /** Number of a case or a question, whole. */
  number?: string | undefined;
  /** Continue after this item of the page before. */
  after?: { createdAt: Date; id: string } | undefined;
  /** At most 100. */
  limit: number;
}

/** Messages of all cases and questions, newest first. Pages by key. */
export function listOutbox(store: Store, query: OutboxQuery): Promise<OutboxItem[]> {
  const { state, channel, after } = query;
  const number = query.number?.trim().toUpperCase();
  let items = outboxItems(store);
  if (state !== undefined) items = items.where('notification.state', '=', state);
  if (channel !== undefined) items = items.where('notification.channel', '=', channel);
  if (number !== undefined)
    items = items.where((eb) => eb.or([eb('cases.number', '=', number), eb('inquiry.number', '=', number)]));
  if (after)
    items = items.where((eb) =>
      eb(eb.refTuple('notification.createdAt', 'notification.id'), '<', eb.tuple(after.createdAt, after.id)),
    );
  return items
    .orderBy('notification.createdAt', 'desc')
    .orderBy('notification.id', 'desc')
    .limit(Math.min(query.limit, 100))
    .execute();
}

/** One message of the outbox. */
export function findOutboxItem(store: Store, id: string): Promise<OutboxItem | undefined> {
  return outboxItems(store).where('notification.id', '=', id).executeTakeFirst();
}

function outboxItems(store: Store) {
  return store.db
    .selectFrom('notification')
    .innerJoin('notice', 'notice.id', 'notification.noticeId')
    .leftJoin('cases', 'cases.id', 'notification.caseId')
    .leftJoin('inquiry', 'inquiry.id', 'notification.inquiryId')
    .select([
      'notification.id',
      'notification.noticeId',
      'notification.recipient',
      'notification.channel',
      'notification.addressMasked',
      'notification.state',
      'notification.attempts',
      'notification.errorCode',
      'notification.createdAt',
      'notification.sentAt',
      'notification.deliveredAt',
      'notification.caseId',
      'cases.number as caseNumber',
      'notification.inquiryId',
      'inquiry.number as inquiryNumber',
      'notice.template',
      'notice.number as noticeNumber',
    ]);
}

/** A message in the clear, as it goes out. */
export interface MessageText {
  address: string;
  subject: string | null;
  /** Of an SMS the text; of an e-mail a JSON object with `text`, `html` and `language`. */
  body: string;
}

/**
 * The message in the clear, after who reads it and why went into the audit trail of its case or question.
 * Undefined when there is no such message.
 */
export function revealMessage(
  store: Store,
  { id, actor, reason }: { id: string; actor: Actor; reason: string },
): Promise<MessageText | undefined> {
  return atomically(store, async (inner) => {
    const row = await inner.db
      .selectFrom('notification')
      .select(['caseId', 'inquiryId', 'addressEnc', 'subjectEnc', 'bodyEnc'])
      .where('id', '=', id)
      .executeTakeFirst();
    if (!row) return undefined;
    const { caseId, inquiryId, addressEnc, subjectEnc, bodyEnc } = row;
    await appendAudit(inner, {
      caseId,
      ...(inquiryId === null ? {} : { inquiryId }),
      actor,
      action: 'notificationRevealed',
      details: { notificationId: id, reason },
    });
    const read = (field: Parameters<typeof notificationPlace>[0], text: string) =>
      inner.cipher.decrypt(text, notificationPlace(field, id));
    return {
      address: read('addressEnc', addressEnc),
      subject: subjectEnc === null ? null : read('subjectEnc', subjectEnc),
      body: read('bodyEnc', bodyEnc),
    };
  });
}

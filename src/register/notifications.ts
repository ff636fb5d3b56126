import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { NotificationChannel, NotificationState } from './codes.ts';
import { wakeUp } from './listen.ts';
import { belongsTo, subjectColumns, type NoticeSubject } from './notices.ts';
import { maskEmail, maskPhone } from './masks.ts';
import { notificationPlace as place, type EncryptedField } from './notification-place.ts';
import { settleProviderEvents } from './provider-events.ts';
import type { NotificationTable } from './schema.ts';
import { atomically, type Store } from './store.ts';

export type NotificationInput = NoticeSubject & {
  noticeId: string;
  /** `customer` or `staff:<username>`. */
  recipient: string;
  channel: NotificationChannel;
  address: string;
  subject?: string | undefined;
  body: string;
};

/** A message in the clear, claimed by the caller, who must end its `sending`. */
export interface ClaimedNotification {
  id: string;
  noticeId: string;
  /** Null for a message about a question. */
  caseId: string | null;
  recipient: string;
  channel: NotificationChannel;
  address: string;
  subject: string | undefined;
  body: string;
  /** With angle brackets; the same for every try, so that receivers can drop a copy. */
  messageId: string;
  /** Tries including this one. */
  attempts: number;
  createdAt: Date;
  claimedAt: Date;
}

/** Plans one message, in the caller's transaction; once per notice, channel and recipient. */
export async function planNotification(store: Store, input: NotificationInput): Promise<void> {
  const id = randomUUID();
  const now = store.clock.now();
  const encrypt = (field: EncryptedField, text: string) => store.cipher.encrypt(text, place(field, id));
  const { noticeId, recipient, channel, address, subject, body } = input;
  await store.db
    .insertInto('notification')
    .values({
      id,
      noticeId,
      ...subjectColumns(input),
      recipient,
      channel,
      addressEnc: encrypt('addressEnc', address),
      addressMasked: channel === 'sms' ? maskPhone(address) : maskEmail(address),
      subjectEnc: subject === undefined ? null : encrypt('subjectEnc', subject),
      bodyEnc: encrypt('bodyEnc', body),
      messageId: `<${id}@intake-window>`,
      nextAttemptAt: now,
      createdAt: now,
    })
    .onConflict((conflict) => conflict.columns(['noticeId', 'channel', 'recipient']).doNothing())
    .execute();
  await wakeUp(store, 'notification');
}

/**
 * Takes due messages for sending: planned → sending, committed at once, so that a crash leaves a trace. Two
 * senders never get the same one.
 */
export function claimNotifications(store: Store, limit: number): Promise<ClaimedNotification[]> {
  return claim(store, { state: 'planned', column: 'nextAttemptAt', until: store.clock.now(), limit });
}

/**
 * Takes over messages that somebody left in `sending` for longer than `stuckForMs` (a crash). Whether they went
 * out is not known: an SMS is asked for at the provider, an e-mail is sent again with the same message id.
 */
export function recoverStuck(
  store: Store,
  options: { stuckForMs: number; limit: number },
): Promise<ClaimedNotification[]> {
  const until = new Date(store.clock.now().getTime() - options.stuckForMs);
  return claim(store, { state: 'sending', column: 'claimedAt', until, limit: options.limit });
}

interface Due {
  state: NotificationState;
  column: 'nextAttemptAt' | 'claimedAt';
  until: Date;
  limit: number;
}

async function claim(store: Store, due: Due): Promise<ClaimedNotification[]> {
  const claimedAt = store.clock.now();
  const rows = await store.db
    // As a subquery of its own it could be evaluated more than once and take more than the limit.
    .with('due', (db) =>
      db
        .selectFrom('notification')
        .select('id')
        .where('state', '=', due.state)
        .where(due.column, '<=', due.until)
        .orderBy(due.column)
        .limit(due.limit)
        .forUpdate()
        .skipLocked(),
    )
    .updateTable('notification')
    .set((eb) => ({ state: 'sending', claimedAt, attempts: eb('attempts', '+', 1) }))
    .where('id', 'in', (eb) => eb.selectFrom('due').select('due.id'))
    .returningAll()
    .execute();
  return rows.map((row) => decrypt(store, row, claimedAt));
}

function decrypt(store: Store, row: Selectable<NotificationTable>, claimedAt: Date): ClaimedNotification {
  const text = (field: EncryptedField, value: string) => store.cipher.decrypt(value, place(field, row.id));
  const { id, noticeId, caseId, recipient, channel, messageId, attempts, createdAt } = row;
  return {
    id,
    noticeId,
    caseId,
    recipient,
    channel,
    messageId,
    attempts,
    createdAt,
    claimedAt,
    address: text('addressEnc', row.addressEnc),
    subject: row.subjectEnc === null ? undefined : text('subjectEnc', row.subjectEnc),
    body: text('bodyEnc', row.bodyEnc),
  };
}

/** The provider has taken it. A delivery report that was faster than this call is applied now. */
export function markSent(store: Store, id: string, providerId: string | undefined): Promise<void> {
  return atomically(store, async (inner) => {
    await finish(inner, id, 'sent', {
      providerId: providerId ?? null,
      sentAt: inner.clock.now(),
      errorCode: null,
    });
    if (providerId !== undefined) await settleProviderEvents(inner, providerId);
  });
}

/** It will never arrive: a dead address, refused by the provider, given up. */
export function markFailed(store: Store, id: string, errorCode: string): Promise<void> {
  return finish(store, id, 'failed', { errorCode });
}

/** Nobody can say whether it went out; a person decides. */
export function markUnknown(store: Store, id: string, errorCode: string): Promise<void> {
  return finish(store, id, 'unknown', { errorCode });
}

/** There is no provider for the channel: kept and shown, not sent to a phone. */
export function markNotSent(store: Store, id: string): Promise<void> {
  return finish(store, id, 'notSent', {});
}

/** Back to planned, due again after `retryAfterMs`. */
export function retryNotification(
  store: Store,
  id: string,
  errorCode: string,
  retryAfterMs: number,
): Promise<void> {
  const nextAttemptAt = new Date(store.clock.now().getTime() + retryAfterMs);
  return finish(store, id, 'planned', { errorCode, nextAttemptAt });
}

interface Ending {
  providerId?: string | null;
  sentAt?: Date;
  errorCode?: string | null;
  nextAttemptAt?: Date;
}

/** Only a row in `sending` can end: a slow sender cannot undo what a recovery has settled meanwhile. */
async function finish(store: Store, id: string, state: NotificationState, change: Ending): Promise<void> {
  await store.db
    .updateTable('notification')
    .set({ ...change, state, claimedAt: null })
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .execute();
}

/** What may be shown of a message. */
export interface NotificationRecord {
  id: string;
  noticeId: string;
  recipient: string;
  channel: NotificationChannel;
  addressMasked: string;
  state: NotificationState;
  attempts: number;
  errorCode: string | null;
  createdAt: Date;
  sentAt: Date | null;
  deliveredAt: Date | null;
}

/** The messages of a case (given by its id) or question, oldest first; `noticeId` narrows to one notice. */
export function listNotifications(
  store: Store,
  subject: string | NoticeSubject,
  noticeId?: string,
): Promise<NotificationRecord[]> {
  let query = store.db
    .selectFrom('notification')
    .select(['id', 'noticeId', 'recipient', 'channel', 'addressMasked', 'state', 'attempts', 'errorCode'])
    .select(['createdAt', 'sentAt', 'deliveredAt'])
    .where(belongsTo(typeof subject === 'string' ? { caseId: subject } : subject))
    .orderBy('createdAt')
    .orderBy('id');
  if (noticeId !== undefined) query = query.where('noticeId', '=', noticeId);
  return query.execute();
}

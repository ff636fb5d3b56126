import { appendAudit } from './audit.ts';
import type { NotificationChannel, NotificationState } from './codes.ts';
import { wakeUp } from './listen.ts';
import { maskEmail, maskPhone } from './masks.ts';
import { notificationPlace } from './notification-place.ts';
import { atomically, type Actor, type Store } from './store.ts';

/** A message about which a person decides; locked until the caller's transaction ends. */
export interface OpenMessage {
  id: string;
  noticeId: string;
  caseId: string | null;
  inquiryId: string | null;
  recipient: string;
  channel: NotificationChannel;
  state: NotificationState;
}

/** Locks a message for a decision. Undefined when there is none. */
export function lockMessage(store: Store, id: string): Promise<OpenMessage | undefined> {
  return store.db
    .selectFrom('notification')
    .select(['id', 'noticeId', 'caseId', 'inquiryId', 'recipient', 'channel', 'state'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

export interface DecidedState {
  actor: Actor;
  /** States that the decision is about: in any other nothing is changed. */
  from: readonly NotificationState[];
  to: Extract<NotificationState, 'planned' | 'delivered' | 'failed'>;
  /** Where it goes from now on; absent: where it went before. Only when it goes out again. */
  address?: string | undefined;
}

/**
 * Writes a person's decision about a message, and who made it, in the caller's transaction. False when the
 * message is in none of the states any more: somebody else was faster. A message that goes out again keeps its
 * Message-ID, gets all its tries anew, and hears no more of the provider's reports on the earlier one.
 */
export function decideMessage(
  store: Store,
  message: Omit<OpenMessage, 'state'>,
  { actor, from, to, address }: DecidedState,
): Promise<boolean> {
  const { id, caseId, inquiryId, channel } = message;
  return atomically(store, async (inner) => {
    const now = inner.clock.now();
    const readdressed =
      address === undefined
        ? {}
        : {
            addressEnc: inner.cipher.encrypt(address, notificationPlace('addressEnc', id)),
            addressMasked: channel === 'sms' ? maskPhone(address) : maskEmail(address),
          };
    const changes = {
      planned: { ...readdressed, attempts: 0, nextAttemptAt: now, providerId: null, errorCode: null },
      delivered: { deliveredAt: now, errorCode: null },
      failed: {},
    }[to];
    const { numUpdatedRows } = await inner.db
      .updateTable('notification')
      .set({ ...changes, state: to })
      .where('id', '=', id)
      .where('state', 'in', [...from])
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    await appendAudit(inner, {
      caseId,
      ...(inquiryId === null ? {} : { inquiryId }),
      actor,
      action: from.includes('unknown') ? 'notificationSettled' : 'notificationRetried',
      details: { notificationId: id, to },
    });
    if (to === 'planned') await wakeUp(inner, 'notification');
    return true;
  });
}

import type { NotificationState } from './codes.ts';
import { atomically, type Store } from './store.ts';

/** A provider's report on a message. */
export interface ProviderEvent {
  /** The provider's id of the message. */
  providerId: string;
  /** The provider's own word, such as `delivered`. */
  status: string;
  /** Later stages have higher ranks; final ones share the highest. */
  rank: number;
  /** What the report means for us. */
  state: NotificationState;
  errorCode?: string | undefined;
}

export interface SettledNotification {
  id: string;
  noticeId: string;
  /** Null for a message about a question. */
  caseId: string | null;
  recipient: string;
  state: NotificationState;
}

/**
 * Takes a report; the same one again changes nothing, and one that comes late never takes a message back.
 * Returns the message if its state changed. A report on a message that is not known yet is kept for `markSent`.
 */
export function applyProviderEvent(
  store: Store,
  event: ProviderEvent,
): Promise<SettledNotification | undefined> {
  return atomically(store, async (inner) => {
    await inner.db
      .insertInto('providerEvent')
      .values({ ...event, errorCode: event.errorCode ?? null, receivedAt: inner.clock.now() })
      .onConflict((conflict) => conflict.columns(['providerId', 'status']).doNothing())
      .execute();
    return settleProviderEvents(inner, event.providerId);
  });
}

/** Sets the message to its highest report (of equal ones the first). Returns it if its state changed. */
export async function settleProviderEvents(
  store: Store,
  providerId: string,
): Promise<SettledNotification | undefined> {
  const row = await store.db
    .selectFrom('notification')
    .select(['id', 'state'])
    .where('providerId', '=', providerId)
    .forUpdate()
    .executeTakeFirst();
  const best = await store.db
    .selectFrom('providerEvent')
    .selectAll()
    .where('providerId', '=', providerId)
    .orderBy('rank', 'desc')
    .orderBy('receivedAt')
    .limit(1)
    .executeTakeFirst();
  if (!row || !best || best.state === row.state) return undefined;
  return store.db
    .updateTable('notification')
    .set({
      state: best.state,
      errorCode: best.errorCode,
      deliveredAt: best.state === 'delivered' ? best.receivedAt : null,
    })
    .where('id', '=', row.id)
    .returning(['id', 'noticeId', 'caseId', 'recipient', 'state'])
    .executeTakeFirst();
}

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { wakeUp, wakingUp } from './listen.ts';
import { atomically, type Store } from './store.ts';

/** A message for the engine that is written with the change it tells of and sent after the commit. */
export interface OutboxMessage {
  /** `intake.caseRegistered` … */
  name: string;
  correlationKey: string;
  /** Unique within the name: the same message twice is one row. */
  messageId: string;
  /** Ids, codes and dates only. */
  variables: Record<string, unknown>;
  timeToLiveMs: number;
}

export interface ClaimedMessage extends OutboxMessage {
  id: string;
  /** How often sending has failed so far. */
  attempts: number;
  createdAt: Date;
}

/** Writes a message, in the caller's transaction. A message id that is already there changes nothing. */
export async function enqueueMessage(store: Store, message: OutboxMessage): Promise<void> {
  const now = store.clock.now();
  await store.db
    .insertInto('outbox')
    .values({
      ...message,
      id: randomUUID(),
      variables: JSON.stringify(message.variables),
      createdAt: now,
      nextAttemptAt: now,
    })
    .onConflict((conflict) => conflict.columns(['name', 'messageId']).doNothing())
    .returning(wakingUp('outbox').as('woken'))
    .execute();
}

/**
 * Messages that are due, oldest first. They stay locked until the transaction around the call ends, so that two
 * relays never send the same one; call it inside `register.transaction` and mark each before the end. A message
 * waits for earlier ones of its case (the correlation key up to a colon), so that none overtakes the start.
 */
export function claimMessages(store: Store, limit: number): Promise<ClaimedMessage[]> {
  return store.db
    .selectFrom('outbox')
    .select([
      'id',
      'name',
      'correlationKey',
      'messageId',
      'variables',
      'timeToLiveMs',
      'attempts',
      'createdAt',
    ])
    .where('sentAt', 'is', null)
    .where('nextAttemptAt', '<=', store.clock.now())
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('outbox as earlier')
            .select('earlier.id')
            .where('earlier.sentAt', 'is', null)
            .where(caseOf('earlier'), '=', caseOf('outbox'))
            .whereRef('earlier.createdAt', '<', 'outbox.createdAt'),
        ),
      ),
    )
    .orderBy('nextAttemptAt')
    .orderBy('createdAt')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
}

function caseOf(table: string) {
  return sql<string>`split_part(${sql.ref(`${table}.correlationKey`)}, ':', 1)`;
}

export async function markMessageSent(store: Store, id: string): Promise<void> {
  await store.db
    .updateTable('outbox')
    .set({ sentAt: store.clock.now(), lastError: null })
    .where('id', '=', id)
    .execute();
}

/** Notes a failed try; `error` must be free of personal data. The message is due again after `retryAfterMs`. */
export async function markMessageFailed(
  store: Store,
  id: string,
  error: string,
  retryAfterMs: number,
): Promise<void> {
  await store.db
    .updateTable('outbox')
    .set((eb) => ({
      attempts: eb('attempts', '+', 1),
      lastError: error.slice(0, 500),
      nextAttemptAt: new Date(store.clock.now().getTime() + retryAfterMs),
    }))
    .where('id', '=', id)
    .execute();
}

/** How many messages wait and since when the oldest does, for readiness and metrics. */
export async function outboxBacklog(store: Store): Promise<{ waiting: number; oldestAt: Date | null }> {
  const row = await store.db
    .selectFrom('outbox')
    .select((eb) => [eb.fn.countAll<number>().as('waiting'), eb.fn.min('createdAt').as('oldestAt')])
    .where('sentAt', 'is', null)
    .executeTakeFirstOrThrow();
  return { waiting: row.waiting, oldestAt: row.oldestAt };
}

/** Puts a message that was sent back to waiting: after a restore the engine may not know it. */
export async function resendMessage(store: Store, name: string, messageId: string): Promise<boolean> {
  return atomically(store, async (inner) => {
    const row = await inner.db
      .updateTable('outbox')
      .set({ sentAt: null, nextAttemptAt: inner.clock.now() })
      .where('name', '=', name)
      .where('messageId', '=', messageId)
      .returning('id')
      .executeTakeFirst();
    if (row) await wakeUp(inner, 'outbox');
    return row !== undefined;
  });
}

import { sql } from 'kysely';
import pg from 'pg';
import type { Store } from './store.ts';

export type WakeUpChannel = 'outbox' | 'notification';

const reconnectAfterMs = 1_000;

/** Tells listeners of other processes, once the caller's transaction commits. */
export async function wakeUp(store: Store, channel: WakeUpChannel): Promise<void> {
  await sql`select ${wakingUp(channel)}`.execute(store.db);
}

/** The same within another statement (`returning`), where one more would cost a registration time. */
export function wakingUp(channel: WakeUpChannel) {
  return sql<string>`pg_notify(${channel}, '')`;
}

/**
 * Keeps one connection that listens, opened anew when it breaks. After every (re)connection it wakes once,
 * because something may have come while nobody listened.
 */
export function listenForWakeUps(
  databaseUrl: string,
  channel: WakeUpChannel,
  wake: () => void,
): () => Promise<void> {
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let isStopped = false;

  const connect = async () => {
    const next = new pg.Client({ connectionString: databaseUrl });
    client = next;
    let isLost = false;
    const lost = () => {
      if (isLost) return;
      isLost = true;
      if (!isStopped) retry = setTimeout(() => void connect(), reconnectAfterMs);
      next.end().catch(() => undefined);
    };
    next.on('error', lost);
    next.on('end', lost);
    next.on('notification', wake);
    try {
      await next.connect();
      await next.query(`listen ${channel}`);
      wake();
    } catch {
      lost();
    }
  };
  const connecting = connect();

  return async () => {
    isStopped = true;
    clearTimeout(retry);
    await connecting;
    await client?.end().catch(() => undefined);
  };
}

import { appendAudit } from './audit.ts';
import { toStaffMember, type StaffMember } from './staff.ts';
import { atomically, type Actor, type Store } from './store.ts';
import { newToken, tokenHash } from './tokens.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** One working day at the window. */
const sessionMs = 12 * hourMs;
/** The last use is noted this often at most: a page must not cost a write each time. */
const useNotedEveryMs = 5 * minuteMs;

/** Starts a session of a member of staff. */
export async function createSession(
  store: Store,
  staffId: string,
): Promise<{ token: string; expiresAt: Date }> {
  const token = newToken();
  const createdAt = store.clock.now();
  const expiresAt = new Date(createdAt.getTime() + sessionMs);
  await store.db
    .insertInto('session')
    .values({ tokenHash: tokenHash(token), staffId, createdAt, expiresAt })
    .execute();
  return { token, expiresAt };
}

/** Whose session it is; undefined alike for unknown, expired and ended ones and for inactive staff. */
export async function resolveSession(store: Store, token: string): Promise<StaffMember | undefined> {
  const now = store.clock.now();
  const row = await store.db
    .selectFrom('session')
    .innerJoin('staff', 'staff.id', 'session.staffId')
    .select(['staff.id', 'staff.username', 'staff.displayName', 'staff.groups', 'session.lastUsedAt'])
    .where('session.tokenHash', '=', tokenHash(token))
    .where('session.revokedAt', 'is', null)
    .where('session.expiresAt', '>', now)
    .where('staff.isActive', '=', true)
    .executeTakeFirst();
  if (!row) return undefined;
  if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() >= useNotedEveryMs)
    await store.db
      .updateTable('session')
      .set({ lastUsedAt: now })
      .where('tokenHash', '=', tokenHash(token))
      .execute();
  return toStaffMember(row);
}

/** Ends a session; ending an unknown one changes nothing. */
export async function revokeSession(store: Store, token: string): Promise<void> {
  await store.db
    .updateTable('session')
    .set({ revokedAt: store.clock.now() })
    .where('tokenHash', '=', tokenHash(token))
    .where('revokedAt', 'is', null)
    .execute();
}

export interface SessionRecord {
  id: string;
  createdAt: Date;
  /** To five minutes; null when it was never used. */
  lastUsedAt: Date | null;
  expiresAt: Date;
  isCurrent: boolean;
}

/** The running sessions of a member of staff, newest first; `token` marks the current one. */
export async function listSessions(
  store: Store,
  staffId: string,
  token: string | undefined,
): Promise<SessionRecord[]> {
  const rows = await runningSessions(store, staffId)
    .select(['id', 'tokenHash', 'createdAt', 'lastUsedAt', 'expiresAt'])
    .orderBy('createdAt', 'desc')
    .orderBy('id')
    .execute();
  const current = token === undefined ? undefined : tokenHash(token);
  return rows.map(({ tokenHash: hash, ...row }) => ({ ...row, isCurrent: hash === current }));
}

/** How many sessions each member of staff has running; who has none is missing. */
export async function countSessions(store: Store): Promise<ReadonlyMap<string, number>> {
  const rows = await runningSessions(store)
    .select((eb) => ['staffId', eb.fn.countAll<number>().as('count')])
    .groupBy('staffId')
    .execute();
  return new Map(rows.map(({ staffId, count }) => [staffId, count]));
}

/**
 * Ends sessions of a member of staff, one or all, and audits it. Returns how many were ended: 0 for an unknown or
 * ended one and for another person's.
 */
export function revokeSessionsOf(
  store: Store,
  staff: { id: string; username: string },
  { sessionId, actor }: { sessionId?: string | undefined; actor: Actor },
): Promise<number> {
  return atomically(store, async (inner) => {
    let query = inner.db
      .updateTable('session')
      .set({ revokedAt: inner.clock.now() })
      .where('staffId', '=', staff.id)
      .where('revokedAt', 'is', null)
      .where('expiresAt', '>', inner.clock.now());
    if (sessionId !== undefined) query = query.where('id', '=', sessionId);
    const count = Number((await query.executeTakeFirst()).numUpdatedRows);
    if (count > 0)
      await appendAudit(inner, {
        caseId: null,
        actor,
        action: 'sessionsRevoked',
        details: { username: staff.username, count },
      });
    return count;
  });
}

function runningSessions(store: Store, staffId?: string) {
  const query = store.db
    .selectFrom('session')
    .where('revokedAt', 'is', null)
    .where('expiresAt', '>', store.clock.now());
  return staffId === undefined ? query : query.where('staffId', '=', staffId);
}

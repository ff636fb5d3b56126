import { toStaffMember, type StaffMember } from './staff.ts';
import type { Store } from './store.ts';
import { newToken, tokenHash } from './tokens.ts';

const hourMs = 3_600_000;
/** One working day at the window. */
const sessionMs = 12 * hourMs;

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
  const row = await store.db
    .selectFrom('session')
    .innerJoin('staff', 'staff.id', 'session.staffId')
    .select(['staff.id', 'staff.username', 'staff.displayName', 'staff.groups'])
    .where('session.tokenHash', '=', tokenHash(token))
    .where('session.revokedAt', 'is', null)
    .where('session.expiresAt', '>', store.clock.now())
    .where('staff.isActive', '=', true)
    .executeTakeFirst();
  return row ? toStaffMember(row) : undefined;
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

import { createHash, randomBytes } from 'node:crypto';
import { renewQuerySecret } from './query-secrets.ts';
import type { Store } from './store.ts';

const dayMs = 86_400_000;
const customerLifetimeMs = 180 * dayMs;

/** 32 random bytes, base64url. Only its hash is stored: who reads the database cannot log in with it. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** A new key to the customer's page of a case; `lifetimeMs` is half a year unless given. */
export async function createCustomerToken(
  store: Store,
  caseId: string,
  lifetimeMs = customerLifetimeMs,
): Promise<string> {
  const token = newToken();
  const createdAt = store.clock.now();
  await store.db
    .insertInto('customerToken')
    .values({
      tokenHash: tokenHash(token),
      caseId,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + lifetimeMs),
    })
    .execute();
  return token;
}

/** The case that a token opens; undefined alike for unknown, expired and revoked ones. */
export async function resolveCustomerToken(
  store: Store,
  token: string,
): Promise<{ caseId: string } | undefined> {
  return store.db
    .selectFrom('customerToken')
    .select('caseId')
    .where('tokenHash', '=', tokenHash(token))
    .where('revokedAt', 'is', null)
    .where('expiresAt', '>', store.clock.now())
    .executeTakeFirst();
}

/**
 * Makes all links to a case and its query secret useless (a wrong address was corrected); a new secret is on what
 * is printed from now on. Returns how many links there were.
 */
export async function revokeCustomerTokens(store: Store, caseId: string): Promise<number> {
  await renewQuerySecret(store, caseId);
  const { numUpdatedRows } = await store.db
    .updateTable('customerToken')
    .set({ revokedAt: store.clock.now() })
    .where('caseId', '=', caseId)
    .where('revokedAt', 'is', null)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

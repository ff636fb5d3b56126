import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import { appendAudit } from './audit.ts';
import { atomically, type Store } from './store.ts';

/** No 0/O, 1/I/L, U: what is read out over the phone or from paper cannot be mistaken. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const secretLength = 8;

/** So many wrong secrets within these minutes lock a case's secret for as long. */
export const queryLimits = { failures: 5, minutes: 15 } as const;
const lockMs = queryLimits.minutes * 60_000;

const secretPlace = (caseId: string) => `cases.querySecretEnc:${caseId}`;

/** A new secret, eight characters (30⁸ possibilities). */
export function newQuerySecret(): string {
  return Array.from({ length: secretLength }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** The value of `cases.querySecretEnc` for a new case. */
export function encryptQuerySecret(store: Store, caseId: string, secret: string): string {
  return store.cipher.encrypt(secret, secretPlace(caseId));
}

/** Gives the case another secret; who was told the old one can no longer ask with it. */
export async function renewQuerySecret(store: Store, caseId: string): Promise<void> {
  await store.db
    .updateTable('cases')
    .set({ querySecretEnc: encryptQuerySecret(store, caseId, newQuerySecret()) })
    .where('id', '=', caseId)
    .execute();
}

/** The secret as people read it: `K7MP-3WXA`. */
export function querySecretText(secret: string): string {
  return `${secret.slice(0, secretLength / 2)}-${secret.slice(secretLength / 2)}`;
}

/**
 * The query secret of a case, in the clear, for the receipt and for prints; undefined for an unknown case and for
 * one that was registered before there were secrets.
 */
export async function readQuerySecret(store: Store, caseId: string): Promise<string | undefined> {
  const row = await store.db
    .selectFrom('cases')
    .select('querySecretEnc')
    .where('id', '=', caseId)
    .executeTakeFirst();
  return row?.querySecretEnc ? store.cipher.decrypt(row.querySecretEnc, secretPlace(caseId)) : undefined;
}

/**
 * The case that number and secret open, however they were typed (case, spaces, hyphens, full width). Undefined
 * alike for a wrong number, a wrong secret and a locked case: five wrong secrets within 15 minutes lock the case's
 * secret for 15 minutes. Each try is in the audit trail, without what was typed.
 */
export async function resolveQuerySecret(
  store: Store,
  number: string,
  secret: string,
): Promise<string | undefined> {
  const caseNumber = normaliseCaseNumber(number);
  // Counted before the comparison, or many tries at once would all see a count of zero.
  const isCounted = await countAttempt(store, caseNumber);
  return atomically(store, async (inner) => {
    const found = await inner.db
      .selectFrom('cases')
      .select(['id', 'querySecretEnc'])
      .where('number', '=', caseNumber)
      .executeTakeFirst();
    const expected = found ? await readQuerySecret(inner, found.id) : undefined;
    const isSame = isEqual(normaliseSecret(secret), expected ?? '');
    const caseId = isCounted && expected !== undefined && isSame ? found?.id : undefined;
    if (caseId !== undefined)
      await inner.db.deleteFrom('queryAttempt').where('caseId', '=', caseId).execute();
    // Also for a number that does not exist, so that the answer takes as long.
    await appendAudit(inner, {
      caseId: found?.id ?? null,
      actor: 'customer',
      action: caseId === undefined ? 'queryRefused' : 'queryGranted',
      details: found && !isCounted ? { isLocked: true } : {},
    });
    return caseId;
  });
}

/** The case of a number as typed; undefined when there is none. Proves nothing about who typed it. */
export async function findCaseByNumber(store: Store, number: string): Promise<string | undefined> {
  const row = await store.db
    .selectFrom('cases')
    .select('id')
    .where('number', '=', normaliseCaseNumber(number))
    .executeTakeFirst();
  return row?.id;
}

/** False for a locked case and for a number that does not exist. A window or lock that has run out starts anew. */
async function countAttempt(store: Store, caseNumber: string): Promise<boolean> {
  const now = store.clock.now();
  const windowStart = new Date(now.getTime() - lockMs);
  const lockedUntil = new Date(now.getTime() + lockMs);
  const isOver = sql`(query_attempt.locked_until is not null or query_attempt.since <= ${windowStart})`;
  const { rows } = await sql`
    insert into query_attempt (case_id, failures, since)
    select id, 1, ${now}::timestamptz from cases where number = ${caseNumber}
    on conflict (case_id) do update set
      failures = case when ${isOver} then 1 else query_attempt.failures + 1 end,
      since = case when ${isOver} then ${now}::timestamptz else query_attempt.since end,
      locked_until = case when not ${isOver} and query_attempt.failures + 1 >= ${queryLimits.failures}
        then ${lockedUntil}::timestamptz end
    where query_attempt.locked_until is null or query_attempt.locked_until <= ${now}
    returning case_id`.execute(store.db);
  return rows.length > 0;
}

/** `20260302-TK-0001`, however it was typed; '' for what cannot be a number. */
function normaliseCaseNumber(typed: string): string {
  const [, day, prefix, position] = /^(\d{8})([A-Z]{2,3})(\d{4,9})$/.exec(compact(typed)) ?? [];
  return day && prefix && position ? `${day}-${prefix}-${position}` : '';
}

function normaliseSecret(typed: string): string {
  return compact(typed);
}

function compact(typed: string): string {
  return typed
    .slice(0, 100)
    .normalize('NFKC')
    .replace(/[\s\p{Pd}]/gu, '')
    .toUpperCase();
}

/** Compares digests, which have one length, in constant time. */
function isEqual(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

import { randomUUID } from 'node:crypto';
import { sql, type Selectable } from 'kysely';
import { appendAudit } from './audit.ts';
import { hashPassword, isPassword } from './passwords.ts';
import type { StaffTable } from './schema.ts';
import { atomically, type Store } from './store.ts';

const minuteMs = 60_000;
const allowedFailures = 5;
const lockMs = 15 * minuteMs;

export interface StaffAccount {
  username: string;
  displayName: string;
  password: string;
  /** Candidate groups: `intake-clerk`, `department-legal` … */
  groups: readonly string[];
  /** Work e-mail, for messages to staff. */
  email?: string | undefined;
}

export interface StaffMember {
  id: string;
  username: string;
  displayName: string;
  groups: readonly string[];
  /** Codes of the departments among the groups. */
  departmentCodes: readonly string[];
}

const departmentPrefix = 'department-';
/** Where a cipher of the work e-mail belongs, so that it opens nowhere else. */
export const emailPlace = (id: string) => `staff.emailEnc:${id}`;

export function toStaffMember(
  row: Pick<Selectable<StaffTable>, 'id' | 'username' | 'displayName' | 'groups'>,
): StaffMember {
  return {
    id: row.id,
    username: row.username,
    displayName: row.displayName,
    groups: row.groups,
    departmentCodes: row.groups
      .filter((group) => group.startsWith(departmentPrefix))
      .map((group) => group.slice(departmentPrefix.length)),
  };
}

/** Creates the accounts, or brings those that exist to the given name, groups, e-mail and password. */
export async function seedStaff(store: Store, accounts: readonly StaffAccount[]): Promise<void> {
  for (const account of accounts) {
    const { username, displayName } = account;
    const known = await store.db
      .selectFrom('staff')
      .select(['id', 'passwordHash'])
      .where('username', '=', username)
      .executeTakeFirst();
    const isSamePassword = known ? await isPassword(account.password, known.passwordHash) : false;
    const id = known?.id ?? randomUUID();
    const values = {
      displayName,
      passwordHash: known && isSamePassword ? known.passwordHash : await hashPassword(account.password),
      groups: JSON.stringify(account.groups),
      emailEnc: account.email === undefined ? null : store.cipher.encrypt(account.email, emailPlace(id)),
      isActive: true,
    };
    await store.db
      .insertInto('staff')
      .values({ id, username, ...values, createdAt: store.clock.now() })
      // Somebody else created the account meanwhile: theirs stands, with their id.
      .onConflict((conflict) =>
        known ? conflict.column('username').doUpdateSet(values) : conflict.column('username').doNothing(),
      )
      .execute();
  }
}

/**
 * The member of staff, or undefined: unknown user, wrong password, inactive and locked answer alike and take
 * the same time. After five failures in a row the account is locked for 15 minutes.
 */
export async function authenticate(
  store: Store,
  username: string,
  password: string,
): Promise<StaffMember | undefined> {
  const row = await countAttempt(store, username);
  const isRight = await isPassword(password, row?.passwordHash);
  if (!row) return undefined;
  return atomically(store, async (inner) => {
    if (isRight)
      await inner.db
        .updateTable('staff')
        .set({ failedAttempts: 0, lockedUntil: null, lastLoginAt: inner.clock.now() })
        .where('id', '=', row.id)
        .execute();
    await appendAudit(inner, {
      caseId: null,
      actor: row.username,
      action: isRight ? 'loginSucceeded' : 'loginFailed',
    });
    return isRight ? toStaffMember(row) : undefined;
  });
}

/**
 * Counts the attempt before the password is compared, or many at once would all see a count of zero. Finds
 * nothing for a locked, inactive or unknown user.
 */
async function countAttempt(store: Store, username: string): Promise<Selectable<StaffTable> | undefined> {
  const now = store.clock.now();
  const lockedUntil = new Date(now.getTime() + lockMs);
  // A lock that has run out starts the count anew.
  const attempts = sql<number>`case when locked_until is null then failed_attempts + 1 else 1 end`;
  return store.db
    .updateTable('staff')
    .set({
      failedAttempts: attempts,
      lockedUntil: sql<Date | null>`case when ${attempts} >= ${allowedFailures} then ${lockedUntil}::timestamptz end`,
    })
    .where('username', '=', username)
    .where('isActive', '=', true)
    .where((eb) => eb.or([eb('lockedUntil', 'is', null), eb('lockedUntil', '<=', now)]))
    .returningAll()
    .executeTakeFirst();
}

/** Active staff of a candidate group, with their work e-mail, by username. */
export async function listStaffInGroup(
  store: Store,
  group: string,
): Promise<(StaffMember & { email: string | undefined })[]> {
  const rows = await store.db
    .selectFrom('staff')
    .selectAll()
    .where('isActive', '=', true)
    .where(sql<boolean>`groups @> ${JSON.stringify([group])}::jsonb`)
    .orderBy('username')
    .execute();
  return rows.map((row) => ({
    ...toStaffMember(row),
    email: row.emailEnc === null ? undefined : store.cipher.decrypt(row.emailEnc, emailPlace(row.id)),
  }));
}

/** Display names of usernames, for pages; a username without an account is missing. */
export async function displayNames(
  store: Store,
  usernames: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (usernames.length === 0) return new Map();
  const rows = await store.db
    .selectFrom('staff')
    .select(['username', 'displayName'])
    .where('username', 'in', [...new Set(usernames)])
    .execute();
  return new Map(rows.map((row) => [row.username, row.displayName]));
}

/** A member of staff as colleagues may see them: no contacts. */
export interface StaffListItem extends StaffMember {
  isActive: boolean;
  /** Failed logins have locked the account until then; null when it is open. */
  lockedUntil: Date | null;
  lastLoginAt: Date | null;
}

/** Everybody with an account, active ones first, by username. */
export async function listStaff(store: Store): Promise<StaffListItem[]> {
  const rows = await staffList(store).orderBy('isActive', 'desc').orderBy('username').execute();
  return rows.map((row) => toListItem(store, row));
}

/** One member of staff by id. */
export async function findStaff(store: Store, id: string): Promise<StaffListItem | undefined> {
  const row = await staffList(store).where('id', '=', id).executeTakeFirst();
  return row && toListItem(store, row);
}

const listColumns = [
  'id',
  'username',
  'displayName',
  'groups',
  'isActive',
  'lockedUntil',
  'lastLoginAt',
] as const;

function staffList(store: Store) {
  return store.db.selectFrom('staff').select(listColumns);
}

function toListItem(
  store: Store,
  row: Pick<Selectable<StaffTable>, (typeof listColumns)[number]>,
): StaffListItem {
  const { isActive, lockedUntil, lastLoginAt } = row;
  const isLocked = lockedUntil !== null && lockedUntil > store.clock.now();
  return { ...toStaffMember(row), isActive, lockedUntil: isLocked ? lockedUntil : null, lastLoginAt };
}

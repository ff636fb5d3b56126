import { randomInt } from 'node:crypto';
import { z } from 'zod';
import type { StaffDirectoryEntry, StaffProfile } from './register/index.ts';

const accountSchema = z.strictObject({
  username: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'small letters, digits, dots, dashes and underscores'),
  displayName: z.string().min(1).max(100),
  groups: z.array(z.string().min(1)).min(1),
  email: z.email().optional(),
  password: z.string().min(12, 'at least 12 characters').max(200).optional(),
  active: z.boolean().default(true),
});
const fileSchema = z.strictObject({ staff: z.array(accountSchema) });

/** A person as the owner of the installation writes them down: secrets/staff.json. */
export type StaffAccountEntry = z.infer<typeof accountSchema>;

/**
 * Reads the list of staff. `taken` are usernames that belong to no person. Throws one error that lists every
 * problem, by place and never with a value.
 */
export function readAccounts(text: string, taken: readonly string[]): StaffAccountEntry[] {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new Error(
      'STAFF_ACCOUNTS is no JSON: write {"staff": [{"username": …, "displayName": …, "groups": […]}]}.',
    );
  }
  const parsed = fileSchema.safeParse(content);
  const problems =
    parsed.error?.issues.map(({ path, message }) => `${path.join('.') || 'file'}: ${message}`) ?? [];
  const usernames = parsed.data?.staff.map(({ username }) => username) ?? [];
  usernames.forEach((username, index) => {
    if (usernames.indexOf(username) < index) problems.push(`staff.${index}.username: is there twice`);
    if (taken.includes(username))
      problems.push(`staff.${index}.username: belongs to an account of the system`);
  });
  if (!parsed.data || problems.length > 0)
    throw new Error(`The list of staff is not usable:\n${problems.map((line) => `  ${line}`).join('\n')}`);
  return parsed.data.staff;
}

/** What is to become of one person's account, in the register and in the engine. */
export interface PlannedAccount {
  readonly username: string;
  readonly profile: StaffProfile;
  readonly known: StaffDirectoryEntry | undefined;
  /** Absent: both systems keep what they have. */
  readonly password: string | undefined;
  /** The password was made here and has to be handed to the person. */
  readonly isPasswordNew: boolean;
}

/**
 * Puts the list together with the register: people of the list as the list says, others as the register has them.
 * One person has one password for both systems, so whoever lacks one of the two accounts and has no password in the
 * list gets a new one for both.
 */
export function planAccounts(
  directory: readonly StaffDirectoryEntry[],
  listed: readonly StaffAccountEntry[],
  engineUsernames: ReadonlySet<string>,
): PlannedAccount[] {
  const known = new Map(directory.map((entry) => [entry.username, entry]));
  const listedNames = new Set(listed.map(({ username }) => username));
  const people = [
    ...listed.map(({ username, displayName, groups, email, active, password }) => ({
      username,
      profile: { displayName, groups, email, isActive: active },
      given: password,
    })),
    ...directory
      .filter(({ username }) => !listedNames.has(username))
      .map(({ username, displayName, groups, email, isActive }) => ({
        username,
        profile: { displayName, groups, email, isActive },
        given: undefined,
      })),
  ];
  return people
    .filter(({ username, profile }) => profile.isActive || known.has(username))
    .map(({ username, profile, given }) => {
      const isMissing = !known.has(username) || !engineUsernames.has(username);
      const isPasswordNew = profile.isActive && given === undefined && isMissing;
      return {
        username,
        profile,
        known: known.get(username),
        // Who has left needs none, and the account is closed either way.
        password: !profile.isActive ? undefined : isPasswordNew ? newPassword() : given,
        isPasswordNew,
      };
    });
}

/** Without characters that look alike: it is read from paper. */
const alphabet = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** 16 characters, 92 bits. */
function newPassword(): string {
  return Array.from({ length: 16 }, () => alphabet[randomInt(alphabet.length)]).join('');
}

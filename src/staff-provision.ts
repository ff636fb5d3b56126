import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  desiredAuthorizations,
  desiredGroups,
  knownGroups,
  knownUsernames,
  provisionAccess,
  type CamundaApi,
  type DesiredUser,
  type ProvisionPolicy,
} from './engine/index.ts';
import { readStaffDirectory, seedStaff, updateStaffProfile, type Store } from './register/index.ts';
import { planAccounts, type PlannedAccount, type StaffAccountEntry } from './staff-accounts.ts';

export interface ProvisionInput {
  readonly policy: ProvisionPolicy;
  /** People whose accounts are to be made or changed; others stay as the register has them. */
  readonly listed: readonly StaffAccountEntry[];
  /** The account that the app works with. */
  readonly app: { readonly user: string; readonly password: string };
  /** Where new passwords are written for whoever hands them out: readable by the owner of the process only. */
  readonly passwordsPath: string;
}

export interface ProvisionResult {
  /** What was done, a line each, without passwords; none when nothing was to do. */
  readonly report: readonly string[];
  /** How many people got a password that waits at `passwordsPath`. */
  readonly newPasswords: number;
}

/**
 * Makes the staff's accounts in register and engine the same people with the same groups, gives the groups their
 * rights and the app its account. Throws when something is not usable or the engine refuses; run it again then.
 */
export async function provision(
  store: Store,
  api: CamundaApi,
  input: ProvisionInput,
): Promise<ProvisionResult> {
  const { policy, listed, app, passwordsPath } = input;
  const plan = planAccounts(await readStaffDirectory(store), listed, await knownUsernames(api));
  const active = plan.filter(({ profile }) => profile.isActive);
  // A department that nobody works in any more is still looked after, or whoever left would keep its tasks.
  const departments = (await knownGroups(api)).filter((id) => id.startsWith('department-'));
  // Before anything is changed: refuses groups that the policy does not know.
  const groups = desiredGroups(policy, [
    ...departments,
    ...active.flatMap(({ profile }) => [...profile.groups]),
  ]);
  // First of all, so that no password is set that nobody can read.
  const fresh = plan.filter(({ isPasswordNew }) => isPasswordNew);
  await handOut(fresh, passwordsPath);
  const staffReport = await provisionRegister(store, plan);
  const users = [
    ...plan.flatMap(engineUser),
    { username: app.user, name: 'Intake window', groups: [], ...app },
  ];
  const accessReport = await provisionAccess(api, {
    groups,
    users,
    authorizations: desiredAuthorizations(policy, groups, app.user),
  });
  return { report: [...staffReport, ...accessReport], newPasswords: fresh.length };
}

async function handOut(accounts: readonly PlannedAccount[], path: string): Promise<void> {
  if (accounts.length === 0) return;
  await mkdir(dirname(path), { recursive: true });
  const lines = accounts.map(({ username, password }) => `${username}\t${password ?? ''}\n`);
  await appendFile(path, lines.join(''), { mode: 0o600 });
}

async function provisionRegister(store: Store, plan: readonly PlannedAccount[]): Promise<string[]> {
  const report: string[] = [];
  for (const { username, profile, known, password } of plan) {
    const { displayName, groups, email, isActive } = profile;
    const isSame =
      known?.displayName === displayName &&
      known.email === email &&
      known.isActive === isActive &&
      [...known.groups].sort().join() === [...groups].sort().join();
    if (password !== undefined) await seedStaff(store, [{ username, displayName, groups, email, password }]);
    else if (!isSame) await updateStaffProfile(store, username, profile);
    if (!known) report.push(`${username} added to the staff`);
    else if (!isSame) report.push(`${username} ${isActive ? 'changed' : 'closed'} in the staff`);
  }
  return report;
}

/** Whoever has left keeps the engine's account for its history, without any group. */
function engineUser({ username, profile, known, password }: PlannedAccount): DesiredUser[] {
  const { displayName: name, email, groups, isActive } = profile;
  if (isActive) return [{ username, name, email, groups, password }];
  return known ? [{ username, name, email, groups: [] }] : [];
}

/**
 * Waits until the engine answers and takes the login: right after its first start it does not know its
 * administrator yet. Throws after `limitMs`.
 */
export async function waitForLogin(
  api: CamundaApi,
  login: { user: string; password: string },
  limitMs: number,
): Promise<void> {
  const end = performance.now() + limitMs;
  for (;;) {
    const problem = await api
      .knows(login)
      .then((isKnown) => (isKnown ? undefined : `The engine refuses ${login.user}: check CAMUNDA_PASSWORD.`))
      .catch((error: unknown) => (error instanceof Error ? error.message : 'The engine does not answer.'));
    if (problem === undefined) return;
    if (performance.now() > end) throw new Error(problem);
    await pause(1_000);
  }
}

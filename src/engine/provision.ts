import { z } from 'zod';
import type { CamundaApi } from './camunda-api.ts';
import { authorizationKey, type DesiredAuthorization, type DesiredGroup } from './provision-policy.ts';

/** An account that the engine should have. */
export interface DesiredUser {
  readonly username: string;
  readonly name: string;
  readonly email?: string | undefined;
  readonly groups: readonly string[];
  /** Given: the account gets it unless it has it. Absent: an account that exists keeps its own. */
  readonly password?: string | undefined;
}

export interface DesiredAccess {
  readonly groups: readonly DesiredGroup[];
  readonly users: readonly DesiredUser[];
  readonly authorizations: readonly DesiredAuthorization[];
}

/** What was done, a line each, such as `group reviewer created`. Empty: everything was as it should be. */
export type ProvisionReport = readonly string[];

const most = 10_000;
/** Two runs at once, or a search that lags behind: somebody has made it already. */
const conflict = 409;
/** Likewise for what is taken away. */
const gone = 404;

const userSchema = z.object({
  username: z.string(),
  name: z.string().nullish(),
  email: z.string().nullish(),
});
const groupSchema = z.object({ groupId: z.string(), name: z.string().nullish() });
const authorizationSchema = z.object({
  authorizationKey: z.string(),
  ownerType: z.enum(['GROUP', 'USER']),
  ownerId: z.string(),
  resourceType: z.string(),
  resourceId: z.string().nullish(),
  resourcePropertyName: z.string().nullish(),
  permissionTypes: z.array(z.string()),
});

/** The usernames that the engine has. */
export async function knownUsernames(api: CamundaApi): Promise<ReadonlySet<string>> {
  const users = await api.search('users', { item: userSchema, limit: most });
  return new Set(users.map(({ username }) => username));
}

/** The ids of the engine's groups. */
export async function knownGroups(api: CamundaApi): Promise<readonly string[]> {
  return (await api.search('groups', { item: groupSchema, limit: most })).map(({ groupId }) => groupId);
}

/**
 * Brings groups, accounts, memberships and authorizations of Camunda 8.9 to what is desired, reading first, so that
 * a second run changes nothing. Only what belongs to the desired groups and users is touched: their members and
 * authorizations beyond the desired ones are taken away; other accounts (the administrator) stay as they are, and no
 * account is deleted. Throws CamundaApiError; what was done by then stays and the next run goes on.
 */
export async function provisionAccess(api: CamundaApi, desired: DesiredAccess): Promise<ProvisionReport> {
  return [
    ...(await provisionGroups(api, desired.groups)),
    ...(await provisionUsers(api, desired.users)),
    ...(await provisionMembers(api, desired)),
    ...(await provisionAuthorizations(api, desired)),
  ];
}

async function provisionGroups(api: CamundaApi, groups: readonly DesiredGroup[]): Promise<string[]> {
  const found = await api.search('groups', { item: groupSchema, limit: most });
  const known = new Map(found.map(({ groupId, name }) => [groupId, name]));
  const report: string[] = [];
  for (const { id, name } of groups)
    if (!known.has(id)) {
      await api.send('POST', 'groups', { body: { groupId: id, name }, accepted: [conflict] });
      report.push(`group ${id} created`);
    } else if (known.get(id) !== name) {
      await api.send('PUT', `groups/${encodeURIComponent(id)}`, { body: { name } });
      report.push(`group ${id} renamed`);
    }
  return report;
}

async function provisionUsers(api: CamundaApi, users: readonly DesiredUser[]): Promise<string[]> {
  const known = new Map(
    (await api.search('users', { item: userSchema, limit: most })).map((user) => [user.username, user]),
  );
  const report: string[] = [];
  for (const { username, name, email, password } of users) {
    const profile = { name, ...(email === undefined ? {} : { email }) };
    const there = known.get(username);
    if (!there) {
      if (password === undefined)
        throw new Error(`There is no account ${username} in the engine and no password to give it.`);
      await api.send('POST', 'users', { body: { username, password, ...profile }, accepted: [conflict] });
      report.push(`account ${username} created`);
      continue;
    }
    const isSamePassword = password === undefined || (await api.knows({ user: username, password }));
    const isSameProfile = there.name === name && (there.email || undefined) === email;
    if (isSamePassword && isSameProfile) continue;
    await api.send('PUT', `users/${encodeURIComponent(username)}`, {
      body: { ...profile, ...(isSamePassword ? {} : { password }) },
    });
    report.push(`account ${username} ${isSamePassword ? 'changed' : 'changed, with a new password'}`);
  }
  return report;
}

async function provisionMembers(api: CamundaApi, { groups, users }: DesiredAccess): Promise<string[]> {
  const report: string[] = [];
  for (const { id } of groups) {
    const path = `groups/${encodeURIComponent(id)}/users`;
    const members = await api.search(path, { item: z.object({ username: z.string() }), limit: most });
    const known = new Set(members.map(({ username }) => username));
    const wanted = new Set(users.filter((user) => user.groups.includes(id)).map((user) => user.username));
    for (const username of wanted)
      if (!known.has(username)) {
        await api.send('PUT', `${path}/${encodeURIComponent(username)}`, { accepted: [conflict] });
        report.push(`account ${username} put into ${id}`);
      }
    for (const username of known)
      if (!wanted.has(username)) {
        await api.send('DELETE', `${path}/${encodeURIComponent(username)}`, { accepted: [gone] });
        report.push(`account ${username} taken out of ${id}`);
      }
  }
  return report;
}

async function provisionAuthorizations(
  api: CamundaApi,
  { groups, users, authorizations }: DesiredAccess,
): Promise<string[]> {
  const owners = new Set([
    ...groups.map(({ id }) => `GROUP ${id}`),
    ...users.map(({ username }) => `USER ${username}`),
  ]);
  const found = await readAuthorizations(api);
  const known = new Map(
    found
      .filter(({ ownerType, ownerId }) => owners.has(`${ownerType} ${ownerId}`))
      .map((one) => [authorizationKey(one), one]),
  );
  const report: string[] = [];
  for (const one of authorizations) {
    const there = known.get(authorizationKey(one));
    known.delete(authorizationKey(one));
    if (there && sameText(there.permissions, one.permissions)) continue;
    await api.send(there ? 'PUT' : 'POST', there ? `authorizations/${there.key}` : 'authorizations', {
      body: request(one),
      accepted: [conflict],
    });
    report.push(`${describe(one)} ${there ? 'changed' : 'granted'}`);
  }
  for (const one of known.values()) {
    await api.send('DELETE', `authorizations/${one.key}`, { accepted: [gone] });
    report.push(`${describe(one)} taken away`);
  }
  return report;
}

/** Owners of other kinds (roles, clients) are not ours and left out. */
async function readAuthorizations(api: CamundaApi) {
  const ofKind = (ownerType: 'GROUP' | 'USER') =>
    api.search('authorizations', { filter: { ownerType }, item: authorizationSchema, limit: most });
  const all = [...(await ofKind('GROUP')), ...(await ofKind('USER'))];
  return all.map((one) => ({
    key: one.authorizationKey,
    ownerType: one.ownerType,
    ownerId: one.ownerId,
    resourceType: one.resourceType,
    // One of the two is empty, in whichever way the engine writes that.
    resourceId: one.resourceId || null,
    resourcePropertyName: one.resourcePropertyName || null,
    permissions: one.permissionTypes,
  }));
}

function request(one: DesiredAuthorization): object {
  const { ownerType, ownerId, resourceType, resourceId, resourcePropertyName, permissions } = one;
  return {
    ownerType,
    ownerId,
    resourceType,
    ...(resourcePropertyName === null ? { resourceId } : { resourcePropertyName }),
    permissionTypes: permissions,
  };
}

function describe(one: DesiredAuthorization): string {
  const { ownerId, resourceType, resourceId, resourcePropertyName, permissions } = one;
  return `${ownerId}: ${permissions.join(', ')} on ${resourceType} ${resourcePropertyName ?? resourceId ?? ''}`;
}

function sameText(some: readonly string[], others: readonly string[]): boolean {
  return [...some].sort().join() === [...others].sort().join();
}

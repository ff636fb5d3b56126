import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCamundaApi, type CamundaApi } from '../../src/engine/camunda-api.ts';
import { provisionAccess, type DesiredUser } from '../../src/engine/provision.ts';
import { desiredAuthorizations, desiredGroups, readPolicy } from '../../src/engine/provision-policy.ts';
import { administrator, startCamundaDouble, type CamundaDouble } from '../support/camunda-double.ts';

const policyText = readFileSync('containers/authorizations.json', 'utf8');
const policy = readPolicy(policyText);

let double: CamundaDouble;
let api: CamundaApi;

beforeEach(async () => {
  double = await startCamundaDouble();
  api = createCamundaApi(double.url, administrator);
});

afterEach(async () => {
  await double.close();
  expect(double.refused).toEqual([]);
});

/** The literal groups of every model's tasks; computed ones (`"department-" + code`) by their beginning. */
function candidateGroups(): string[] {
  const models = readdirSync('bpmn', { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.bpmn'),
  );
  return models.flatMap((path) =>
    [
      ...readFileSync(join('bpmn', path), 'utf8').matchAll(/candidateGroups=(?:"([^"]*)"|'([^']*)')/g),
    ].flatMap(([, double = '', single = '']) =>
      [...(double + single).replaceAll('&#34;', '"').matchAll(/"([^"]+)"/g)].map(([, group = '']) => group),
    ),
  );
}

const password = 'a long password';
const people: DesiredUser[] = [
  { username: 'clerk', name: '李晓梅', groups: ['intake-clerk'], password },
  { username: 'legal', name: '郑洁', email: 'legal@intake.example', groups: ['department-legal'], password },
  { username: 'manager', name: '沈静', groups: ['manager', 'reviewer'], password },
  { username: 'intake-app', name: 'Intake window', groups: [], password },
];

function desired(users: readonly DesiredUser[] = people) {
  const groups = desiredGroups(
    policy,
    users.flatMap((user) => [...user.groups]),
  );
  return { groups, users, authorizations: desiredAuthorizations(policy, groups, 'intake-app') };
}

const run = (users?: readonly DesiredUser[]) => provisionAccess(api, desired(users));

function granted(ownerId: string, resourceType?: string) {
  return (double.rows['authorizations'] ?? [])
    .filter(
      (row) => row.ownerId === ownerId && (resourceType === undefined || row.resourceType === resourceType),
    )
    .flatMap((row) => row.permissionTypes as string[]);
}

test('an empty engine gets groups, accounts, memberships and authorizations; a second run changes nothing', async () => {
  const report = await run();
  expect(report).toEqual(
    expect.arrayContaining(['group department-legal created', 'account legal put into department-legal']),
  );
  expect(double.rows['groups/manager/users']).toEqual([{ username: 'manager' }]);
  expect(double.passwords.get('clerk')).toBe(password);
  expect(double.rows['groups']).toContainEqual(
    expect.objectContaining({ groupId: 'department-legal', name: '承办部门 legal' }),
  );
  const changes = double.changes.length;
  expect(await run()).toEqual([]);
  expect(double.changes).toHaveLength(changes);
  expect(report.join('\n')).not.toContain(password);
});

test('a storage that lags behind is no failure: what is there already counts as done', async () => {
  double.freezeSearches();
  await run();
  await expect(provisionAccess(api, { ...desired(), authorizations: [] })).resolves.toContain(
    'group manager created',
  );
});

test('people who moved, left or got another name, and a policy that was edited', async () => {
  await run();
  const moved: DesiredUser[] = [
    { username: 'clerk', name: '李小梅', groups: ['reviewer'] },
    { username: 'legal', name: '郑洁', email: 'legal@intake.example', groups: [] },
    ...people.slice(2).map(({ username, name, groups }) => ({ username, name, groups })),
  ];
  const groups = desired().groups;
  const authorizations = desired()
    .authorizations.filter(({ resourceType }) => resourceType !== 'AUDIT_LOG')
    .map((one) =>
      one.ownerId === 'manager' && one.resourceType === 'PROCESS_DEFINITION'
        ? { ...one, permissions: ['READ_PROCESS_DEFINITION'] }
        : one,
    );
  const report = await provisionAccess(api, { groups, users: moved, authorizations });
  expect([...report].sort()).toEqual([
    'account clerk changed',
    'account clerk put into reviewer',
    'account clerk taken out of intake-clerk',
    'account legal taken out of department-legal',
    'intake-app: READ on AUDIT_LOG * taken away',
    'manager: READ on AUDIT_LOG DEPLOYED_RESOURCES taken away',
    'manager: READ on AUDIT_LOG USER_TASKS taken away',
    'manager: READ_PROCESS_DEFINITION on PROCESS_DEFINITION * changed',
  ]);
  expect(double.passwords.get('clerk')).toBe(password);
  expect(granted('manager', 'PROCESS_DEFINITION')).toEqual(['READ_PROCESS_DEFINITION']);
});

test('a password is changed when another is given, and asked for rather than set again when it is the same', async () => {
  await run();
  expect(await run(people)).toEqual([]);
  const [clerk] = people.map((one) => ({ ...one, password: 'another password' }));
  expect(await run(clerk ? [clerk, ...people.slice(1)] : [])).toEqual([
    'account clerk changed, with a new password',
  ]);
  expect(double.passwords.get('clerk')).toBe('another password');
});

test('the administrator and rights that others gave to other owners stay', async () => {
  double.rows['authorizations'] = [
    {
      authorizationKey: '5',
      ownerType: 'ROLE',
      ownerId: 'admin',
      resourceType: 'SYSTEM',
      resourceId: '*',
      resourcePropertyName: null,
      permissionTypes: ['READ'],
    },
  ];
  await run();
  expect(double.rows['authorizations']).toContainEqual(expect.objectContaining({ authorizationKey: '5' }));
  expect(double.passwords.get('admin')).toBe(administrator.password);
});

describe('the policy that is shipped', () => {
  test('knows every group that a model gives a task to', () => {
    const known = new Set(policy.groups.map(({ id }) => id));
    expect(candidateGroups().length).toBeGreaterThan(8);
    expect(
      candidateGroups().filter((group) => !known.has(group) && !group.startsWith('department-')),
    ).toEqual([]);
  });

  test('lets nobody but the administrator change, cancel, start or deploy anything past Tasklist', async () => {
    await run();
    const harmless =
      /^(ACCESS|READ(_PROCESS_DEFINITION|_PROCESS_INSTANCE|_USER_TASK|_DECISION_DEFINITION|_DECISION_INSTANCE)?)$/;
    for (const { id } of desired().groups) {
      const past = (double.rows['authorizations'] ?? []).filter(
        (row) => row.ownerId === id && row.resourceType !== 'USER_TASK',
      );
      expect(
        past.flatMap((row) => row.permissionTypes as string[]).filter((one) => !harmless.test(one)),
      ).toEqual([]);
    }
    expect(granted('intake-app', 'RESOURCE')).toEqual([]);
  });

  test('shows tasks by their property only: no group but the manager reads all tasks of a process', async () => {
    await run();
    expect(granted('intake-clerk', 'PROCESS_DEFINITION')).toEqual([]);
    expect(granted('department-legal', 'PROCESS_DEFINITION')).toEqual([]);
    expect(granted('manager', 'PROCESS_DEFINITION')).toContain('READ_USER_TASK');
    const properties = (double.rows['authorizations'] ?? [])
      .filter((row) => row.ownerId === 'intake-clerk' && row.resourceType === 'USER_TASK')
      .map((row) => row.resourcePropertyName);
    expect(properties.sort()).toEqual(['assignee', 'candidateGroups']);
  });

  test('gives Operate to the manager only', async () => {
    await run();
    const operate = (double.rows['authorizations'] ?? []).filter((row) => row.resourceId === 'operate');
    expect(operate.map((row) => row.ownerId)).toEqual(['manager']);
  });
});

test('a policy with mistakes says where they are', () => {
  const edited = policyText
    .replace('"READ_USER_TASK"]', '"READ_TASKS"]')
    .replace('"property": "assignee"', '"property": "assignee", "id": "*"')
    .replace('"departmentName"', '"departmentTitle"');
  const read = () => readPolicy(edited);
  expect(read).toThrow(/grants\.4\.permissions: PROCESS_DEFINITION has no READ_TASKS/);
  expect(read).toThrow(/grants\.2: give either "id"/);
  expect(read).toThrow(/departmentTitle/);
  expect(() => readPolicy('{')).toThrow(/The authorizations are not usable/);
  expect(() => readPolicy(policyText.replace('["manager"]', '["managers"]'))).toThrow(
    'grants.3.to: there is no group managers',
  );
});

test('staff in a group that the policy does not know are refused', () => {
  expect(() => desiredGroups(policy, ['manager', 'experts'])).toThrow(/groups that .*: experts/);
});

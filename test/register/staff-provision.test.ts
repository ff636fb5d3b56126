import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCamundaApi, readPolicy } from '../../src/engine/index.ts';
import { authenticate, readStaffDirectory } from '../../src/register/index.ts';
import { provision, waitForLogin } from '../../src/staff-provision.ts';
import { readAccounts } from '../../src/staff-accounts.ts';
import { administrator, startCamundaDouble, type CamundaDouble } from '../support/camunda-double.ts';
import { createTestRegister, type TestRegister } from '../support/register.ts';

let scratch: TestRegister;
let double: CamundaDouble;
let folder: string;
const app = { user: 'intake-app', password: 'the password of the app' };
const policy = readPolicy(await readFile('containers/authorizations.json', 'utf8'));

beforeEach(async () => {
  scratch = await createTestRegister();
  double = await startCamundaDouble();
  folder = await mkdtemp(join(tmpdir(), 'provision-'));
});

afterEach(async () => {
  await double.close();
  await scratch.drop();
  await rm(folder, { recursive: true });
  expect(double.refused).toEqual([]);
});

const passwordsPath = () => join(folder, 'inner', 'initial-passwords.txt');

function run(staff: readonly object[] = []) {
  const listed = readAccounts(JSON.stringify({ staff }), [administrator.user, app.user]);
  return provision(scratch.register, createCamundaApi(double.url, administrator), {
    policy,
    listed,
    app,
    passwordsPath: passwordsPath(),
  });
}

const clerk = {
  username: 'clerk',
  displayName: '李晓梅',
  groups: ['intake-clerk'],
  email: 'clerk@company.example',
};
const legal = {
  username: 'legal',
  displayName: '郑洁',
  groups: ['department-legal'],
  password: 'a password of her own',
};

test('the first run makes everybody, hands out new passwords by file, and one password opens both systems', async () => {
  const { report, newPasswords } = await run([clerk, legal]);
  expect(newPasswords).toBe(1);
  const lines = (await readFile(passwordsPath(), 'utf8')).trim().split('\n');
  expect((await stat(passwordsPath())).mode & 0o777).toBe(0o600);
  const [username = '', password = ''] = (lines[0] ?? '').split('\t');
  expect(lines).toHaveLength(1);
  expect([username, password.length]).toEqual(['clerk', 16]);
  expect(await authenticate(scratch.register, 'clerk', password)).toMatchObject({ groups: ['intake-clerk'] });
  expect(double.passwords.get('clerk')).toBe(password);
  expect(await authenticate(scratch.register, 'legal', legal.password)).toBeDefined();
  expect(double.passwords.get('legal')).toBe(legal.password);
  expect(double.passwords.get('intake-app')).toBe(app.password);
  expect(report.join('\n')).not.toContain(password);
  expect(report.join('\n')).not.toContain(legal.password);

  expect(await run([clerk, legal])).toEqual({ report: [], newPasswords: 0 });
  expect(await run()).toEqual({ report: [], newPasswords: 0 });
  expect((await readFile(passwordsPath(), 'utf8')).trim().split('\n')).toEqual(lines);
});

test('somebody gets other tasks, somebody leaves, and nobody loses a password', async () => {
  await run([clerk, legal]);
  const before = double.passwords.get('clerk');
  const { report, newPasswords } = await run([
    { ...clerk, groups: ['reviewer'] },
    { ...legal, active: false },
  ]);
  expect(newPasswords).toBe(0);
  expect([...report].sort()).toEqual([
    'account clerk put into reviewer',
    'account clerk taken out of intake-clerk',
    'account legal taken out of department-legal',
    'clerk changed in the staff',
    'legal closed in the staff',
  ]);
  expect(double.passwords.get('clerk')).toBe(before);
  expect(double.rows['groups/department-legal/users']).toEqual([]);
  expect(await authenticate(scratch.register, 'legal', legal.password)).toBeUndefined();
  const directory = await readStaffDirectory(scratch.register);
  expect(
    directory.map(({ username, groups, email, isActive }) => [username, groups, email, isActive]),
  ).toEqual([
    ['clerk', ['reviewer'], 'clerk@company.example', true],
    ['legal', ['department-legal'], undefined, false],
  ]);
});

test('an unknown group is refused before anything is changed', async () => {
  await expect(run([{ ...clerk, groups: ['experts'] }])).rejects.toThrow('experts');
  expect(double.changes).toEqual([]);
  expect(await readStaffDirectory(scratch.register)).toEqual([]);
});

test('mistakes in the list are told by their place, without values', () => {
  const read = () =>
    readAccounts(
      JSON.stringify({
        staff: [{ ...legal, password: 'short' }, clerk, clerk, { ...clerk, username: 'admin' }],
      }),
      ['admin'],
    );
  expect(read).toThrow('staff.0.password: at least 12 characters');
  expect(read).not.toThrow('short');
  const twice = () =>
    readAccounts(JSON.stringify({ staff: [clerk, clerk, { ...clerk, username: 'admin' }] }), ['admin']);
  expect(twice).toThrow('staff.1.username: is there twice');
  expect(twice).toThrow('staff.2.username: belongs to an account of the system');
  expect(() => readAccounts('staff: []', [])).toThrow('STAFF_ACCOUNTS is no JSON');
});

test('an engine that does not know its administrator is waited for, and named in the end', async () => {
  const api = createCamundaApi(double.url, administrator);
  double.passwords.delete('admin');
  setTimeout(() => double.passwords.set('admin', administrator.password), 300);
  await waitForLogin(api, administrator, 20_000);
  double.passwords.delete('admin');
  await expect(waitForLogin(api, administrator, 0)).rejects.toThrow('The engine refuses admin');
});

import { hashSync } from '@node-rs/argon2';
import {
  authenticate,
  createCustomerToken,
  countSessions,
  createSession,
  displayNames,
  findStaff,
  listSessions,
  listStaff,
  listStaffInGroup,
  resolveCustomerToken,
  resolveSession,
  revokeCustomerTokens,
  revokeSession,
  revokeSessionsOf,
  seedStaff,
  type Register,
} from '../../src/register/index.ts';
import { createTestRegister, type TestRegister } from '../support/register.ts';
import { newCase, wholeDatabase } from './case-input.ts';

let scratch: TestRegister;
let register: Register;
const minuteMs = 60_000;
const dayMs = 86_400_000;

const clerk = {
  username: 'clerk1',
  displayName: '收件员一',
  password: 'correct horse',
  groups: ['intake-clerk', 'department-legal'],
  email: 'clerk1@company.example',
};

const cheapHash = hashSync(clerk.password, { memoryCost: 8, timeCost: 1 });

beforeEach(async () => {
  scratch = await createTestRegister();
  register = scratch.register;
  await seedStaff(register, [clerk]);
  // As costly as allowed is right for the product; here only the counting matters.
  await register.db.updateTable('staff').set({ passwordHash: cheapHash }).execute();
});
afterEach(() => scratch.drop());

const actions = async () =>
  (await register.db.selectFrom('audit').select('action').orderBy('seq').execute()).map((row) => row.action);

describe('logging in', () => {
  test('works with the right password only', async () => {
    expect(await authenticate(register, 'clerk1', 'correct horse')).toEqual({
      id: expect.any(String) as string,
      username: 'clerk1',
      displayName: '收件员一',
      groups: ['intake-clerk', 'department-legal'],
      departmentCodes: ['legal'],
    });
    expect(await authenticate(register, 'clerk1', 'wrong')).toBeUndefined();
    expect(await authenticate(register, 'nobody', 'correct horse')).toBeUndefined();
    expect(await authenticate(register, 'clerk1', '')).toBeUndefined();
    expect(await actions()).toEqual(['loginSucceeded', 'loginFailed', 'loginFailed']);
  });

  test('is locked for 15 minutes after five failures in a row, also for the right password', async () => {
    for (let attempt = 0; attempt < 5; attempt += 1) await authenticate(register, 'clerk1', 'wrong');
    expect(await authenticate(register, 'clerk1', 'correct horse')).toBeUndefined();
    scratch.clock.advance(15 * minuteMs - 1);
    expect(await authenticate(register, 'clerk1', 'correct horse')).toBeUndefined();
    scratch.clock.advance(1);
    expect(await authenticate(register, 'clerk1', 'correct horse')).toMatchObject({ username: 'clerk1' });
  });

  test('counts anew after a success and after a lock', async () => {
    const fail = async (times: number) => {
      for (let attempt = 0; attempt < times; attempt += 1) await authenticate(register, 'clerk1', 'wrong');
    };
    await fail(4);
    expect(await authenticate(register, 'clerk1', 'correct horse')).toBeDefined();
    await fail(4);
    expect(await authenticate(register, 'clerk1', 'correct horse')).toBeDefined();
    await fail(5);
    scratch.clock.advance(15 * minuteMs);
    await fail(4);
    expect(await authenticate(register, 'clerk1', 'correct horse')).toBeDefined();
  });

  test('does not let thirty guesses at once through the lock', async () => {
    const guesses = Array.from({ length: 30 }, () => authenticate(register, 'clerk1', 'wrong'));
    await Promise.all(guesses);
    expect((await actions()).filter((action) => action === 'loginFailed')).toHaveLength(5);
  });

  test('is not for those who have left', async () => {
    const staff = await authenticate(register, 'clerk1', 'correct horse');
    const { token } = await createSession(register, staff?.id ?? '');
    await register.db.updateTable('staff').set({ isActive: false }).execute();
    expect(await authenticate(register, 'clerk1', 'correct horse')).toBeUndefined();
    expect(await resolveSession(register, token)).toBeUndefined();
  });
});

test('passwords are kept as argon2id; a hash of another kind opens nothing until the account is seeded anew', async () => {
  const stored = () =>
    register.db.selectFrom('staff').select(['id', 'passwordHash']).executeTakeFirstOrThrow();
  await seedStaff(register, [{ ...clerk, password: 'new one' }]);
  const { id, passwordHash } = await stored();
  expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  await seedStaff(register, [{ ...clerk, password: 'new one' }]);
  expect((await stored()).passwordHash).toBe(passwordHash);
  const bcrypt = '$2b$04$CuQ6zjpPXXZrKm7p9nbTaeuSMYk0Kzk6iBUOaL8lsPqGNiRbEQ5QC';
  await register.db.updateTable('staff').set({ passwordHash: bcrypt }).execute();
  expect(await authenticate(register, 'clerk1', 'new one')).toBeUndefined();
  await seedStaff(register, [{ ...clerk, password: 'new one' }]);
  expect(await authenticate(register, 'clerk1', 'new one')).toMatchObject({ id });
});

test('the list of staff tells who is locked and when somebody logged in last, and no contacts', async () => {
  await seedStaff(register, [{ ...clerk, username: 'boss', groups: ['manager'] }]);
  const at = scratch.clock.now();
  await authenticate(register, 'clerk1', 'correct horse');
  for (let attempt = 0; attempt < 5; attempt += 1) await authenticate(register, 'boss', 'wrong');
  const staff = await listStaff(register);
  expect(staff).toMatchObject([
    { username: 'boss', lockedUntil: new Date(at.getTime() + 15 * minuteMs), lastLoginAt: null },
    { username: 'clerk1', departmentCodes: ['legal'], lockedUntil: null, lastLoginAt: at, isActive: true },
  ]);
  expect(JSON.stringify(staff)).not.toContain('@');
  scratch.clock.advance(15 * minuteMs);
  expect(await findStaff(register, staff[0]?.id ?? '')).toMatchObject({ lockedUntil: null });
});

test('seeding again keeps the account and takes over what changed', async () => {
  const before = await authenticate(register, 'clerk1', 'correct horse');
  await seedStaff(register, [
    { ...clerk, groups: ['reviewer'], displayName: '审核员一', password: 'new one' },
  ]);
  expect(await authenticate(register, 'clerk1', 'correct horse')).toBeUndefined();
  expect(await authenticate(register, 'clerk1', 'new one')).toMatchObject({
    id: before?.id,
    displayName: '审核员一',
    groups: ['reviewer'],
  });
});

test('a group is found with its members’ addresses, which are not stored in the clear', async () => {
  await seedStaff(register, [{ ...clerk, username: 'manager1', groups: ['manager'] }]);
  expect(await listStaffInGroup(register, 'intake-clerk')).toMatchObject([
    { username: 'clerk1', email: 'clerk1@company.example' },
  ]);
  expect(await listStaffInGroup(register, 'intake')).toEqual([]);
  expect(await displayNames(register, ['clerk1', 'clerk1', 'gone'])).toEqual(
    new Map([['clerk1', '收件员一']]),
  );
  expect(await wholeDatabase(register)).not.toContain('@company.example');
});

test('a session lasts twelve hours or until it is ended', async () => {
  const staff = await authenticate(register, 'clerk1', 'correct horse');
  const { token, expiresAt } = await createSession(register, staff?.id ?? '');
  const other = await createSession(register, staff?.id ?? '');
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(await resolveSession(register, token)).toEqual(staff);
  await revokeSession(register, other.token);
  expect(await resolveSession(register, other.token)).toBeUndefined();
  expect(await resolveSession(register, 'unknown')).toBeUndefined();
  expect(await wholeDatabase(register)).not.toContain(token);
  scratch.clock.set(expiresAt);
  expect(await resolveSession(register, token)).toBeUndefined();
});

test('sessions are listed without their tokens and can be ended one by one or all, by id', async () => {
  await seedStaff(register, [{ ...clerk, username: 'other' }]);
  const [mine, other] = await listStaff(register);
  if (!mine || !other) throw new Error('two accounts were expected');
  const first = await createSession(register, mine.id);
  scratch.clock.advance(minuteMs);
  const second = await createSession(register, mine.id);
  await createSession(register, mine.id);
  const foreign = await createSession(register, other.id);
  await resolveSession(register, first.token);
  const usedAt = scratch.clock.now();
  scratch.clock.advance(4 * minuteMs);
  await resolveSession(register, first.token);
  const listed = await listSessions(register, mine.id, second.token);
  expect(listed.map(({ isCurrent }) => isCurrent).sort()).toEqual([false, false, true]);
  expect(listed.at(-1)).toMatchObject({ lastUsedAt: usedAt, isCurrent: false });
  expect(JSON.stringify(listed)).not.toContain(second.token);
  scratch.clock.advance(minuteMs);
  await resolveSession(register, first.token);
  expect((await listSessions(register, mine.id, undefined)).at(-1)?.lastUsedAt).toEqual(scratch.clock.now());

  const end = (staff: typeof mine, sessionId?: string) =>
    revokeSessionsOf(register, staff, { sessionId, actor: 'boss' });
  const firstId = listed.at(-1)?.id;
  expect(await end(other, firstId)).toBe(0);
  expect(await resolveSession(register, first.token)).toBeDefined();
  expect(await end(mine, firstId)).toBe(1);
  expect(await end(mine, firstId)).toBe(0);
  expect(await resolveSession(register, first.token)).toBeUndefined();
  expect(await end(mine)).toBe(2);
  expect(await resolveSession(register, second.token)).toBeUndefined();
  expect(await resolveSession(register, foreign.token)).toBeDefined();
  expect(await countSessions(register)).toEqual(new Map([[other.id, 1]]));
  const ended = await register.db.selectFrom('audit').select(['actor', 'action', 'details']).execute();
  expect(ended.filter(({ action }) => action === 'sessionsRevoked')).toEqual([
    { actor: 'boss', action: 'sessionsRevoked', details: { username: 'clerk1', count: 1 } },
    { actor: 'boss', action: 'sessionsRevoked', details: { username: 'clerk1', count: 2 } },
  ]);
});

test('a customer’s link opens one case, for half a year or until it is revoked', async () => {
  const caseId = (await newCase(register)).id;
  const token = await createCustomerToken(register, caseId);
  const short = await createCustomerToken(register, caseId, 1_000);
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(await resolveCustomerToken(register, token)).toEqual({ caseId });
  scratch.clock.advance(1_000);
  expect(await resolveCustomerToken(register, short)).toBeUndefined();
  expect(await resolveCustomerToken(register, `${token}x`)).toBeUndefined();
  expect(await wholeDatabase(register)).not.toContain(token);
  scratch.clock.advance(180 * dayMs - 1_001);
  expect(await resolveCustomerToken(register, token)).toEqual({ caseId });
  expect(await revokeCustomerTokens(register, caseId)).toBe(2);
  expect(await resolveCustomerToken(register, token)).toBeUndefined();
});

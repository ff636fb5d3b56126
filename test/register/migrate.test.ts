import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrate, openRegister, setCalendarDay } from '../../src/register/index.ts';
import { seedCalendar } from '../../src/register/calendar-days.ts';
import { createTestClock, createTestRegister, testKeys, type TestRegister } from '../support/register.ts';

let scratch: TestRegister;
beforeAll(async () => {
  scratch = await createTestRegister();
});
afterAll(() => scratch.drop());

test('several processes that migrate an empty database at once do it once', async () => {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const admin = new pg.Client({ connectionString: scratch.databaseUrl });
  await admin.connect();
  await admin.query(`create database ${name}`);
  const url = new URL(scratch.databaseUrl);
  url.pathname = `/${name}`;
  try {
    const runs = await Promise.all(Array.from({ length: 4 }, () => migrate(url.href)));
    const names = runs.flat();
    expect(names).toContain('0001-initial');
    expect(new Set(names).size).toBe(names.length);
    expect(await migrate(url.href)).toEqual([]);
    const register = openRegister({ databaseUrl: url.href, keys: testKeys, clock: createTestClock() });
    const days = await register.db.selectFrom('calendarDay').selectAll().execute();
    expect(days).toHaveLength(365 * 6 + 1);
    await register.close();
  } finally {
    await admin.query(`drop database ${name} with (force)`);
    await admin.end();
  }
});

test('seeding again keeps days that were edited, and replaces provisional ones by official ones', async () => {
  const { register } = scratch;
  const day = (date: string) =>
    register.db.selectFrom('calendarDay').selectAll().where('day', '=', date).executeTakeFirstOrThrow();
  await setCalendarDay(register, { day: '2027-02-11', isWorkingDay: false, name: '春节' });
  // As an older version of the calendar left it, which did not know 2026 yet.
  await register.db
    .updateTable('calendarDay')
    .set({ isWorkingDay: false, name: null, isProvisional: true })
    .where('day', '=', '2026-02-14')
    .execute();
  await seedCalendar(register.db);
  expect(await day('2027-02-11')).toMatchObject({ isWorkingDay: false, isProvisional: false });
  expect(await day('2026-02-14')).toMatchObject({ isWorkingDay: true, name: '春节', isProvisional: false });
});

test('a server that is not there makes one sentence, with the cause beside it', async () => {
  await expect(migrate('postgres://postgres:postgres@127.0.0.1:1/none')).rejects.toThrow();
  const register = openRegister({
    databaseUrl: 'postgres://postgres:postgres@127.0.0.1:1/none',
    keys: testKeys,
    clock: createTestClock(),
  });
  expect(await register.isReachable()).toBe(false);
  await register.close();
  expect(await scratch.register.isReachable()).toBe(true);
});

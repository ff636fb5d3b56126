import fc from 'fast-check';
import { addWorkingDays, isWorkingDay, remainingWorkingDays } from '../../src/calendar/index.ts';
import { listCalendarDays, setCalendarDay, type Register } from '../../src/register/index.ts';
import { createTestRegister, type TestRegister } from '../support/register.ts';

let scratch: TestRegister;
let register: Register;

beforeEach(async () => {
  scratch ??= await createTestRegister();
  register = scratch.register;
});
afterAll(() => scratch.drop());

const hourMs = 3_600_000;
const shanghai = (text: string) => new Date(`${text}+08:00`);

test.each([
  ['over a weekend', '2026-03-05T09:00', 5, '2026-03-12T18:00'],
  ['late on Friday in China, still Friday morning in UTC', '2026-03-06T23:59', 1, '2026-03-09T18:00'],
  ['a minute later it is Saturday', '2026-03-07T00:00', 1, '2026-03-09T18:00'],
  ['early in China, the day before in UTC', '2026-03-10T00:30', 1, '2026-03-11T18:00'],
  ['over the Spring Festival, with a Saturday worked before', '2026-02-13T10:00', 2, '2026-02-24T18:00'],
  ['the make-up Saturday after it counts', '2026-02-27T10:00', 1, '2026-02-28T18:00'],
  ['over National Day with make-up days on both sides', '2026-09-18T10:00', 11, '2026-10-10T18:00'],
  ['no day at all is today', '2026-03-07T10:00', 0, '2026-03-07T18:00'],
  ['over the end of the year', '2026-12-30T10:00', 3, '2027-01-05T18:00'],
])('%s', async (_name, from, days, due) => {
  expect(await addWorkingDays(register, shanghai(from), days)).toEqual(shanghai(due));
});

test('agrees with counting day by day, from anywhere', async () => {
  const days = await listCalendarDays(register, '2025-01-01', 2_000);
  const working = days.filter((day) => day.isWorkingDay).map(({ day }) => day);
  const start = shanghai('2025-01-01T00:00').getTime();
  await fc.assert(
    fc.asyncProperty(fc.nat(1_000 * 24), fc.integer({ min: 1, max: 90 }), async (hours, count) => {
      const from = new Date(start + hours * hourMs);
      const today = new Date(from.getTime() + 8 * hourMs).toISOString().slice(0, 10);
      const expected = working.filter((day) => day > today)[count - 1] ?? '';
      const due = await addWorkingDays(register, from, count);
      expect(due).toEqual(shanghai(`${expected}T18:00`));
      expect(await remainingWorkingDays(register, from, due)).toBe(count);
    }),
    { numRuns: 150 },
  );
});

test('remaining days: 0 on the day, negative after it, weekends do not count', async () => {
  const remaining = (now: string, due: string) =>
    remainingWorkingDays(register, shanghai(now), shanghai(due));
  expect(await remaining('2026-03-06T09:00', '2026-03-06T18:00')).toBe(0);
  expect(await remaining('2026-03-06T20:00', '2026-03-06T18:00')).toBe(0);
  expect(await remaining('2026-03-06T09:00', '2026-03-09T18:00')).toBe(1);
  expect(await remaining('2026-03-10T09:00', '2026-03-06T18:00')).toBe(-2);
});

test('a day set by hand counts, and an official one can be closed', async () => {
  expect(await isWorkingDay(register, shanghai('2026-07-11T10:00'))).toBe(false);
  await setCalendarDay(register, { day: '2026-07-11', isWorkingDay: true, name: '盘点' });
  await setCalendarDay(register, { day: '2026-07-13', isWorkingDay: false, name: '停业' });
  expect(await isWorkingDay(register, shanghai('2026-07-11T10:00'))).toBe(true);
  expect(await addWorkingDays(register, shanghai('2026-07-10T10:00'), 2)).toEqual(
    shanghai('2026-07-14T18:00'),
  );
});

test.each([-1, 1.5, Number.NaN, 1_001])('%p is no count of working days', async (days) => {
  await expect(addWorkingDays(register, shanghai('2026-03-02T10:00'), days)).rejects.toThrow(RangeError);
});

test('beyond the table it says which year to add, instead of guessing', async () => {
  await expect(addWorkingDays(register, shanghai('2030-12-27T10:00'), 10)).rejects.toThrow(
    'does not know 2031-01-01: add the year 2031',
  );
  await expect(addWorkingDays(register, shanghai('2024-12-31T10:00'), 1)).rejects.toThrow('2024-12-31');
  await expect(isWorkingDay(register, shanghai('2031-01-01T00:00'))).rejects.toThrow('2031-01-01');
  await expect(
    remainingWorkingDays(register, shanghai('2030-12-30T10:00'), shanghai('2031-01-05T18:00')),
  ).rejects.toThrow('2031');
});

test('a hole in the table is reported, too', async () => {
  await register.db.deleteFrom('calendarDay').where('day', '=', '2026-08-05').execute();
  await expect(addWorkingDays(register, shanghai('2026-08-03T10:00'), 5)).rejects.toThrow('2026-08-05');
});

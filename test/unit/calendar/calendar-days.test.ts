import { daysOfYear } from '../../../src/register/calendar-days.ts';

/** The official arrangement for 2026 (国办发明电〔2025〕7号): first and last day off, days worked instead. */
const official2026: readonly [name: string, from: string, until: string, worked: string[]][] = [
  ['元旦', '2026-01-01', '2026-01-03', ['2026-01-04']],
  ['春节', '2026-02-15', '2026-02-23', ['2026-02-14', '2026-02-28']],
  ['清明', '2026-04-04', '2026-04-06', []],
  ['劳动节', '2026-05-01', '2026-05-05', ['2026-05-09']],
  ['端午', '2026-06-19', '2026-06-21', []],
  ['中秋', '2026-09-25', '2026-09-27', []],
  ['国庆节', '2026-10-01', '2026-10-07', ['2026-09-20', '2026-10-10']],
];

function weekday(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

describe.each(['UTC', 'Asia/Shanghai', 'America/Los_Angeles', 'Pacific/Kiritimati'])(
  'with %s on the machine',
  (zone) => {
    const before = process.env.TZ;
    beforeAll(() => {
      process.env.TZ = zone;
    });
    afterAll(() => {
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
    });

    test('2026 is the official year, day by day', () => {
      for (const { day, isWorkingDay, name, isProvisional } of daysOfYear(2026)) {
        const holiday = official2026.find(([, from, until]) => from <= day && day <= until);
        const makeUp = official2026.find(([, , , worked]) => worked.includes(day));
        const isWeekday = weekday(day) >= 1 && weekday(day) <= 5;
        expect({ day, isWorkingDay, name, isProvisional }).toEqual({
          day,
          isWorkingDay: makeUp ? true : !holiday && isWeekday,
          name: (makeUp ?? holiday)?.[0] ?? null,
          isProvisional: false,
        });
      }
    });

    test('every year has all its days, once', () => {
      for (const [year, count] of [
        [2025, 365],
        [2026, 365],
        [2027, 365],
        [2028, 366],
      ] as const) {
        const days = daysOfYear(year).map(({ day }) => day);
        expect(new Set(days).size).toBe(count);
        expect([days[0], days.at(-1)]).toEqual([`${year}-01-01`, `${year}-12-31`]);
      }
    });

    test('a year that is not announced has what the law fixes, and says that it is provisional', () => {
      const days = daysOfYear(2027);
      expect(days.every((day) => day.isProvisional)).toBe(true);
      const off = days.filter(({ day, isWorkingDay }) => !isWorkingDay && weekday(day) % 6 !== 0);
      // New Year 1; lunar New Year's Eve is 5 February, two of its four days fall on a weekend; 劳动节 and 国庆节
      // each have two days at a weekend.
      expect(off.map(({ day, name }) => `${day} ${name}`)).toEqual([
        '2027-01-01 元旦',
        '2027-02-05 春节',
        '2027-02-08 春节',
        '2027-02-09 春节',
        '2027-02-10 春节',
        '2027-04-05 清明',
        '2027-05-03 劳动节',
        '2027-05-04 劳动节',
        '2027-06-09 端午',
        '2027-09-15 中秋',
        '2027-10-01 国庆节',
        '2027-10-04 国庆节',
        '2027-10-05 国庆节',
      ]);
    });
  },
);

import chineseDays from 'chinese-days';

const dayMs = 86_400_000;

/** Days on a calendar are text `YYYY-MM-DD`; arithmetic on them is done in UTC, so no time zone comes in. */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * dayMs).toISOString().slice(0, 10);
}

export function isWeekend(day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6;
}

/**
 * The holidays that the law fixes for a year (全国年节及纪念日放假办法, as of 2025), with the days off that it
 * gives when one falls on a weekend. Bridges and make-up days come with the yearly announcement only.
 */
export function statutoryHolidays(year: number): ReadonlyMap<string, string> {
  const springFestival = chineseDays.getSolarDateFromLunar(`${year}-01-01`).date;
  const festivals: [name: string, days: string[]][] = [
    ['元旦', [`${year}-01-01`]],
    // New Year's Eve and the first three days of the lunar year.
    ['春节', [-1, 0, 1, 2].map((offset) => addDays(springFestival, offset))],
    ['清明', [chineseDays.getSolarTermDate(year, 4, 'pure_brightness')]],
    ['劳动节', [`${year}-05-01`, `${year}-05-02`]],
    ['端午', [chineseDays.getSolarDateFromLunar(`${year}-05-05`).date]],
    ['中秋', [chineseDays.getSolarDateFromLunar(`${year}-08-15`).date]],
    ['国庆节', [`${year}-10-01`, `${year}-10-02`, `${year}-10-03`]],
  ];
  const holidays = new Map<string, string>();
  for (const [name, days] of festivals) for (const day of days) holidays.set(day, name);
  for (const [name, days] of festivals)
    for (const day of days.filter(isWeekend)) {
      let substitute = addDays(day, 1);
      while (isWeekend(substitute) || holidays.has(substitute)) substitute = addDays(substitute, 1);
      holidays.set(substitute, name);
    }
  return holidays;
}

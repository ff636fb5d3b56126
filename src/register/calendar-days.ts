import chineseDays from 'chinese-days';
import { addDays, isWeekend, statutoryHolidays } from './statutory-holidays.ts';
import type { Store } from './store.ts';

export interface CalendarDay {
  /** `YYYY-MM-DD`. */
  day: string;
  isWorkingDay: boolean;
  name: string | null;
  /** True while the year's official arrangement (国务院办公厅通知) is not known. */
  isProvisional: boolean;
}

const firstYear = 2025;
const lastYear = 2030;

/**
 * Fills the working-day table. Official years come from `chinese-days`; for those that are not announced yet,
 * weekends and the holidays that the law itself fixes, marked provisional. Days that are there stay as they are
 * (somebody may have edited them), only provisional ones give way to official ones.
 */
export async function seedCalendar(db: Store['db']): Promise<void> {
  for (let year = firstYear; year <= lastYear; year += 1)
    await db
      .insertInto('calendarDay')
      .values(daysOfYear(year))
      .onConflict((conflict) =>
        conflict
          .column('day')
          .doUpdateSet((eb) => ({
            isWorkingDay: eb.ref('excluded.isWorkingDay'),
            name: eb.ref('excluded.name'),
            isProvisional: eb.ref('excluded.isProvisional'),
          }))
          .where('calendarDay.isProvisional', '=', true)
          .where('excluded.isProvisional', '=', false),
      )
      .execute();
}

/** Every day of a year, official where the year was announced. */
export function daysOfYear(year: number): CalendarDay[] {
  const isProvisional = !isAnnounced(year);
  const holidays = isProvisional ? statutoryHolidays(year) : undefined;
  const days: CalendarDay[] = [];
  for (let day = `${year}-01-01`; day.startsWith(String(year)); day = addDays(day, 1))
    days.push(
      holidays
        ? {
            day,
            isWorkingDay: !isWeekend(day) && !holidays.has(day),
            name: holidays.get(day) ?? null,
            isProvisional,
          }
        : { ...officialDay(day), isProvisional },
    );
  return days;
}

/** The library answers plain weekdays for a year it does not know; a known one has its Labour Day. */
function isAnnounced(year: number): boolean {
  return officialDay(`${year}-05-01`).name !== null;
}

/** The library names special days `English,中文,n` and others by the weekday. */
function officialDay(day: string): { day: string; isWorkingDay: boolean; name: string | null } {
  const { work, name } = chineseDays.getDayDetail(day);
  return { day, isWorkingDay: work, name: name.split(',')[1] ?? null };
}

/** The days from `from` on, at most `limit`, in order. */
export function listCalendarDays(store: Store, from: string, limit: number): Promise<CalendarDay[]> {
  return store.db
    .selectFrom('calendarDay')
    .selectAll()
    .where('day', '>=', from)
    .orderBy('day')
    .limit(limit)
    .execute();
}

/** Sets a day by hand: an official arrangement that came late, or a closing day of the company. */
export async function setCalendarDay(
  store: Store,
  { day, isWorkingDay, name }: Omit<CalendarDay, 'isProvisional'>,
): Promise<void> {
  const values = { isWorkingDay, name, isProvisional: false };
  await store.db
    .insertInto('calendarDay')
    .values({ day, ...values })
    .onConflict((conflict) => conflict.column('day').doUpdateSet(values))
    .execute();
}

import { listCalendarDays, shanghaiDay, type CalendarDay, type Store } from '../register/index.ts';

/** Business ends at 18:00 in China, which has had one zone without summer time since 1991. */
const endOfBusiness = 'T18:00:00+08:00';
/** Long holidays and weekends make up less than half of any longer stretch of days. */
const daysPerWorkingDay = 2;
const spareDays = 21;

/** Whether people work on the day (in China) of an instant. Throws when the table does not reach that far. */
export async function isWorkingDay(store: Store, instant: Date): Promise<boolean> {
  const day = shanghaiDay(instant);
  const [found] = await listCalendarDays(store, day, 1);
  if (found?.day !== day) throw unknownDay(day);
  return found.isWorkingDay;
}

/**
 * The end of business (18:00 in China) of the n-th working day after the day of `from`: that day itself is not
 * counted, weekends and holidays are not, make-up days are. 0 gives the day itself, whatever it is. Throws for
 * a count that is no whole number from 0 to 1000, and when the table does not reach far enough.
 */
export async function addWorkingDays(store: Store, from: Date, days: number): Promise<Date> {
  if (!Number.isInteger(days) || days < 0 || days > 1_000)
    throw new RangeError(`${days} is no count of working days: give a whole number from 0 to 1000.`);
  const start = shanghaiDay(from);
  const known = await listCalendarDays(store, start, days * daysPerWorkingDay + spareDays);
  return new Date(`${nthWorkingDay(known, start, days)}${endOfBusiness}`);
}

/**
 * How many working days remain until the day of `dueAt`: 0 = due today, negative = overdue (剩余工作日). Throws
 * when the table does not reach that far.
 */
export async function remainingWorkingDays(store: Store, now: Date, dueAt: Date): Promise<number> {
  const [today, due] = [shanghaiDay(now), shanghaiDay(dueAt)];
  const [first, last] = today <= due ? [today, due] : [due, today];
  const span = (Date.parse(last) - Date.parse(first)) / 86_400_000 + 1;
  const days = await listCalendarDays(store, first, span);
  if (days.length < span || days.at(-1)?.day !== last) throw unknownDay(last);
  const working = days.slice(1).filter((day) => day.isWorkingDay).length;
  return today <= due ? working : -working;
}

/** `known` begins with the day `start` and has no gaps, or the day that is missing is reported. */
function nthWorkingDay(known: readonly CalendarDay[], start: string, count: number): string {
  let counted = 0;
  let expected = start;
  for (const { day, isWorkingDay: isWorking } of known) {
    if (day !== expected) break;
    if (day !== start && isWorking) counted += 1;
    if (counted === count) return day;
    expected = nextDay(day);
  }
  throw unknownDay(expected);
}

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

function unknownDay(day: string): Error {
  return new Error(
    `The working-day table does not know ${day}: add the year ${day.slice(0, 4)} to it, then try again.`,
  );
}

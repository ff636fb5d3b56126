import type { Language } from '../register/codes.ts';

const timeZone = 'Asia/Shanghai';
const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone,
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const englishMonths = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** The wall clock in Asia/Shanghai, whatever the machine's zone. `month` is 1–12, `time` is `HH:mm`. */
export function officeTime(instant: Date): { year: number; month: number; day: number; time: string } {
  const values = new Map(parts.formatToParts(instant).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes) => values.get(type) ?? '';
  return {
    year: Number(part('year')),
    month: Number(part('month')),
    day: Number(part('day')),
    time: `${part('hour')}:${part('minute')}`,
  };
}

/** `2026年3月5日 18:00` or `5 March 2026, 18:00`, in Asia/Shanghai. */
export function formatInstant(instant: Date, language: Language): string {
  const { time } = officeTime(instant);
  return language === 'en'
    ? `${formatDay(instant, language)}, ${time}`
    : `${formatDay(instant, language)} ${time}`;
}

/** `2026年3月5日` or `5 March 2026`, in Asia/Shanghai. */
export function formatDay(instant: Date, language: Language): string {
  const { year, month, day } = officeTime(instant);
  return language === 'en'
    ? `${day} ${englishMonths[month - 1] ?? ''} ${year}`
    : `${year}年${month}月${day}日`;
}

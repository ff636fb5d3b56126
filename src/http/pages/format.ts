import type { Language } from '../language.ts';

const zone = 'Asia/Shanghai';

function parts(instant: Date): Record<string, string> {
  const formatter = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return Object.fromEntries(formatter.formatToParts(instant).map(({ type, value }) => [type, value]));
}

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
] as const;

/** The day in China, as people write it: 2026年3月5日 or 5 March 2026. */
export function dayText(instant: Date, language: Language = 'zh-CN'): string {
  const { year = '', month = '', day = '' } = parts(instant);
  return language === 'en'
    ? `${Number(day)} ${englishMonths[Number(month) - 1]} ${year}`
    : `${year}年${Number(month)}月${Number(day)}日`;
}

/** Day and time in China: 2026年3月5日 18:00 or 5 March 2026, 18:00. */
export function momentText(instant: Date, language: Language = 'zh-CN'): string {
  const { hour = '', minute = '' } = parts(instant);
  return `${dayText(instant, language)}${language === 'en' ? ', ' : ' '}${hour}:${minute}`;
}

/** Short day and time for tables: 2026-03-05 18:00. */
export function tableTime(instant: Date): string {
  const { year = '', month = '', day = '', hour = '', minute = '' } = parts(instant);
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')} ${hour}:${minute}`;
}

/** File size in KB or MB. */
export function sizeText(bytes: number): string {
  return bytes < 1_000_000
    ? `${Math.max(1, Math.round(bytes / 1000))} KB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

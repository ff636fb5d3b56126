import { formatDay, formatInstant, officeTime } from '../../notification/index.ts';
import type { Language } from '../language.ts';

/** The day in China, as people write it: 2026年3月5日 or 5 March 2026. */
export function dayText(instant: Date, language: Language = 'zh-CN'): string {
  return formatDay(instant, language);
}

/** Day and time in China: 2026年3月5日 18:00 or 5 March 2026, 18:00. */
export function momentText(instant: Date, language: Language = 'zh-CN'): string {
  return formatInstant(instant, language);
}

/** Short day and time for tables: 2026-03-05 18:00. */
export function tableTime(instant: Date): string {
  const { year, month, day, time } = officeTime(instant);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)} ${time}`;
}

/** File size in KB or MB. */
export function sizeText(bytes: number): string {
  return bytes < 1_000_000
    ? `${Math.max(1, Math.round(bytes / 1000))} KB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { countBooked, listCalendarDays, shanghaiDay, type Store } from '../register/index.ts';

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const policySchema = z
  .strictObject({
    /** How many working days can be chosen from, beginning with the next one. */
    daysAhead: z.number().int().min(1).max(30),
    periods: z
      .array(
        z.strictObject({
          code: z.string().regex(/^[a-z]+(-[a-z0-9]+)*$/),
          startsAt: time,
          endsAt: time,
          capacity: z.number().int().min(0).max(500),
        }),
      )
      .min(1),
  })
  .refine(({ periods }) => new Set(periods.map(({ code }) => code)).size === periods.length, {
    message: 'each period needs a code of its own',
  });

export type AppointmentPolicy = Readonly<z.output<typeof policySchema>>;
export type AppointmentPeriod = AppointmentPolicy['periods'][number];

/** Reads the file that says when people can come and how many. Throws one error that names each problem. */
export function loadAppointmentPolicy(file: string): AppointmentPolicy {
  const parsed = policySchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.map(String).join('.')}: ${message}`,
  );
  throw new Error(`${file} is not usable: ${problems.join('; ')}`);
}

export interface OpenDay {
  /** `YYYY-MM-DD`. */
  day: string;
  periods: readonly (AppointmentPeriod & { free: number })[];
}

/** The working days that can be booked now, with the places left in each period. */
export async function openDays(store: Store, policy: AppointmentPolicy, now: Date): Promise<OpenDay[]> {
  const today = shanghaiDay(now);
  const known = await listCalendarDays(store, today, policy.daysAhead * 2 + 21);
  const days = known
    .filter(({ day, isWorkingDay }) => isWorkingDay && day > today)
    .slice(0, policy.daysAhead)
    .map(({ day }) => day);
  const booked = await countBooked(store, days);
  return days.map((day) => ({
    day,
    periods: policy.periods.map((period) => ({
      ...period,
      free: Math.max(0, period.capacity - (booked.get(`${day} ${period.code}`) ?? 0)),
    })),
  }));
}

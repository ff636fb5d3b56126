import { addWorkingDays } from '../src/calendar/index.ts';
import type { Store } from '../src/register/index.ts';

/**
 * A limit of `days` working days from now and when to remind of it: a working day before, or half-way where the
 * limit is only a day.
 */
export async function limitWithReminder(
  store: Store,
  days: number,
): Promise<{ dueAt: Date; reminderAt: Date }> {
  const now = store.clock.now();
  const dueAt = await addWorkingDays(store, now, days);
  const reminderAt =
    days > 1 ? await addWorkingDays(store, now, days - 1) : new Date((now.getTime() + dueAt.getTime()) / 2);
  return { dueAt, reminderAt };
}

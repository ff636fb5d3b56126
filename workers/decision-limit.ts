import { addWorkingDays, isWorkingDay, remainingWorkingDays } from '../src/calendar/index.ts';
import { listRounds, type CaseRecord, type Store } from '../src/register/index.ts';

/**
 * Until when acceptance must be decided: `decisionDays` working days after receipt, without the time in which
 * the customer was waited for. The clock stands still from the day a supplement was asked for, which does not
 * count, to the day it was received, which does. Derived from the rounds, so asking again gives the same.
 */
export async function decisionLimit(
  store: Store,
  found: Pick<CaseRecord, 'id' | 'receivedAt'>,
  decisionDays: number,
): Promise<Date> {
  let dueAt = await addWorkingDays(store, found.receivedAt, decisionDays);
  for (const { issuedAt, receivedAt } of await listRounds(store, found.id))
    if (receivedAt) dueAt = await restart(store, { pausedAt: issuedAt, restartedAt: receivedAt, dueAt });
  return dueAt;
}

async function restart(
  store: Store,
  { pausedAt, restartedAt, dueAt }: { pausedAt: Date; restartedAt: Date; dueAt: Date },
): Promise<Date> {
  const pauseDay = (await isWorkingDay(store, pausedAt)) ? 1 : 0;
  // Overdue already when it was paused: due on the day of the restart.
  const daysLeft = Math.max(1, (await remainingWorkingDays(store, pausedAt, dueAt)) + pauseDay);
  const isRestartCounted = await isWorkingDay(store, restartedAt);
  return addWorkingDays(store, restartedAt, isRestartCounted ? daysLeft - 1 : daysLeft);
}

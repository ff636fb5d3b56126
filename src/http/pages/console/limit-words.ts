import { remainingWorkingDays } from '../../../calendar/index.ts';
import { shanghaiDay, type Store } from '../../../register/index.ts';
import { tableTime } from '../format.ts';
import { html, type Fragment } from '../html.ts';

/** Says how far away limits are: 剩余 2 个工作日, 今天到期, 已超期 1 个工作日. */
export function createLimitWords(store: Store, now: Date): (dueAt: Date | null) => Promise<Fragment> {
  /** A page has many limits on few days. */
  const daysUntil = new Map<string, Promise<number | undefined>>();

  function remaining(dueAt: Date): Promise<number | undefined> {
    const day = shanghaiDay(dueAt);
    const known = daysUntil.get(day);
    if (known) return known;
    // Without the year in the working-day table the date alone must do.
    const asked = remainingWorkingDays(store, now, dueAt).catch(() => undefined);
    daysUntil.set(day, asked);
    return asked;
  }

  return async (dueAt) => {
    if (!dueAt) return null;
    const days = await remaining(dueAt);
    const isLate = dueAt < now;
    const isToday = shanghaiDay(dueAt) === shanghaiDay(now);
    const words = isLate
      ? days
        ? `已超期 ${-days} 个工作日`
        : '已超期'
      : isToday
        ? '今天到期'
        : days === undefined
          ? ''
          : `剩余 ${days} 个工作日`;
    return html`<span class="${isLate ? 'late' : isToday ? 'soon' : ''}">${words}</span>
      <span class="limit-day">${tableTime(dueAt)}</span>`;
  };
}

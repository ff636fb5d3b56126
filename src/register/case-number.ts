import type { Store } from './store.ts';

const dayInShanghai = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The calendar day in China of an instant, `YYYY-MM-DD`, whatever the machine's time zone. */
export function shanghaiDay(instant: Date): string {
  return dayInShanghai.format(instant);
}

/**
 * The next number of the day and prefix, `YYYYMMDD-PREFIX-NNNN`, day in Asia/Shanghai. The counter row stays
 * locked until the caller's transaction ends: numbers have no gaps and none is given twice. From the ten
 * thousandth of a day on they have five digits.
 */
export async function nextCaseNumber(store: Store, prefix: string, receivedAt: Date): Promise<string> {
  const day = shanghaiDay(receivedAt).replaceAll('-', '');
  const { lastNumber } = await store.db
    .insertInto('caseNumberCounter')
    .values({ day, prefix, lastNumber: 1 })
    .onConflict((conflict) =>
      conflict.columns(['day', 'prefix']).doUpdateSet((eb) => ({
        lastNumber: eb('caseNumberCounter.lastNumber', '+', 1),
      })),
    )
    .returning('lastNumber')
    .executeTakeFirstOrThrow();
  return `${day}-${prefix}-${String(lastNumber).padStart(4, '0')}`;
}

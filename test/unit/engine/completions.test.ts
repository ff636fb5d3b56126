import { createCompletionsReader } from '../../../src/engine/completions.ts';
import type { ExportedRecords } from '../../../src/engine/exported-records.ts';

type Row = readonly [processInstanceKey: string, elementId: string, assignee: string];

/** A store whose answers the test releases one by one. */
function createStore(rows: readonly Row[]) {
  const searches: { keys: readonly string[]; answer: () => void; fail: () => void }[] = [];
  const records: ExportedRecords = {
    search: ({ where, value }) =>
      new Promise((resolve, reject) => {
        const keys = [where['value.processInstanceKey'] ?? []].flat();
        searches.push({
          keys,
          fail: () => reject(new Error('down')),
          answer: () =>
            resolve(
              rows
                .filter(([key]) => keys.includes(key))
                .map(([processInstanceKey, elementId, assignee], position) => ({
                  key: String(position),
                  position,
                  partitionId: 1,
                  intent: 'COMPLETED',
                  timestamp: 0,
                  value: value.parse({ processInstanceKey, elementId, assignee }),
                })),
            ),
        });
      }),
  };
  return { searches, completers: createCompletionsReader(records) };
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('reading who completed a task', () => {
  test('who asks alone is answered from a search of its own, element and order kept', async () => {
    const { searches, completers } = createStore([
      ['1', 'Task_A', 'clerk'],
      ['1', 'Task_B', 'legal'],
      ['1', 'Task_A', ''],
      ['2', 'Task_A', 'reviewer'],
    ]);
    const answer = completers('1', 'Task_A');
    await until(() => searches.length === 1);
    searches[0]?.answer();
    expect(await answer).toEqual(['clerk', null]);
  });

  test('while one search runs, everybody else waits for the same next one', async () => {
    const { searches, completers } = createStore([
      ['2', 'Task_A', 'reviewer'],
      ['3', 'Task_A', 'manager'],
    ]);
    const first = completers('1', 'Task_A');
    await until(() => searches.length === 1);
    const others = [completers('2', 'Task_A'), completers('3', 'Task_A'), completers('2', 'Task_B')];
    searches[0]?.answer();
    await until(() => searches.length === 2);
    expect(searches[1]?.keys).toEqual(['2', '3']);
    searches[1]?.answer();
    expect(await first).toEqual([]);
    expect(await Promise.all(others)).toEqual([['reviewer'], ['manager'], []]);
  });

  test('a search that fails fails for those who asked, and the next one is tried', async () => {
    const { searches, completers } = createStore([['1', 'Task_A', 'clerk']]);
    const refused = expect(completers('1', 'Task_A')).rejects.toThrow('down');
    await until(() => searches.length === 1);
    searches[0]?.fail();
    await refused;
    const answer = completers('1', 'Task_A');
    await until(() => searches.length === 2);
    searches[1]?.answer();
    expect(await answer).toEqual(['clerk']);
  });
});

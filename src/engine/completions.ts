import { z } from 'zod';
import type { ExportedRecords } from './exported-records.ts';
import { pause } from './pause.ts';

/** User names by completion, oldest first; `null` for one without an assignee. */
export type Completers = readonly (string | null)[];

const mostCompletions = 10_000;
/** Between two searches while several ask: each refreshes an index, which costs the store more than the search. */
const gatherMs = 100;

const completion = z.object({ assignee: z.string(), elementId: z.string(), processInstanceKey: z.string() });
type Completion = z.output<typeof completion>;

/**
 * Reads who completed user tasks. Many jobs wait for their record at the same time and ask again and again; one search
 * at a time answers all of them. Who asks alone is answered at once.
 */
export function createCompletionsReader(
  records: ExportedRecords,
): (processInstanceKey: string, elementId: string) => Promise<Completers> {
  let gathering: { keys: Set<string>; answer: Promise<readonly Completion[]> } | undefined;
  let last: Promise<unknown> | undefined;

  function ask(processInstanceKey: string): Promise<readonly Completion[]> {
    if (!gathering) {
      const keys = new Set<string>();
      const answer = afterLast().then(() => {
        gathering = undefined;
        return search([...keys]);
      });
      gathering = { keys, answer };
      const own: Promise<unknown> = answer
        .then(
          () => pause(gatherMs),
          () => undefined,
        )
        .then(() => {
          if (last === own) last = undefined;
        });
      last = own;
    }
    gathering.keys.add(processInstanceKey);
    return gathering.answer;
  }

  async function afterLast(): Promise<void> {
    await last;
  }

  async function search(keys: readonly string[]): Promise<readonly Completion[]> {
    const found = await records.search({
      kind: 'user-task',
      where: { intent: 'COMPLETED', 'value.processInstanceKey': keys },
      value: completion,
      limit: mostCompletions,
    });
    return found.map(({ value }) => value);
  }

  return async (processInstanceKey, elementId) =>
    (await ask(processInstanceKey))
      // The exporter's template for this index takes element ids for prose, so a search for one finds nothing.
      .filter((one) => one.processInstanceKey === processInstanceKey && one.elementId === elementId)
      .map(({ assignee }) => assignee || null);
}

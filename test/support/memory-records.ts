import { z } from 'zod';
import type { EngineReader } from '../../src/engine/index.ts';
import { mostVariables, variableRecord, type RecordFeed } from './record-feed.ts';

const record = z.looseObject({
  position: z.number(),
  valueType: z.string(),
  intent: z.string(),
  value: z.looseObject({
    processInstanceKey: z.number().optional(),
    bpmnProcessId: z.string().optional(),
    elementId: z.string().optional(),
    assignee: z.string().optional(),
  }),
});
type MemoryRecord = z.infer<typeof record>;

/** The records of the engine in memory (memory-engine.ts), from its start on. */
export interface MemoryRecords extends RecordFeed {
  all(): Promise<readonly MemoryRecord[]>;
}

const watched = new Set(['PROCESS_INSTANCE', 'USER_TASK', 'INCIDENT']);

/** @param recordsUrl as the environment of the run tells it. */
export function createMemoryRecords(recordsUrl: string): MemoryRecords {
  const records: MemoryRecord[] = [];
  let reading: Promise<void> | undefined;

  async function readNew(): Promise<void> {
    const response = await fetch(`${recordsUrl}?after=${records.at(-1)?.position ?? 0}`);
    if (!response.ok)
      throw new Error(`The engine in memory answered ${response.status}: ${await response.text()}`);
    for (const entry of z.array(record).parse(await response.json())) records.push(entry);
  }

  async function all(): Promise<readonly MemoryRecord[]> {
    reading ??= readNew().finally(() => {
      reading = undefined;
    });
    await reading;
    return records;
  }

  return {
    all,
    newestPosition: async () => (await all()).at(-1)?.position ?? 0,
    async since(position) {
      const known = await all();
      const first = known.findLastIndex((entry) => entry.position <= position) + 1;
      return known.slice(first).filter(({ valueType }) => watched.has(valueType));
    },
    async variables(names, scopeKey) {
      return (await all())
        .filter(({ valueType }) => valueType === 'VARIABLE')
        .map((entry) => variableRecord.parse(entry).value)
        .filter(
          ({ name, ...found }) => names.includes(name) && (scopeKey ?? found.scopeKey) === found.scopeKey,
        )
        .slice(-mostVariables);
    },
  };
}

/**
 * What the app asks of an engine that exports nothing and has no query API: who completed a task. Everything else
 * is answered as if the store of exported records were out of reach.
 */
export function createMemoryReader(records: MemoryRecords): EngineReader {
  const outOfReach = () => Promise.reject(new Error('The engine in memory exports nothing.'));
  return {
    async completers(processInstanceKey, elementId) {
      return (await records.all())
        .filter(({ valueType, intent }) => valueType === 'USER_TASK' && intent === 'COMPLETED')
        .map(({ value }) => value)
        .filter(
          (task) => String(task.processInstanceKey) === processInstanceKey && task.elementId === elementId,
        )
        .map(({ assignee }) => assignee ?? null);
    },
    newestModels: outOfReach,
    openTasks: outOfReach,
    tokens: outOfReach,
    modelXml: outOfReach,
    endedInstances: outOfReach,
    handChanges: outOfReach,
    openIncidents: outOfReach,
  };
}

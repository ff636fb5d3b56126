import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Stack } from '../../local/stack.ts';
import { usualAnswer, type Seen } from '../../test/support/answers.ts';
import { createEngineRest } from '../../test/support/engine-rest.ts';
import { createRecordSearch } from '../../test/support/opensearch.ts';
import { memberOf } from '../../test/support/people.ts';
import { forEach } from './pump.ts';

/**
 * The people of both arms: completes every user task as soon as its record is exported, has every open survey
 * answered, and counts the cases that have ended.
 */
export interface Office {
  /** Works until so many cases have ended; resolves with the moments of their endings, ms since 1970, in order. */
  workUntilEnded(count: number): Promise<number[]>;
  /** Jobs that were completed since the office opened. */
  completedJobs(): Promise<number>;
}

export interface OfficeOptions {
  stack: Stack;
  materialCodes: readonly string[];
  answerSurvey: (caseId: string) => Promise<unknown>;
  /** So many cases more have ended. */
  onEnded: (count: number) => void;
}

const pollMs = 200;
const atOnce = 16;
/** Without anything new for this long, a case is stuck. */
const patienceMs = 60_000;
/** Records become visible shard by shard, so each look reaches back a little. */
const overlap = 3_000;
const pageSize = 2_000;

const record = z.object({
  position: z.number(),
  key: z.number(),
  timestamp: z.number(),
  value: z.looseObject({
    elementId: z.string().optional(),
    candidateGroupsList: z.array(z.string()).optional(),
    correlationKey: z.string().optional(),
  }),
});
type Entry = z.infer<typeof record>;

const watched = {
  'user-task': { intent: 'CREATED' },
  'message-subscription': { intent: 'CREATED', 'value.messageName': 'intake.surveyAnswered' },
  'process-instance': {
    intent: 'ELEMENT_COMPLETED',
    'value.bpmnElementType': 'PROCESS',
    'value.bpmnProcessId': 'intake',
  },
} as const;
type Watched = keyof typeof watched;

export function openOffice({ stack, materialCodes, answerSurvey, onEnded }: OfficeOptions): Office {
  const records = createRecordSearch(stack.openSearchUrl);
  const rest = createEngineRest(stack.restUrl);
  const openedAt = Date.now();
  const seen: Seen = {
    materialChecks: materialCodes.map((materialCode) => ({ materialCode, verdict: 'ok' })),
    circulationDepartmentCode: 'finance',
  };
  const known = new Set<number>();
  const positions = new Map<Watched, number>();

  async function fresh(kind: Watched): Promise<Entry[]> {
    const { hits } = await records.search([kind], {
      size: pageSize,
      sort: [{ position: { order: 'asc', unmapped_type: 'long' } }],
      query: {
        bool: {
          filter: [
            ...Object.entries(watched[kind]).map(([path, value]) => ({ term: { [path]: value } })),
            { range: { position: { gt: (positions.get(kind) ?? 0) - overlap } } },
            { range: { timestamp: { gte: openedAt } } },
          ],
        },
      },
      _source: [
        'position',
        'key',
        'timestamp',
        'value.elementId',
        'value.candidateGroupsList',
        'value.correlationKey',
      ],
    });
    const entries = hits.hits.map(({ _source }) => record.parse(_source));
    positions.set(kind, entries.at(-1)?.position ?? positions.get(kind) ?? 0);
    const unknown = entries.filter(({ position }) => !known.has(position));
    for (const { position } of unknown) known.add(position);
    return unknown;
  }

  async function answer({ key, value: { elementId = '', candidateGroupsList = [] } }: Entry): Promise<void> {
    const member = memberOf({ elementId, candidateGroups: candidateGroupsList });
    await whileShed(() => rest.assign(key, member));
    await whileShed(() => rest.complete(key, usualAnswer(elementId, seen)));
  }

  return {
    async workUntilEnded(count) {
      const ends: number[] = [];
      let lastNewsAt = performance.now();
      while (ends.length < count) {
        const [tasks, surveys, endings] = await Promise.all([
          fresh('user-task'),
          fresh('message-subscription'),
          fresh('process-instance'),
        ]);
        const work = [
          ...tasks.map((task) => () => answer(task)),
          ...surveys.map(
            ({ value }) =>
              () =>
                answerSurvey(value.correlationKey ?? ''),
          ),
        ];
        await forEach(work.length, atOnce, (index) => work[index]?.() ?? Promise.resolve());
        ends.push(...endings.map(({ timestamp }) => timestamp));
        onEnded(endings.length);
        if (work.length + endings.length > 0) lastNewsAt = performance.now();
        if (performance.now() - lastNewsAt > patienceMs)
          throw new Error(`Only ${ends.length} of ${count} cases have ended, and nothing happens any more.`);
        if (ends.length < count) await pause(pollMs);
      }
      return ends.sort((one, other) => one - other);
    },
    async completedJobs() {
      const { hits, aggregations } = await records.search(['job'], {
        size: 0,
        query: {
          bool: { filter: [{ term: { intent: 'COMPLETED' } }, { range: { timestamp: { gte: openedAt } } }] },
        },
        aggs: { jobs: { value_count: { field: 'position' } } },
      });
      void hits;
      return z.object({ value: z.number() }).parse(aggregations?.jobs).value;
    },
  };
}

/** Under load the engine refuses calls and wants them again a moment later. */
async function whileShed(call: () => Promise<void>): Promise<void> {
  for (;;)
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof Error && error.message.includes('RESOURCE_EXHAUSTED'))) throw error;
      await pause(50);
    }
}

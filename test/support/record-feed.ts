import { z } from 'zod';
import { createRecordSearch } from './opensearch.ts';

/** A process variable when it got a value; `value` is JSON. */
export interface VariableRecord {
  name: string;
  value: string;
  processInstanceKey: number;
  scopeKey: number;
}

/** What the engine has recorded, wherever it keeps that. */
export interface RecordFeed {
  /** The position of the newest record of an instance, a task or an incident; 0 before the first. */
  newestPosition(): Promise<number>;
  /** Such records after a position, oldest first. Some may have been there already at an earlier call. */
  since(position: number): Promise<readonly unknown[]>;
  /** The latest 200 values of variables with one of these names (in one scope, if given), oldest first. */
  variables(names: readonly string[], scopeKey?: number): Promise<readonly VariableRecord[]>;
}

export const mostVariables = 200;
export const variableRecord = z.object({
  value: z.object({
    name: z.string(),
    value: z.string(),
    processInstanceKey: z.number(),
    scopeKey: z.number(),
  }),
});
const positioned = z.object({ position: z.number() });

const watched = ['process-instance', 'user-task', 'incident'];
/**
 * A bulk of the exporter becomes visible index by index, so each read looks back a little, and now and then by
 * more than a busy exporter's bulk can span.
 */
const overlap = 1_000;
const deepOverlap = 20_000;
const deepEveryMs = 5_000;
const pageSize = 2_000;

/** Reads what the broker exports to OpenSearch. */
export function createOpenSearchFeed(openSearchUrl: string): RecordFeed {
  const records = createRecordSearch(openSearchUrl);
  let lastDeepRead = 0;
  return {
    async newestPosition() {
      const { hits } = await records.search(watched, { size: 1, sort: [{ position: 'desc' }] });
      return hits.hits.map(({ _source }) => positioned.parse(_source).position)[0] ?? 0;
    },
    async since(position) {
      const isDeep = performance.now() - lastDeepRead > deepEveryMs;
      if (isDeep) lastDeepRead = performance.now();
      let after = position - (isDeep ? deepOverlap : overlap);
      const found: unknown[] = [];
      for (;;) {
        const { hits } = await records.search(watched, {
          size: pageSize,
          sort: [{ position: 'asc' }],
          query: { range: { position: { gt: after } } },
          _source: { excludes: ['value.variables', 'value.customHeaders', 'authorizations'] },
        });
        found.push(...hits.hits.map(({ _source }) => _source));
        if (hits.hits.length < pageSize) return found;
        after = positioned.parse(found.at(-1)).position;
      }
    },
    async variables(names, scopeKey) {
      const { hits } = await records.search(['variable'], {
        size: mostVariables,
        sort: [{ position: 'desc' }],
        query: {
          bool: {
            filter: [
              { terms: { 'value.name': names } },
              ...(scopeKey === undefined ? [] : [{ term: { 'value.scopeKey': scopeKey } }]),
            ],
          },
        },
      });
      return hits.hits.map(({ _source }) => variableRecord.parse(_source).value).reverse();
    },
  };
}

import { z } from 'zod';
import { askOpenSearch } from './opensearch.ts';

/** The records of this kind that the broker exports, as the index is called: `zeebe-record_<kind>_…`. */
export type RecordKind =
  | 'deployment'
  | 'process'
  | 'user-task'
  | 'process-instance'
  | 'process-instance-modification'
  | 'process-instance-migration'
  | 'decision-evaluation'
  | 'incident'
  | 'job'
  | 'variable'
  | 'variable-document';

export interface ExportedRecord<Value> {
  readonly key: string;
  /** Unique together with `partitionId`. */
  readonly position: number;
  readonly partitionId: number;
  readonly intent: string;
  /** When it was written, ms since 1970 by the broker's clock. */
  readonly timestamp: number;
  readonly value: Value;
}

export interface RecordSearch<Value> {
  readonly kind: RecordKind;
  /** Exact matches, by path in the record; of several values any: `{ intent: 'COMPLETED', key: ['1', '2'] }`. */
  readonly where: Readonly<Record<string, string | readonly string[]>>;
  /** Only records that were written at this moment or later. */
  readonly since?: Date;
  /** What of the record's value is read; every key is text. */
  readonly value: z.ZodType<Value>;
  /** At most 10,000, oldest first unless `newestFirst`. */
  readonly limit: number;
  readonly newestFirst?: boolean;
  /** Variables and headers too; absent: they are not fetched. */
  readonly withVariables?: boolean;
}

/** Reads the stream of records that the broker writes to OpenSearch. */
export interface ExportedRecords {
  /**
   * The matching records by position. What the broker exported a moment ago is found: the index is refreshed
   * first. Rejects when OpenSearch is out of reach or answers nonsense. No index yet means no records.
   */
  search<Value>(search: RecordSearch<Value>): Promise<readonly ExportedRecord<Value>[]>;
}

/** @param openSearchUrl without a trailing slash. */
export function createExportedRecords(openSearchUrl: string): ExportedRecords {
  return {
    async search({ kind, where, since, value, limit, newestFirst = false, withVariables = false }) {
      const index = `zeebe-record_${kind}_*`;
      const options = 'ignore_unavailable=true&allow_no_indices=true';
      await askOpenSearch(openSearchUrl, `${index}/_refresh?${options}`);
      const answer = await askOpenSearch(openSearchUrl, `${index}/_search?${options}`, {
        size: limit,
        query: {
          bool: {
            filter: [
              ...Object.entries(where).map(([path, texts]) =>
                typeof texts === 'string' ? { term: { [path]: texts } } : { terms: { [path]: texts } },
              ),
              ...(since ? [{ range: { timestamp: { gte: since.getTime() } } }] : []),
            ],
          },
        },
        sort: [{ position: { order: newestFirst ? 'desc' : 'asc', unmapped_type: 'long' } }],
        ...(kind === 'variable' || withVariables
          ? {}
          : { _source: { excludes: ['value.variables', 'value.customHeaders'] } }),
      });
      const hits = z.object({ hits: z.object({ hits: z.array(z.object({ _source: recordOf(value) })) }) });
      return hits.parse(answer).hits.hits.map(({ _source }) => _source);
    },
  };
}

function recordOf<Value>(value: z.ZodType<Value>) {
  return z.object({
    key: z.string(),
    position: z.coerce.number(),
    partitionId: z.number(),
    intent: z.string(),
    timestamp: z.number(),
    value,
  });
}

import { z } from 'zod';

/** The records of this kind that the broker exports, as the index is called: `zeebe-record_<kind>_…`. */
export type RecordKind =
  'deployment' | 'user-task' | 'process-instance' | 'decision-evaluation' | 'incident' | 'job' | 'variable';

export interface ExportedRecord<Value> {
  readonly key: string;
  readonly position: number;
  readonly intent: string;
  readonly value: Value;
}

export interface RecordSearch<Value> {
  readonly kind: RecordKind;
  /** Exact matches, by path in the record: `{ intent: 'COMPLETED', 'value.elementId': 'Task_A' }`. */
  readonly where: Readonly<Record<string, string>>;
  /** What of the record's value is read; every key is text. */
  readonly value: z.ZodType<Value>;
  /** At most 10,000, oldest first unless `newestFirst`. */
  readonly limit: number;
  readonly newestFirst?: boolean;
}

/** Reads the stream of records that the broker writes to OpenSearch. */
export interface ExportedRecords {
  /**
   * The matching records by position. What the broker exported a moment ago is found: the index is refreshed
   * first. Rejects when OpenSearch is out of reach or answers nonsense. No index yet means no records.
   */
  search<Value>(search: RecordSearch<Value>): Promise<readonly ExportedRecord<Value>[]>;
}

const limitMs = 5_000;

/** @param openSearchUrl without a trailing slash. */
export function createExportedRecords(openSearchUrl: string): ExportedRecords {
  async function ask(path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${openSearchUrl}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(limitMs),
    });
    if (!response.ok)
      throw new Error(`OpenSearch answered ${response.status} to ${path.replace(/\?.*/, '')}.`);
    return parseKeysAsText(await response.text());
  }

  return {
    async search({ kind, where, value, limit, newestFirst = false }) {
      const index = `zeebe-record_${kind}_*`;
      const options = 'ignore_unavailable=true&allow_no_indices=true';
      await ask(`${index}/_refresh?${options}`);
      const answer = await ask(`${index}/_search?${options}`, {
        size: limit,
        query: {
          bool: { filter: Object.entries(where).map(([path, text]) => ({ term: { [path]: text } })) },
        },
        sort: [{ position: { order: newestFirst ? 'desc' : 'asc', unmapped_type: 'long' } }],
      });
      const hits = z.object({ hits: z.object({ hits: z.array(z.object({ _source: recordOf(value) })) }) });
      return hits.parse(answer).hits.hits.map(({ _source }) => _source);
    },
  };
}

function recordOf<Value>(value: z.ZodType<Value>) {
  return z.object({ key: z.string(), position: z.coerce.number(), intent: z.string(), value });
}

/** A key reads as text: integers from 2^53 on would be rounded by JSON.parse. */
function parseKeysAsText(text: string): unknown {
  return JSON.parse(text.replace(/("(?:\w+[kK]ey|key)":)(-?\d+)/g, '$1"$2"'));
}

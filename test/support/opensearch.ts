import { z } from 'zod';

const answer = z.object({
  hits: z.object({
    hits: z.array(z.object({ _source: z.unknown(), sort: z.array(z.unknown()).optional() })),
  }),
  aggregations: z.record(z.string(), z.unknown()).optional(),
});

/** Reads the engine's exported records. */
export interface RecordSearch {
  /** Everything exported so far becomes visible; then one search over the indices of these value types. */
  search(valueTypes: readonly string[], body: object): Promise<z.infer<typeof answer>>;
}

/** `valueTypes` are the engine's, in lower case with dashes, such as `user-task`; `*` stands for all. */
export function createRecordSearch(openSearchUrl: string): RecordSearch {
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${openSearchUrl}/${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
    });
    // The shards of an index that was created this moment are not there yet: nothing can be in it either.
    if (response.status === 503) return { hits: { hits: [] } };
    if (!response.ok)
      throw new Error(`OpenSearch answered ${response.status} to ${path}: ${await response.text()}`);
    return response.json();
  };
  return {
    async search(valueTypes, body) {
      const indices = valueTypes.map((type) => `zeebe-record_${type}${type === '*' ? '' : '_*'}`).join(',');
      await call('POST', `${indices}/_refresh?ignore_unavailable=true`);
      return answer.parse(await call('POST', `${indices}/_search?ignore_unavailable=true`, body));
    },
  };
}

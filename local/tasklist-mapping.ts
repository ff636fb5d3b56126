import { z } from 'zod';
import { getJson, waitUntil } from './wait-until.ts';

const mappingsSchema = z.record(
  z.string(),
  z.object({
    mappings: z.object({ properties: z.record(z.string(), z.looseObject({ type: z.string().optional() })) }),
  }),
);

/**
 * Keeps Tasklist 8.6.0 importing. A task that is created or completed on a whole second gets its time written
 * without milliseconds, which the index of Tasklist's own making refuses; the import then tries the same record for
 * ever and no new task appears. One in a thousand does it. These times only sort the list, so the indices are told
 * to leave out a time that they cannot read; the task is listed all the same. Throws when there is no such index
 * after 30 s.
 */
export async function keepTasklistImporting(openSearchUrl: string, signal: AbortSignal): Promise<void> {
  await waitUntil(
    "Tasklist's list index",
    async () => {
      const found = Object.entries(
        mappingsSchema.parse(await getJson(`${openSearchUrl}/tasklist-list-view-*,tasklist-task-*/_mapping`)),
      );
      for (const [index, { mappings }] of found) {
        const dates = Object.entries(mappings.properties).filter(([, { type }]) => type === 'date');
        await putProperties(
          openSearchUrl,
          index,
          Object.fromEntries(dates.map(([name, date]) => [name, { ...date, ignore_malformed: true }])),
        );
      }
      return found.some(([index]) => index.startsWith('tasklist-list-view-'));
    },
    { limitMs: 30_000, signal },
  );
}

async function putProperties(openSearchUrl: string, index: string, properties: object): Promise<void> {
  const response = await fetch(`${openSearchUrl}/${index}/_mapping`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ properties }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`OpenSearch answered ${response.status} to the mapping of ${index}`);
}

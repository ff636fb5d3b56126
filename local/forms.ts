import { z } from 'zod';
import { waitUntil } from './wait-until.ts';

/** A form as the engine deployed it. */
export interface DeployedForm {
  formId: string;
  version: number;
}

const hitsSchema = z.object({
  hits: z.object({
    hits: z.array(z.object({ _source: z.object({ bpmnId: z.string(), version: z.int() }) })),
  }),
});

/**
 * Waits until Tasklist has imported every form. It looks for a task's form only once, when it imports the task: a
 * case that starts earlier would show raw variables for good. Throws after `limitMs`, naming the forms that are missing.
 */
export async function waitForForms(
  openSearchUrl: string,
  forms: readonly DeployedForm[],
  { limitMs = 60_000, signal }: { limitMs?: number; signal?: AbortSignal } = {},
): Promise<void> {
  if (forms.length === 0) return;
  const missing = new Set<string>();
  try {
    await waitUntil(
      'Tasklist',
      async () => {
        const known = await knownForms(openSearchUrl);
        missing.clear();
        for (const { formId, version } of forms)
          if (!known.has(`${formId}:${version}`)) missing.add(`${formId} version ${version}`);
        return missing.size === 0;
      },
      { limitMs, ...(signal ? { signal } : {}) },
    );
  } catch (error) {
    if (missing.size === 0 || signal?.aborted) throw error;
    throw new Error(
      `Tasklist has not imported these forms yet: ${[...missing].join(', ')}. See webapps.log.`,
      {
        cause: error,
      },
    );
  }
}

async function knownForms(openSearchUrl: string): Promise<Set<string>> {
  const response = await fetch(
    `${openSearchUrl}/tasklist-form-*/_search?ignore_unavailable=true&size=10000&_source=bpmnId,version`,
    { signal: AbortSignal.timeout(5_000) },
  );
  const { hits } = hitsSchema.parse(await response.json());
  return new Set(hits.hits.map(({ _source }) => `${_source.bpmnId}:${_source.version}`));
}

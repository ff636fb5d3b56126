import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { CamundaApi } from './camunda-api.ts';
import type { DeployedModel } from './reader.ts';

/** More ids of one kind than any installation of this product has. */
const mostModels = 1_000;

export interface QueryApiModels {
  newest(): Promise<ReadonlyMap<string, DeployedModel>>;
  /** Undefined when the engine does not know the version. */
  xml(processDefinitionKey: string): Promise<string | undefined>;
}

/**
 * The deployed models. The API tells neither a checksum nor the deployment a version came with, so the files are
 * fetched and summed, each version once, for a version never changes. Of forms it tells nothing.
 */
export function createQueryApiModels(api: CamundaApi): QueryApiModels {
  const texts = new Map<string, string>();
  const checksums = new Map<string, string>();

  async function xml(kind: 'process-definitions' | 'decision-requirements', key: string) {
    const known = texts.get(key);
    if (known !== undefined) return known;
    const text = await api.text(`${kind}/${encodeURIComponent(key)}/xml`);
    if (text === undefined) return undefined;
    texts.set(key, text);
    checksums.set(key, createHash('md5').update(text).digest('base64'));
    return text;
  }

  async function described(
    kind: 'process-definitions' | 'decision-requirements',
    models: readonly { id: string; key: string }[],
  ) {
    const entries: [string, DeployedModel][] = [];
    for (const { id, key } of models) {
      await xml(kind, key);
      entries.push([id, { checksum: checksums.get(key) ?? '' }]);
    }
    return entries;
  }

  return {
    async newest() {
      const latest = { isLatestVersion: true };
      const [processes, decisions] = await Promise.all([
        api.search('process-definitions', {
          filter: latest,
          item: z.object({ processDefinitionId: z.string(), processDefinitionKey: z.string() }),
          limit: mostModels,
        }),
        api.search('decision-definitions', {
          filter: latest,
          item: z.object({ decisionDefinitionId: z.string(), decisionRequirementsKey: z.string() }),
          limit: mostModels,
        }),
      ]);
      return new Map([
        ...(await described(
          'process-definitions',
          processes.map((one) => ({
            id: `process ${one.processDefinitionId}`,
            key: one.processDefinitionKey,
          })),
        )),
        ...(await described(
          'decision-requirements',
          decisions.map((one) => ({
            id: `decision ${one.decisionDefinitionId}`,
            key: one.decisionRequirementsKey,
          })),
        )),
      ]);
    },
    xml: (processDefinitionKey) => xml('process-definitions', processDefinitionKey),
  };
}

import { z } from 'zod';
import type { CamundaApi } from './camunda-api.ts';
import type { InstanceTokens } from './reader.ts';

const mostElements = 1_000;

const instanceSchema = z.object({
  processInstanceKey: z.string(),
  processDefinitionKey: z.string(),
  processDefinitionId: z.string(),
});
type Instance = z.infer<typeof instanceSchema>;

/** Elements with a token, of the instance and of everything it called that is active. */
export async function readTokens(
  api: CamundaApi,
  rootInstanceKey: string,
): Promise<readonly InstanceTokens[]> {
  const instances = await activeBelow(api, rootInstanceKey);
  return Promise.all(instances.map((instance) => tokensOf(api, instance)));
}

/** Level by level: the filter knows the parent of an instance, not its root. */
async function activeBelow(api: CamundaApi, rootInstanceKey: string): Promise<readonly Instance[]> {
  const search = (filter: object) =>
    api.search('process-instances', {
      filter: { state: 'ACTIVE', ...filter },
      item: instanceSchema,
      limit: mostElements,
    });
  const all: Instance[] = [];
  let level = await search({ processInstanceKey: rootInstanceKey });
  while (level.length > 0) {
    all.push(...level);
    level = await search({
      parentProcessInstanceKey: { $in: level.map(({ processInstanceKey }) => processInstanceKey) },
    });
  }
  return all;
}

async function tokensOf(api: CamundaApi, instance: Instance): Promise<InstanceTokens> {
  const elements = await api.search('element-instances', {
    filter: { processInstanceKey: instance.processInstanceKey, state: 'ACTIVE' },
    item: z.object({ elementId: z.string(), type: z.string(), hasIncident: z.boolean() }),
    limit: mostElements,
  });
  // The instance is listed as an element of its own.
  const inside = elements.filter(({ type }) => type !== 'PROCESS');
  return {
    processInstanceKey: instance.processInstanceKey,
    processDefinitionKey: instance.processDefinitionKey,
    processId: instance.processDefinitionId,
    elementIds: [...new Set(inside.map(({ elementId }) => elementId))],
    incidentElementIds: [
      ...new Set(inside.filter(({ hasIncident }) => hasIncident).map(({ elementId }) => elementId)),
    ],
  };
}

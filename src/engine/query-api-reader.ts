import { z } from 'zod';
import type { CamundaApi } from './camunda-api.ts';
import { createQueryApiModels } from './query-api-models.ts';
import { readOpenTasks } from './query-api-tasks.ts';
import { readTokens } from './query-api-tokens.ts';
import type { EndedInstance, EngineReader, HandChange } from './reader.ts';

const mostRecords = 1_000;
const mostInstances = 10_000;
/** Keys in one filter. */
const batchSize = 500;

/**
 * Reads the state of Camunda 8.9 from its own query API (`POST /v2/…/search`), which answers from the secondary
 * storage. The account needs the rights of `app` in containers/authorizations.json: what it may not read is missing
 * from the answers, without an error.
 */
export function createQueryApiReader(api: CamundaApi): EngineReader {
  const models = createQueryApiModels(api);
  return {
    tellsForms: false,
    completers: (processInstanceKey, elementId) => readCompleters(api, processInstanceKey, elementId),
    newestModels: () => models.newest(),
    openTasks: (query) => readOpenTasks(api, query),
    tokens: (rootInstanceKey) => readTokens(api, rootInstanceKey),
    modelXml: (processDefinitionKey) => models.xml(processDefinitionKey),
    endedInstances: (keys) => readEndedInstances(api, keys),
    handChanges: (since) => readHandChanges(api, since),
    openIncidents: () => readOpenIncidents(api),
  };
}

/**
 * Who completed it is asked of the audit log, for an account may complete a task that is assigned to somebody
 * else. Without an entry there (the log can be turned off) the assignee counts.
 */
async function readCompleters(api: CamundaApi, processInstanceKey: string, elementId: string) {
  const [tasks, completions] = await Promise.all([
    api.search('user-tasks', {
      filter: { processInstanceKey, elementId, state: 'COMPLETED' },
      sort: [{ field: 'completionDate', order: 'ASC' }],
      item: z.object({ userTaskKey: z.string(), assignee: z.string().nullish() }),
      limit: mostRecords,
    }),
    api.search('audit-logs', {
      filter: { processInstanceKey, entityType: 'USER_TASK', operationType: 'COMPLETE', result: 'SUCCESS' },
      item: z.object({ userTaskKey: z.string().nullish(), actorId: z.string().nullish() }),
      limit: mostRecords,
    }),
  ]);
  const actors = new Map(completions.map(({ userTaskKey, actorId }) => [userTaskKey, actorId]));
  return tasks.map(({ userTaskKey, assignee }) => actors.get(userTaskKey) ?? (assignee || null));
}

async function readEndedInstances(
  api: CamundaApi,
  keys: readonly string[],
): Promise<readonly EndedInstance[]> {
  const wanted = keys.slice(0, mostInstances);
  const ended: EndedInstance[] = [];
  for (let start = 0; start < wanted.length; start += batchSize)
    ended.push(...(await readEndedBatch(api, wanted.slice(start, start + batchSize))));
  return ended;
}

async function readEndedBatch(api: CamundaApi, keys: readonly string[]): Promise<EndedInstance[]> {
  const found = await api.search('process-instances', {
    filter: { processInstanceKey: { $in: keys }, state: { $in: ['COMPLETED', 'TERMINATED'] } },
    item: z.object({ processInstanceKey: z.string(), state: z.string(), endDate: z.string() }),
    limit: keys.length,
  });
  const cancelled = found.filter(({ state }) => state === 'TERMINATED').map((one) => one.processInstanceKey);
  const actors = await readCancellers(api, cancelled);
  return found.map(({ processInstanceKey, state, endDate }) => ({
    processInstanceKey,
    ending: state === 'TERMINATED' ? ('cancelled' as const) : ('completed' as const),
    endedAt: new Date(endDate),
    endedBy: actors.get(processInstanceKey) ?? null,
  }));
}

async function readCancellers(api: CamundaApi, keys: readonly string[]) {
  if (keys.length === 0) return new Map<string, string>();
  const entries = await api.search('audit-logs', {
    filter: {
      processInstanceKey: { $in: keys },
      entityType: 'PROCESS_INSTANCE',
      operationType: 'CANCEL',
      result: 'SUCCESS',
    },
    item: z.object({ processInstanceKey: z.string(), actorId: z.string().nullish() }),
    limit: mostRecords,
  });
  return new Map(
    entries.flatMap(({ processInstanceKey, actorId }) => (actorId ? [[processInstanceKey, actorId]] : [])),
  );
}

const kinds = { MODIFY: 'modified', MIGRATE: 'migrated', CREATE: 'variables', UPDATE: 'variables' } as const;

const changeSchema = z.object({
  auditLogKey: z.string(),
  operationType: z.enum(['MODIFY', 'MIGRATE', 'CREATE', 'UPDATE']),
  timestamp: z.string(),
  processInstanceKey: z.string().nullish(),
  rootProcessInstanceKey: z.string().nullish(),
  actorId: z.string().nullish(),
});

async function readHandChanges(api: CamundaApi, since: Date): Promise<readonly HandChange[]> {
  const read = (entityType: string, operations: readonly (keyof typeof kinds)[]) =>
    api.search('audit-logs', {
      filter: {
        entityType,
        operationType: { $in: operations },
        result: 'SUCCESS',
        timestamp: { $gte: since.toISOString() },
      },
      sort: [{ field: 'timestamp', order: 'DESC' }],
      item: changeSchema,
      limit: mostRecords,
    });
  const [instances, variables] = await Promise.all([
    read('PROCESS_INSTANCE', ['MODIFY', 'MIGRATE']),
    read('VARIABLE', ['CREATE', 'UPDATE']),
  ]);
  return [...instances, ...variables]
    .flatMap(({ auditLogKey, operationType, timestamp, actorId, ...keys }) => {
      const rootInstanceKey = keys.rootProcessInstanceKey ?? keys.processInstanceKey;
      if (!rootInstanceKey) return [];
      const changedAt = new Date(timestamp);
      return [
        {
          key: auditLogKey,
          kind: kinds[operationType],
          rootInstanceKey,
          changedAt,
          changedBy: actorId ?? null,
        },
      ];
    })
    .sort((left, right) => right.changedAt.getTime() - left.changedAt.getTime())
    .slice(0, mostRecords);
}

async function readOpenIncidents(api: CamundaApi) {
  const incidents = await api.search('incidents', {
    filter: { state: { $in: ['ACTIVE', 'PENDING'] } },
    sort: [{ field: 'creationTime', order: 'DESC' }],
    item: z.object({
      incidentKey: z.string(),
      processInstanceKey: z.string(),
      rootProcessInstanceKey: z.string().nullish(),
      processDefinitionId: z.string(),
      elementId: z.string(),
    }),
    limit: mostRecords,
  });
  return incidents.map(({ incidentKey, processDefinitionId, elementId, ...keys }) => ({
    key: incidentKey,
    rootInstanceKey: keys.rootProcessInstanceKey ?? keys.processInstanceKey,
    processId: processDefinitionId,
    elementId,
  }));
}

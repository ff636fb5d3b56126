import { z } from 'zod';
import type { ExportedRecords, RecordKind } from './exported-records.ts';
import type { InstanceTree } from './instance-tree.ts';
import { askOpenSearch } from './opensearch.ts';
import type { EndedInstance, HandChange } from './reader.ts';

const mostRecords = 1_000;
const mostInstances = 10_000;

/** What Operate calls its operations on an instance. */
const operationTypes = {
  cancelled: ['CANCEL_PROCESS_INSTANCE'],
  modified: ['MODIFY_PROCESS_INSTANCE'],
  migrated: ['MIGRATE_PROCESS_INSTANCE'],
  variables: ['ADD_VARIABLE', 'UPDATE_VARIABLE'],
} as const;
type Doing = keyof typeof operationTypes;

export async function readEndedInstances(
  openSearchUrl: string,
  records: ExportedRecords,
  rootInstanceKeys: readonly string[],
): Promise<readonly EndedInstance[]> {
  if (rootInstanceKeys.length === 0) return [];
  const ended = await records.search({
    kind: 'process-instance',
    where: {
      intent: ['ELEMENT_COMPLETED', 'ELEMENT_TERMINATED'],
      'value.bpmnElementType': 'PROCESS',
      key: rootInstanceKeys,
    },
    value: z.object({}),
    limit: mostInstances,
  });
  const doers = await readDoers(
    openSearchUrl,
    ended.map(({ key }) => key),
  );
  return ended.map(({ key, intent, timestamp }) => {
    const isCancelled = intent === 'ELEMENT_TERMINATED';
    return {
      processInstanceKey: key,
      ending: isCancelled ? 'cancelled' : 'completed',
      endedAt: new Date(timestamp),
      endedBy: isCancelled ? doers(key, 'cancelled') : null,
    };
  });
}

export async function readHandChanges(
  openSearchUrl: string,
  records: ExportedRecords,
  tree: InstanceTree,
  since: Date,
): Promise<readonly HandChange[]> {
  const [modified, migrated, overwritten] = await Promise.all([
    changes(records, 'process-instance-modification', 'MODIFIED', since),
    changes(records, 'process-instance-migration', 'MIGRATED', since),
    overwrittenVariables(records, since),
  ]);
  const all = [
    ...modified.map((one) => ({ ...one, kind: 'modified' as const })),
    ...migrated.map((one) => ({ ...one, kind: 'migrated' as const })),
    ...overwritten.map((one) => ({ ...one, kind: 'variables' as const })),
  ].sort((left, right) => right.changedAt.getTime() - left.changedAt.getTime());
  const instanceKeys = all.map(({ processInstanceKey }) => processInstanceKey);
  const [roots, doers] = await Promise.all([
    tree.rootsOf(instanceKeys),
    readDoers(openSearchUrl, instanceKeys),
  ]);
  return all.slice(0, mostRecords).map(({ key, kind, processInstanceKey, changedAt }) => ({
    key,
    kind,
    rootInstanceKey: roots.get(processInstanceKey) ?? processInstanceKey,
    changedAt,
    changedBy: doers(processInstanceKey, kind),
  }));
}

async function changes(records: ExportedRecords, kind: RecordKind, intent: string, since: Date) {
  const found = await records.search({
    kind,
    where: { intent },
    since,
    value: z.object({ processInstanceKey: z.string() }),
    limit: mostRecords,
    newestFirst: true,
  });
  return found.map(({ partitionId, position, timestamp, value }) => ({
    key: `${partitionId}-${position}`,
    processInstanceKey: value.processInstanceKey,
    changedAt: new Date(timestamp),
  }));
}

/** The record names only the scope: an element's instance or the process instance itself. */
async function overwrittenVariables(records: ExportedRecords, since: Date) {
  const found = await records.search({
    kind: 'variable-document',
    where: { intent: 'UPDATED' },
    since,
    value: z.object({ scopeKey: z.string() }),
    limit: mostRecords,
    newestFirst: true,
  });
  if (found.length === 0) return [];
  const scopes = await records.search({
    kind: 'process-instance',
    where: { intent: 'ELEMENT_ACTIVATING', key: [...new Set(found.map(({ value }) => value.scopeKey))] },
    value: z.object({ processInstanceKey: z.string() }),
    limit: mostInstances,
  });
  const instances = new Map(scopes.map(({ key, value }) => [key, value.processInstanceKey]));
  return found.flatMap(({ partitionId, position, timestamp, value }) => {
    const processInstanceKey = instances.get(value.scopeKey);
    return processInstanceKey === undefined
      ? []
      : [{ key: `${partitionId}-${position}`, processInstanceKey, changedAt: new Date(timestamp) }];
  });
}

const operationsSchema = z.object({
  hits: z.object({
    hits: z.array(
      z.object({
        _source: z.object({
          processInstanceKey: z.string().nullish(),
          type: z.string(),
          username: z.string().nullish(),
        }),
      }),
    ),
  }),
});

/** Who did it: Operate notes it beside its operations. What was done past Operate is nobody's. */
async function readDoers(
  openSearchUrl: string,
  instanceKeys: readonly string[],
): Promise<(instanceKey: string, doing: Doing) => string | null> {
  if (instanceKeys.length === 0) return () => null;
  const path = 'operate-operation-8*/_search?ignore_unavailable=true&allow_no_indices=true';
  const answer = await askOpenSearch(openSearchUrl, path, {
    size: mostInstances,
    query: { bool: { filter: [{ terms: { processInstanceKey: [...new Set(instanceKeys)] } }] } },
    _source: ['processInstanceKey', 'type', 'username'],
  });
  const operations = operationsSchema.parse(answer).hits.hits.map(({ _source }) => _source);
  return (instanceKey, doing) =>
    operations.find(
      ({ processInstanceKey, type }) =>
        processInstanceKey === instanceKey && operationTypes[doing].some((one) => one === type),
    )?.username ?? null;
}

import { z } from 'zod';
import type { ExportedRecords } from './exported-records.ts';
import type { InstanceTree } from './instance-tree.ts';
import type { InstanceTokens, OpenIncident } from './reader.ts';

/** One case with its loops has some hundred; beyond it the newest count. */
const mostElements = 10_000;
const mostIncidents = 1_000;
/** For Elasticsearch's and OpenSearch's limit on values in one search. */
const mostKeys = 10_000;

const elementSchema = z.object({
  processInstanceKey: z.string(),
  elementId: z.string(),
  bpmnElementType: z.string(),
});
const incidentSchema = z.object({
  processInstanceKey: z.string(),
  bpmnProcessId: z.string(),
  elementId: z.string(),
});

export async function readTokens(
  records: ExportedRecords,
  tree: InstanceTree,
  rootInstanceKey: string,
): Promise<readonly InstanceTokens[]> {
  const instances = await tree.below(rootInstanceKey);
  if (instances.length === 0) return [];
  const keys = instances.map(({ processInstanceKey }) => processInstanceKey);
  const [elements, incidents] = await Promise.all([
    records.search({
      kind: 'process-instance',
      where: {
        'value.processInstanceKey': keys,
        // An element whose input cannot be computed stays at "activating", with an incident.
        intent: ['ELEMENT_ACTIVATING', 'ELEMENT_COMPLETED', 'ELEMENT_TERMINATED'],
      },
      value: elementSchema,
      limit: mostElements,
      newestFirst: true,
    }),
    unresolved(records, { 'value.processInstanceKey': keys }),
  ]);
  const over = new Set(elements.filter(isOver).map(({ key }) => key));
  const active = elements.filter(
    (one) => !isOver(one) && !over.has(one.key) && one.value.bpmnElementType !== 'PROCESS',
  );
  return instances.flatMap((instance) => {
    const isHere = ({ value }: { value: { processInstanceKey: string } }) =>
      value.processInstanceKey === instance.processInstanceKey;
    const elementIds = [...new Set(active.filter(isHere).map(({ value }) => value.elementId))];
    const stuck = new Set(incidents.filter(isHere).map(({ value }) => value.elementId));
    return elementIds.length === 0
      ? []
      : [{ ...instance, elementIds, incidentElementIds: elementIds.filter((id) => stuck.has(id)) }];
  });
}

export async function readOpenIncidents(
  records: ExportedRecords,
  tree: InstanceTree,
): Promise<readonly OpenIncident[]> {
  const incidents = await unresolved(records, {});
  const roots = await tree.rootsOf(incidents.map(({ value }) => value.processInstanceKey));
  return incidents.map(({ key, value }) => ({
    key,
    rootInstanceKey: roots.get(value.processInstanceKey) ?? value.processInstanceKey,
    processId: value.bpmnProcessId,
    elementId: value.elementId,
  }));
}

/** Newest first. The end of an instance resolves its incidents, too. */
async function unresolved(records: ExportedRecords, where: Record<string, readonly string[]>) {
  const created = await records.search({
    kind: 'incident',
    where: { ...where, intent: 'CREATED' },
    value: incidentSchema,
    limit: mostIncidents,
    newestFirst: true,
  });
  if (created.length === 0) return [];
  const resolved = await records.search({
    kind: 'incident',
    where: { intent: 'RESOLVED', key: created.map(({ key }) => key) },
    value: z.object({}),
    limit: mostKeys,
  });
  const over = new Set(resolved.map(({ key }) => key));
  return created.filter(({ key }) => !over.has(key));
}

function isOver({ intent }: { intent: string }): boolean {
  return intent !== 'ELEMENT_ACTIVATING';
}

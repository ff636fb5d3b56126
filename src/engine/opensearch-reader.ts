import { createCompletionsReader } from './completions.ts';
import { createExportedModels } from './exported-models.ts';
import type { ExportedRecords } from './exported-records.ts';
import { readOpenIncidents, readTokens } from './exported-tokens.ts';
import { readEndedInstances, readHandChanges } from './hand-changes.ts';
import { createInstanceTree } from './instance-tree.ts';
import { newestModels } from './newest-models.ts';
import type { EngineReader } from './reader.ts';
import { readOpenTasks } from './tasklist-tasks.ts';

/** Reads what the broker exports to OpenSearch, for engines that cannot be asked themselves (8.6). */
export function createOpenSearchReader(openSearchUrl: string, records: ExportedRecords): EngineReader {
  const tree = createInstanceTree(records);
  const models = createExportedModels(records);
  return {
    completers: createCompletionsReader(records),
    newestModels: () => newestModels(records),
    openTasks: (query) => readOpenTasks(openSearchUrl, { tree, models }, query),
    tokens: (rootInstanceKey) => readTokens(records, tree, rootInstanceKey),
    modelXml: (processDefinitionKey) => models.xml(processDefinitionKey),
    endedInstances: (keys) => readEndedInstances(openSearchUrl, records, keys),
    handChanges: (since) => readHandChanges(openSearchUrl, records, tree, since),
    openIncidents: () => readOpenIncidents(records, tree),
  };
}

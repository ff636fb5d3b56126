import { z } from 'zod';
import type { ExportedRecords } from './exported-records.ts';

export interface CalledInstance {
  readonly processInstanceKey: string;
  readonly processDefinitionKey: string;
  readonly processId: string;
}

/** Which instance called which; an instance without a parent is at the top. */
export interface InstanceTree {
  /** The instance at the top of each, by the key asked for. A key that was not exported yet is left out. */
  rootsOf(processInstanceKeys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The instance and everything that it called, however deep; empty when it is unknown. */
  below(rootInstanceKey: string): Promise<readonly CalledInstance[]>;
}

const instanceSchema = z.object({
  processInstanceKey: z.string(),
  processDefinitionKey: z.string(),
  bpmnProcessId: z.string(),
  parentProcessInstanceKey: z.string(),
});
const noParent = '-1';
const longestSearch = 10_000;
/** Parents never change, so they are kept; when there are this many, the keeping begins anew. */
const mostKept = 100_000;

export function createInstanceTree(records: ExportedRecords): InstanceTree {
  const parents = new Map<string, string>();

  async function search(path: 'key' | 'value.parentProcessInstanceKey', keys: readonly string[]) {
    const found = await records.search({
      kind: 'process-instance',
      where: { intent: 'ELEMENT_ACTIVATING', 'value.bpmnElementType': 'PROCESS', [path]: keys },
      value: instanceSchema,
      limit: longestSearch,
    });
    return found.map(({ value }) => value);
  }

  async function learn(keys: readonly string[]): Promise<void> {
    if (parents.size > mostKept) parents.clear();
    let unknown = [...new Set(keys)].filter((key) => !parents.has(key));
    while (unknown.length > 0) {
      const found = await search('key', unknown);
      for (const one of found) parents.set(one.processInstanceKey, one.parentProcessInstanceKey);
      unknown = [...new Set(found.map((one) => one.parentProcessInstanceKey))].filter(
        (key) => key !== noParent && !parents.has(key),
      );
    }
  }

  return {
    async rootsOf(keys) {
      await learn(keys);
      const roots = new Map<string, string>();
      for (const key of keys) {
        let root: string | undefined = key;
        let parent = parents.get(root);
        while (root !== undefined && parent !== noParent) {
          root = parent;
          parent = root === undefined ? undefined : parents.get(root);
        }
        if (root !== undefined) roots.set(key, root);
      }
      return roots;
    },
    async below(rootInstanceKey) {
      let level = await search('key', [rootInstanceKey]);
      const all = [...level];
      while (level.length > 0) {
        level = await search(
          'value.parentProcessInstanceKey',
          level.map(({ processInstanceKey }) => processInstanceKey),
        );
        all.push(...level);
      }
      return all.map(({ bpmnProcessId, processInstanceKey, processDefinitionKey }) => ({
        processInstanceKey,
        processDefinitionKey,
        processId: bpmnProcessId,
      }));
    },
  };
}

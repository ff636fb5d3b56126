import { z } from 'zod';
import type { ExportedModels } from './exported-models.ts';
import type { InstanceTree } from './instance-tree.ts';
import { askOpenSearch } from './opensearch.ts';
import type { OpenTask, OpenTaskQuery } from './reader.ts';

const mostTasks = 1_000;

const taskSchema = z.object({
  id: z.string(),
  flowNodeBpmnId: z.string(),
  bpmnProcessId: z.string(),
  processDefinitionId: z.string(),
  processInstanceId: z.string(),
  candidateGroups: z.array(z.string()).nullish(),
  assignee: z.string().nullish(),
  priority: z.number().nullish(),
  dueDate: z.string().nullish(),
  creationTime: z.string().nullish(),
});
const answerSchema = z.object({ hits: z.object({ hits: z.array(z.object({ _source: taskSchema })) }) });

/**
 * Open tasks as Tasklist lists them: of what is exported only its own index can be asked for open tasks in one
 * search however many have been completed, and a task that it does not have could not be opened there.
 */
export async function readOpenTasks(
  openSearchUrl: string,
  { tree, models }: { tree: InstanceTree; models: ExportedModels },
  { groups, username, limit }: OpenTaskQuery,
): Promise<readonly OpenTask[]> {
  const path = 'tasklist-task-8*/_search?ignore_unavailable=true&allow_no_indices=true';
  const answer = await askOpenSearch(openSearchUrl, path, {
    size: Math.min(limit, mostTasks),
    query: {
      bool: {
        filter: [
          { term: { state: 'CREATED' } },
          {
            bool: {
              should: [
                {
                  bool: {
                    filter: [{ terms: { candidateGroups: groups } }],
                    must_not: [
                      // Given back, a task may hold an empty name.
                      {
                        bool: {
                          filter: [{ exists: { field: 'assignee' } }],
                          must_not: [{ term: { assignee: '' } }],
                        },
                      },
                    ],
                  },
                },
                { term: { assignee: username } },
              ],
              minimum_should_match: 1,
            },
          },
        ],
        should: [{ constant_score: { filter: { term: { assignee: username } }, boost: 1 } }],
      },
    },
    sort: [
      { _score: 'desc' },
      { priority: { order: 'desc', missing: 0, unmapped_type: 'integer' } },
      { dueDate: { order: 'asc', missing: '_last', unmapped_type: 'date' } },
      { key: { order: 'asc', unmapped_type: 'long' } },
    ],
    _source: Object.keys(taskSchema.shape),
  });
  const tasks = answerSchema.parse(answer).hits.hits.map(({ _source }) => _source);
  const roots = await tree.rootsOf(tasks.map(({ processInstanceId }) => processInstanceId));
  return Promise.all(
    tasks.map(async (task) => ({
      key: task.id,
      elementId: task.flowNodeBpmnId,
      name: await models.nameOf(task.processDefinitionId, task.flowNodeBpmnId),
      processId: task.bpmnProcessId,
      processInstanceKey: task.processInstanceId,
      rootInstanceKey: roots.get(task.processInstanceId) ?? task.processInstanceId,
      groups: task.candidateGroups ?? [],
      assignee: task.assignee || null,
      priority: task.priority ?? 50,
      dueAt: readInstant(task.dueDate),
      createdAt: readInstant(task.creationTime),
    })),
  );
}

/** Tasklist writes `2026-03-05T10:00:00.000+0000`, without the colon that Date wants. */
function readInstant(text: string | null | undefined): Date | null {
  if (!text) return null;
  const instant = new Date(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(instant.getTime()) ? null : instant;
}

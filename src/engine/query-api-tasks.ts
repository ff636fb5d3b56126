import { z } from 'zod';
import type { CamundaApi } from './camunda-api.ts';
import type { OpenTask, OpenTaskQuery } from './reader.ts';

const mostTasks = 1_000;
/** Waiting for a person, whatever the engine is just doing with it. */
const openStates = ['CREATED', 'ASSIGNING', 'UPDATING'];

const taskSchema = z.object({
  userTaskKey: z.string(),
  elementId: z.string(),
  name: z.string().nullish(),
  processDefinitionId: z.string(),
  processInstanceKey: z.string(),
  rootProcessInstanceKey: z.string().nullish(),
  candidateGroups: z.array(z.string()).nullish(),
  assignee: z.string().nullish(),
  priority: z.number(),
  dueDate: z.string().nullish(),
  creationDate: z.string().nullish(),
});

/**
 * The filter knows no "or" across fields, so own tasks and those of the groups are two searches. What colleagues have
 * taken is left out here: given back, a task may hold an empty name, which the filter takes for a name.
 */
export async function readOpenTasks(
  api: CamundaApi,
  { groups, username, limit }: OpenTaskQuery,
): Promise<readonly OpenTask[]> {
  const search = (filter: object) =>
    api.search('user-tasks', {
      filter: { state: { $in: openStates }, ...filter },
      sort: [
        { field: 'priority', order: 'DESC' },
        { field: 'dueDate', order: 'ASC' },
      ],
      item: taskSchema,
      limit: mostTasks,
    });
  const [own, shared] = await Promise.all([
    search({ assignee: username }),
    groups.length > 0 ? search({ candidateGroup: { $in: groups } }) : [],
  ]);
  const tasks = new Map(
    [...own, ...shared.filter(({ assignee }) => !assignee)].map((task) => [task.userTaskKey, task]),
  );
  return [...tasks.values()]
    .map((task) => ({
      key: task.userTaskKey,
      elementId: task.elementId,
      name: task.name || task.elementId,
      processId: task.processDefinitionId,
      processInstanceKey: task.processInstanceKey,
      rootInstanceKey: task.rootProcessInstanceKey ?? task.processInstanceKey,
      groups: task.candidateGroups ?? [],
      assignee: task.assignee || null,
      priority: task.priority,
      dueAt: task.dueDate ? new Date(task.dueDate) : null,
      createdAt: task.creationDate ? new Date(task.creationDate) : null,
    }))
    .sort(
      (left, right) =>
        Number(right.assignee === username) - Number(left.assignee === username) ||
        right.priority - left.priority ||
        // Databases differ in where they put what has no date; here it comes last.
        (left.dueAt?.getTime() ?? Infinity) - (right.dueAt?.getTime() ?? Infinity) ||
        0,
    )
    .slice(0, Math.min(limit, mostTasks));
}

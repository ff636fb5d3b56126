import { z } from 'zod';
import { RetryLaterError } from './define-worker.ts';
import type { ExportedRecords } from './exported-records.ts';
import { pause } from './pause.ts';

export interface TaskCompletion {
  /** The instance that contains the user task: the called process's own, not its parent's. */
  readonly processInstanceKey: string;
  readonly elementId: string;
  /** 1 for the first time the task was completed in this instance. */
  readonly occurrence: number;
}

const longestWaitMs = 5_000;
/** Far more than one instance has, answers asked again included. */
const mostCompletions = 1_000;

/**
 * The user name of who completed a user task. Engine 8.6 does not answer this question, so the exported record
 * is read, which follows about a second after the completion. Throws RetryLaterError when it has not come within
 * 5 s or OpenSearch is out of reach.
 */
export async function whoCompleted(records: ExportedRecords, task: TaskCompletion): Promise<string> {
  const waitUntil = performance.now() + longestWaitMs;
  for (let pauseMs = 100; ; pauseMs = Math.min(400, pauseMs * 2)) {
    const completions = await readCompletions(records, task);
    const assignee = completions[task.occurrence - 1]?.value.assignee;
    if (assignee) return assignee;
    if (performance.now() + pauseMs > waitUntil)
      throw new RetryLaterError(
        `The record of who completed ${task.elementId} has not been exported yet (look at the broker's exporter ` +
          'if this persists)',
        5_000,
      );
    await pause(pauseMs);
  }
}

async function readCompletions(records: ExportedRecords, task: TaskCompletion) {
  try {
    const completions = await records.search({
      kind: 'user-task',
      where: { intent: 'COMPLETED', 'value.processInstanceKey': task.processInstanceKey },
      value: z.object({ assignee: z.string(), elementId: z.string() }),
      limit: mostCompletions,
    });
    // The exporter's template for this index takes element ids for prose, so a search for one finds nothing.
    return completions.filter(({ value }) => value.elementId === task.elementId);
  } catch {
    throw new RetryLaterError(
      'The exported records cannot be read: OpenSearch is out of reach or answered nonsense',
      5_000,
    );
  }
}

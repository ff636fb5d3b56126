import { RetryLaterError } from './define-worker.ts';
import { pause } from './pause.ts';
import type { EngineReader } from './reader.ts';

export interface TaskCompletion {
  /** The instance that contains the user task: the called process's own, not its parent's. */
  readonly processInstanceKey: string;
  readonly elementId: string;
  /** 1 for the first time the task was completed in this instance. */
  readonly occurrence: number;
}

const longestWaitMs = 5_000;

/**
 * The user name of who completed a user task. What the engine exports follows about a second after the completion,
 * so it is asked again for a while. Throws RetryLaterError when it has not come within 5 s or cannot be read.
 */
export async function whoCompleted(
  reader: Pick<EngineReader, 'completers'>,
  { processInstanceKey, elementId, occurrence }: TaskCompletion,
): Promise<string> {
  const waitUntil = performance.now() + longestWaitMs;
  for (let pauseMs = 100; ; pauseMs = Math.min(400, pauseMs * 2)) {
    const completers = await reader.completers(processInstanceKey, elementId).catch(() => {
      throw new RetryLaterError(
        'The exported records cannot be read: their store (OpenSearch, or the engine itself) is out of reach or ' +
          'answered nonsense',
        5_000,
      );
    });
    const assignee = completers[occurrence - 1];
    if (assignee) return assignee;
    if (performance.now() + pauseMs > waitUntil)
      throw new RetryLaterError(
        `The record of who completed ${elementId} has not been exported yet (look at the broker's exporter ` +
          'if this persists)',
        5_000,
      );
    await pause(pauseMs);
  }
}

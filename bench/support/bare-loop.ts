import { setTimeout as pause } from 'node:timers/promises';
import { isOverloaded, shedPauseMs, type BareGateway } from './bare-gateway.ts';

/**
 * The plainest worker that can hold a limit: polls for as many jobs as it has room for, completes each with the
 * same variables at once, polls again. No checks, no log, no retries beside the gateway's own.
 */
export function startBareLoop(
  gateway: BareGateway,
  { type, maxJobs, timeoutMs }: { type: string; maxJobs: number; timeoutMs: number },
  variables: object,
): { stop(): void } {
  const active = new Set<Promise<void>>();
  let isStopping = false;

  async function run() {
    while (!isStopping) {
      if (active.size >= maxJobs) await Promise.race(active);
      const jobs = await gateway
        .activate({ type, maxJobs: maxJobs - active.size, timeoutMs })
        .catch(async (error: unknown) => {
          if (!isOverloaded(error)) throw error;
          await pause(shedPauseMs);
          return [];
        });
      for (const { key } of jobs) {
        const done: Promise<void> = gateway.complete(key, variables).finally(() => active.delete(done));
        active.add(done);
      }
    }
  }
  void run().catch((error: unknown) => {
    if (!isStopping) throw error;
  });
  return {
    stop: () => {
      isStopping = true;
    },
  };
}

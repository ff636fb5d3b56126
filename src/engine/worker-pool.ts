import type { Logger } from '../logger.ts';
import type { Worker } from './define-worker.ts';
import type { Gateway } from './gateway.ts';
import { startWorkerLoop, type JobEvent, type WorkerHealth } from './worker-loop.ts';

export interface WorkerPool {
  /** Each worker's progress, by job type. */
  health(): Readonly<Record<string, WorkerHealth>>;
  /** Takes no more jobs and lets the running ones finish, at most `limitMs`. Resolves with the jobs left over. */
  stop(limitMs: number): Promise<number>;
}

/**
 * Starts one loop per worker. Throws when two workers claim one job type, for each would get half of the jobs.
 */
export function startWorkerPool<Services extends object>(
  gateway: Gateway,
  workers: readonly Worker<Services>[],
  services: Services,
  logger: Logger,
  onJob?: (event: JobEvent) => void,
): WorkerPool {
  const types = new Set(workers.map(({ type }) => type));
  if (types.size < workers.length) {
    const twice = workers.map(({ type }) => type).filter((type, index, all) => all.indexOf(type) !== index);
    throw new Error(`Two workers claim the job type ${twice.join(', ')}. Keep one in workers/index.ts.`);
  }
  const loops = workers.map((worker) => ({
    type: worker.type,
    loop: startWorkerLoop(worker, services, { gateway, logger, onJob }),
  }));
  return {
    health: () => Object.fromEntries(loops.map(({ type, loop }) => [type, loop.health()])),
    async stop(limitMs) {
      const left = await Promise.all(loops.map(({ loop }) => loop.stop(limitMs)));
      return left.reduce((sum, count) => sum + count, 0);
    },
  };
}

import type { Engine } from './engine.ts';
import { describeError } from './grpc-error.ts';
import type { JobEvent, WorkerHealth } from './worker-loop.ts';
import type { WorkerPool } from './worker-pool.ts';

export interface ProbedHealth {
  readonly isHealthy: boolean;
  /** What is wrong; absent when healthy. */
  readonly detail?: string;
}

/** Counts finished jobs since the start. */
export interface JobCounter {
  count(event: JobEvent): void;
  list(): readonly { type: string; outcome: string; count: number }[];
}

export function createJobCounter(): JobCounter {
  const counts = new Map<string, { type: string; outcome: string; count: number }>();
  return {
    count({ type, outcome }) {
      const key = `${type} ${outcome}`;
      const entry = counts.get(key) ?? { type, outcome, count: 0 };
      entry.count += 1;
      counts.set(key, entry);
    },
    list: () => [...counts.values()],
  };
}

/** What the web side asks about the engine. Of the health none rejects; what is read of the engine's state does. */
export function createEngineProbe(engine: Engine, pool: WorkerPool, counter: JobCounter, modelsRoot: string) {
  const deployment = remembered(15_000, () => compareDeployment(engine, modelsRoot));
  return {
    async reach(): Promise<ProbedHealth> {
      try {
        await engine.topology();
        return { isHealthy: true };
      } catch (error) {
        return { isHealthy: false, detail: `the engine does not answer (${describeError(error)})` };
      }
    },
    workers: () =>
      Object.fromEntries(Object.entries(pool.health()).map(([type, health]) => [type, judge(health)])),
    jobCounts: () => counter.list(),
    deployment,
    ...engine.reader,
  };
}

function judge({ state, activeJobs, lastPollMs }: WorkerHealth): ProbedHealth {
  if (state === 'working' || state === 'starting') return { isHealthy: true };
  const since = lastPollMs === undefined ? 'none so far' : `${Math.round(lastPollMs / 1_000)} s ago`;
  return { isHealthy: false, detail: `${state}: last finished poll ${since}, ${activeJobs} jobs running` };
}

async function compareDeployment(engine: Engine, modelsRoot: string): Promise<ProbedHealth> {
  try {
    const { isLatest, problem } = await engine.deploymentState(modelsRoot);
    return isLatest || !problem ? { isHealthy: isLatest } : { isHealthy: false, detail: problem };
  } catch (error) {
    const reason =
      error instanceof Error && error.message.includes('\n') ? error.message : describeError(error);
    return { isHealthy: false, detail: `what is deployed cannot be compared with our models: ${reason}` };
  }
}

/** Asks at most once per `forMs`; callers in between share the answer. */
function remembered<T>(forMs: number, ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  let askedAt = 0;
  return () => {
    if (!answer || performance.now() - askedAt > forMs) {
      askedAt = performance.now();
      answer = ask();
    }
    return answer;
  };
}

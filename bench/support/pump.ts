import type { BareGateway } from './bare-gateway.ts';

export interface PumpOptions {
  processId: string;
  variables: object;
  /** So many instances are on their way at any moment. */
  inFlight: number;
  /** Not counted: the time until work flows evenly. */
  rampMs: number;
  windowMs: number;
}

/** Keeps instances flowing and returns how many ended per second in the window. */
export async function pump(gateway: BareGateway, options: PumpOptions): Promise<number> {
  const { processId, variables, inFlight, rampMs, windowMs } = options;
  const startedAt = performance.now();
  let ended = 0;
  let isOver = false;
  const lanes = Array.from({ length: inFlight }, async () => {
    while (!isOver) {
      await gateway.runInstance(processId, variables);
      ended += 1;
    }
  });
  const failed = Promise.all(lanes);
  const wait = (ms: number) => Promise.race([failed, new Promise((resolve) => setTimeout(resolve, ms))]);
  await wait(rampMs);
  const before = { ended, at: performance.now() };
  await wait(windowMs);
  const rate = ((ended - before.ended) * 1_000) / (performance.now() - before.at);
  isOver = true;
  await failed;
  if (ended === 0) throw new Error(`No instance ended within ${performance.now() - startedAt} ms.`);
  return rate;
}

/** Does `work` for each number below `count`, `concurrency` at once. */
export async function forEach(
  count: number,
  concurrency: number,
  work: (index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(concurrency, count) }, async () => {
      while (next < count) await work(next++);
    }),
  );
}

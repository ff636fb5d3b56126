import { setTimeout as pause } from 'node:timers/promises';
import type { BareGateway } from './support/bare-gateway.ts';
import { startChild } from './support/child.ts';
import { forEach, pump } from './support/pump.ts';
import { limits, startRunners } from './support/runners.ts';
import { alternate } from './support/statistics.ts';
import type { Subject, SubjectContext } from './support/subject.ts';

const watchedCount = 50;

/** R7: whether a pile of work slows our runner down. Both arms are ours. */
export const backlog: Subject = {
  id: 'R7',
  title: 'draining 2,000 waiting jobs ÷ the steady rate',
  unit: 'jobs/s',
  ours: '2,000 jobs waited before the worker started',
  bare: 'jobs arrive while they are done, 50 on their way',
  aim: 1,
  better: 'higher',
  async measure(context) {
    const runners = await startRunners(context, 'task');
    const waiting = context.isQuick ? 200 : 2_000;
    try {
      return await alternate(
        {
          async ours(round) {
            const rate = await drain(context, runners.gateway, `bench.backlog.${round}`, waiting);
            context.say(`R7 draining: ${rate.toFixed(0)} jobs/s`);
            return rate;
          },
          async bare() {
            const rate = await pump(runners.gateway, {
              processId: 'bench-task',
              variables: { jobType: runners.jobType.ours },
              inFlight: 50,
              rampMs: 1_000,
              windowMs: context.isQuick ? 2_000 : 7_000,
            });
            context.say(`R7 steady: ${rate.toFixed(0)} jobs/s`);
            return rate;
          },
        },
        { rounds: context.isQuick ? 1 : 4 },
      );
    } finally {
      await runners.stop();
    }
  },
};

/** Jobs per second from the moment that the worker is there to the end of the last job. */
async function drain(
  { scratch, folder }: SubjectContext,
  gateway: BareGateway,
  jobType: string,
  waiting: number,
): Promise<number> {
  const { stack } = await scratch();
  const variables = { jobType };
  await forEach(waiting - watchedCount, 50, () => gateway.createInstance('bench-task', variables));
  // Jobs are handed out oldest first: the newest are watched, and when they have ended all have.
  const watched = Promise.all(
    Array.from({ length: watchedCount }, () => gateway.runInstance('bench-task', variables)),
  );
  await pause(1_000);
  const settings = { grpcAddress: stack.grpcAddress, types: [jobType], ...limits };
  const child = await startChild('our-workers', settings, { folder });
  const startedAt = performance.now();
  try {
    await watched;
    return (waiting * 1_000) / (performance.now() - startedAt);
  } finally {
    await child.stop();
  }
}

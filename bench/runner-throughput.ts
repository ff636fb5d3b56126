import { pump } from './support/pump.ts';
import { chainLength, startRunners } from './support/runners.ts';
import { alternate } from './support/statistics.ts';
import type { Subject } from './support/subject.ts';

/** R2: what our runner costs when handlers cost nothing. */
export const runnerThroughput: Subject = {
  id: 'R2',
  title: 'our runner with handlers that do nothing ÷ a bare loop with the same limits',
  unit: 'jobs/s',
  ours: 'src/engine with logging',
  bare: 'plain gRPC activate and complete',
  aim: 0.98,
  better: 'higher',
  async measure(context) {
    const runners = await startRunners(context, 'chain');
    const arm = (name: 'ours' | 'bare') => async () => {
      const instances = await pump(runners.gateway, {
        processId: 'bench-chain',
        variables: { jobType: runners.jobType[name] },
        inFlight: 50,
        rampMs: context.isQuick ? 500 : 1_500,
        windowMs: context.isQuick ? 2_000 : 7_000,
      });
      context.say(`R2 ${name}: ${(instances * chainLength).toFixed(0)} jobs/s`);
      return instances * chainLength;
    };
    try {
      return await alternate(
        { ours: arm('ours'), bare: arm('bare') },
        { rounds: context.isQuick ? 1 : 6, warmUps: context.isQuick ? 1 : 2 },
      );
    } finally {
      await runners.stop();
    }
  },
};

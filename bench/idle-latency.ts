import { setTimeout as pause } from 'node:timers/promises';
import { createRandom } from '../test/support/random.ts';
import { chainLength, startRunners } from './support/runners.ts';
import { alternate } from './support/statistics.ts';
import type { Subject } from './support/subject.ts';

/** R5: how long one service task takes when nothing else happens. */
export const idleLatency: Subject = {
  id: 'R5',
  title: 'idle latency of a service task, ours ÷ bare',
  unit: 'ms',
  ours: 'src/engine with logging',
  bare: 'plain gRPC activate and complete',
  aim: 1.3,
  better: 'lower',
  async measure(context) {
    const runners = await startRunners(context, 'chain');
    const random = createRandom(5);
    const arm = (name: 'ours' | 'bare') => async () => {
      // At no fixed distance, or one arm might always meet the same moment of a poll.
      await pause(100 + random.below(300));
      const startedAt = performance.now();
      await runners.gateway.runInstance('bench-chain', { jobType: runners.jobType[name] });
      return (performance.now() - startedAt) / chainLength;
    };
    try {
      return await alternate(
        { ours: arm('ours'), bare: arm('bare') },
        { rounds: context.isQuick ? 10 : 60, warmUps: context.isQuick ? 3 : 15 },
      );
    } finally {
      await runners.stop();
    }
  },
};

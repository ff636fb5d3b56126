import { z } from 'zod';
import { createBareGateway } from '../support/bare-gateway.ts';
import { startBareLoop } from '../support/bare-loop.ts';
import { ready, settings } from './parent.ts';

/** Bare workers in a process of their own, as ours are: one loop per job type. */
const { grpcAddress, workers } = z
  .object({
    grpcAddress: z.string(),
    workers: z.array(
      z.object({
        type: z.string(),
        maxJobs: z.number(),
        timeoutMs: z.number(),
        variables: z.record(z.string(), z.unknown()),
      }),
    ),
  })
  .parse(settings());

const gateway = createBareGateway(grpcAddress);
const loops = workers.map(({ variables, ...limits }) => startBareLoop(gateway, limits, variables));
ready(() => {
  for (const loop of loops) loop.stop();
  gateway.close();
  return Promise.resolve();
});

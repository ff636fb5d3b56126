import { z } from 'zod';
import { createEngine, workerDefiner } from '../../src/engine/index.ts';
import { createLogger } from '../../src/logger.ts';
import { ready, settings } from './parent.ts';

/** Our runner with handlers that do nothing, logging as the product does. */
const { grpcAddress, types, maxJobs, timeoutMs } = z
  .object({
    grpcAddress: z.string(),
    types: z.array(z.string()),
    maxJobs: z.number(),
    timeoutMs: z.number(),
  })
  .parse(settings());

const engine = createEngine(
  { zeebeGrpcAddress: grpcAddress, openSearchUrl: 'http://127.0.0.1:9' },
  createLogger('info'),
);
const defineWorker = workerDefiner<object>();
const pool = engine.startWorkers(
  types.map((type) =>
    defineWorker({
      type,
      input: z.object({}),
      output: z.object({}),
      maxJobs,
      timeoutMs,
      handle: () => ({}),
    }),
  ),
  {},
);
ready(() => pool.stop(5_000).then(() => engine.close()));

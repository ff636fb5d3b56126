import { jest } from '@jest/globals';
import { pino } from 'pino';
import { z } from 'zod';
import { createEngine, workerDefiner } from '../../src/engine/index.ts';
import type { Gateway } from '../../src/engine/gateway.ts';
import { startWorkerLoop } from '../../src/engine/worker-loop.ts';
import { testEnvironment } from '../support/environment.ts';
import { until } from '../support/wait.ts';
import { createHarness, newJobType, type Harness } from './harness.ts';
import { createTcpProxy } from './tcp-proxy.ts';

jest.setTimeout(120_000);

const defineWorker = workerDefiner<object>();
const input = z.object({ id: z.string() });
const output = z.object({});

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.close());

/** A worker that notes which instances it has done. */
function notingWorker(type: string, done: string[], maxJobs = 16) {
  return defineWorker({
    type,
    input,
    output,
    maxJobs,
    handle({ id }) {
      done.push(id);
      return {};
    },
  });
}

describe('a worker', () => {
  test('finds jobs of before it started and never runs more at once than it may', async () => {
    const type = newJobType();
    const ids = await Promise.all(Array.from({ length: 20 }, () => harness.ask(type)));
    const done: string[] = [];
    let running = 0;
    let most = 0;
    harness.start(
      defineWorker({
        type,
        input,
        output,
        maxJobs: 3,
        async handle({ id }) {
          most = Math.max(most, (running += 1));
          await new Promise((resolve) => setImmediate(resolve));
          running -= 1;
          done.push(id);
          return {};
        },
      }),
    );
    await until('all 20 are done', () => done.length >= 20);
    expect([...done].sort()).toEqual([...ids].sort());
    expect(most).toBeLessThanOrEqual(3);
  });

  test('finishes what it is doing when it is stopped, and takes nothing more', async () => {
    const type = newJobType();
    let isHandling = false;
    let finish: () => void = () => undefined;
    const pool = harness.start(
      defineWorker({
        type,
        input,
        output,
        maxJobs: 1,
        async handle() {
          isHandling = true;
          await new Promise<void>((resolve) => {
            finish = resolve;
          });
          return {};
        },
      }),
    );
    await harness.ask(type);
    const second = await harness.ask(type);
    await until('the first job is being handled', () => isHandling);
    const stopped = pool.stop();
    finish();
    expect(await stopped).toBe(0);
    expect(harness.events.filter((event) => event.type === type)).toMatchObject([{ outcome: 'completed' }]);
    const done: string[] = [];
    harness.start(notingWorker(type, done));
    await until('the other job is done', () => done.length === 1);
    expect(done).toEqual([second]);
  });

  test('says how many jobs it had to leave at the limit', async () => {
    const type = newJobType();
    let isHandling = false;
    const pool = harness.engine.startWorkers(
      [
        defineWorker({
          type,
          input,
          output,
          timeoutMs: 2_000,
          handle() {
            isHandling = true;
            return new Promise<never>(() => undefined);
          },
        }),
      ],
      {},
    );
    await harness.ask(type);
    await until('the job is being handled', () => isHandling);
    expect(await pool.stop(50)).toBe(1);
    await until('the hanging job was handed back', () =>
      harness.logged.some((line) => line.includes(type) && line.includes('"outcome":"retry"')),
    );
  });

  test('does not lose a job that is handed out while it stops', async () => {
    const type = newJobType();
    const done: string[] = [];
    const asked: string[] = [];
    const worker = { ...notingWorker(type, done), timeoutMs: 4_000 };
    for (let round = 0; round < 15; round += 1) {
      const pool = harness.start(worker);
      const asking = harness.ask(type).then((id) => asked.push(id));
      if (round % 3 > 0) await asking;
      await pool.stop();
      await asking;
    }
    harness.start(worker);
    // An answer that was on the wire when its poll was cancelled comes again after the lease at the latest.
    await until('every job is done', () => done.length >= asked.length);
    expect(new Set(done)).toEqual(new Set(asked));
  });

  test('goes on by itself when the engine comes back, and tells the outage once', async () => {
    const proxy = await createTcpProxy(testEnvironment().grpcAddress);
    const lines: string[] = [];
    const engine = createEngine(
      { zeebeGrpcAddress: proxy.address, openSearchUrl: testEnvironment().openSearchUrl },
      pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }),
    );
    const type = newJobType();
    const done: string[] = [];
    let finish: (() => void) | undefined;
    const pool = engine.startWorkers(
      [
        defineWorker({
          type,
          input,
          output,
          async handle({ id }) {
            if (done.length === 0)
              await new Promise<void>((resolve) => {
                finish = resolve;
              });
            done.push(id);
            return {};
          },
        }),
      ],
      {},
    );
    await harness.ask(type);
    await until('the first job is being handled', () => finish);
    proxy.cut();
    await until('the worker notices', () => pool.health()[type]?.state === 'disconnected');
    // Finished during the outage: the answer waits until the engine can hear it.
    finish?.();
    await harness.ask(type);
    await until('the first job is handled', () => done.length === 1);
    proxy.mend();
    await until('both are completed', () => lines.filter((l) => l.includes('"completed"')).length === 2);
    expect(done).toHaveLength(2);
    expect(pool.health()[type]?.state).toBe('working');
    expect(lines.filter((line) => line.includes('poll failed'))).toHaveLength(1);
    await pool.stop(1_000);
    await engine.close();
    await proxy.close();
  });

  test('begins a poll anew that never ends, and still does what it brings in the end', async () => {
    const polls: ((jobs: []) => void)[] = [];
    const gateway: Gateway = {
      ...harness.engine.gateway,
      activate: () => new Promise((resolve) => polls.push(resolve)),
    };
    const loop = startWorkerLoop(
      notingWorker(newJobType(), []),
      {},
      {
        gateway,
        logger: pino({ level: 'silent' }),
        stallMs: 200,
      },
    );
    await until('it is called stalled', () => loop.health().state === 'stalled', { everyMs: 5 });
    await until('it polls again', () => polls.length > 1);
    polls.at(-1)?.([]);
    await until('it works', () => loop.health().state === 'working', { everyMs: 5 });
    await loop.stop(100);
    expect(loop.health().state).toBe('stopped');
  });

  test('is refused when another claims the same job type', () => {
    const type = newJobType();
    expect(() => harness.start(notingWorker(type, []), notingWorker(type, []))).toThrow(
      `Two workers claim the job type ${type}`,
    );
  });
});

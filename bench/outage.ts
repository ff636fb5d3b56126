import pg from 'pg';
import { waitUntil } from '../local/wait-until.ts';
import { startApp } from './support/app.ts';
import { createCaseLoad, prepareCases } from './support/case-load.ts';
import { startMailSink } from './support/mail-sink.ts';
import type { Scratch } from './support/scratch.ts';
import { alternate, quantile } from './support/statistics.ts';
import type { Measured, Subject, SubjectContext } from './support/subject.ts';

const perSecond = 8;

/** R4: whether a customer notices that the engine is down. */
export const outage: Subject = {
  id: 'R4',
  title: 'p99 of a registration, engine stopped ÷ engine running',
  unit: 'ms',
  ours: 'the engine killed',
  bare: 'the engine running, working on what was registered',
  aim: 1.05,
  better: 'lower',
  async measure(context) {
    const scratch = await context.scratch();
    const mail = await startMailSink(scratch.stack.ports.smtp);
    try {
      const app = await startApp(scratch.stack, { env: scratch.env, readyWhen: 'readyz' });
      try {
        return await measureWith(context, scratch, app.url);
      } finally {
        await app.stop();
      }
    } finally {
      await mail.stop();
    }
  },
};

async function measureWith(context: SubjectContext, scratch: Scratch, appUrl: string): Promise<Measured> {
  const bodies = await prepareCases(appUrl, 4);
  const engine = createSwitch(scratch);
  const count = perSecond * (context.isQuick ? 4 : 25);
  const arm = (name: string, isRunning: boolean) => async () => {
    await engine.turn(isRunning);
    const latencies = await paced(appUrl, bodies, count);
    const p99 = quantile(latencies, 0.99);
    context.say(`R4 engine ${name}: p50 ${quantile(latencies, 0.5).toFixed(1)}, p99 ${p99.toFixed(1)} ms`);
    return p99;
  };
  try {
    return await alternate(
      { ours: arm('stopped', false), bare: arm('running', true) },
      { rounds: context.isQuick ? 1 : 4 },
    );
  } finally {
    await engine.turn(true);
  }
}

/** Registers at an even pace and returns how long each took from the moment it was due, ms. */
async function paced(appUrl: string, bodies: readonly Buffer[], count: number): Promise<number[]> {
  // Connections of its own: the app has closed those of the last time meanwhile.
  const load = createCaseLoad(appUrl, bodies);
  const startedAt = performance.now();
  const latencies: Promise<number>[] = [];
  for (let index = 0; index < count; index += 1) {
    const dueAt = startedAt + (index * 1_000) / perSecond;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueAt - performance.now())));
    // From when it was due: a stall must not hide the requests that it has held up.
    const latency = load.register().then(() => performance.now() - dueAt);
    // Its failure is seen below, when all have been sent.
    latency.catch(() => undefined);
    latencies.push(latency);
  }
  const all = await Promise.all(latencies);
  load.close();
  return all;
}

/** Kills the engine and starts it again; running means also that everything registered meanwhile has reached it. */
function createSwitch({ stack }: Scratch) {
  let isRunning = true;
  const isCaughtUp = async () => {
    const client = new pg.Client({ connectionString: stack.databaseUrl });
    await client.connect();
    try {
      const { rowCount } = await client.query('select 1 from outbox where sent_at is null limit 1');
      return rowCount === 0;
    } finally {
      await client.end();
    }
  };
  return {
    async turn(on: boolean): Promise<void> {
      if (on === isRunning) return;
      isRunning = on;
      if (!on) return stack.kill('zeebe');
      await stack.restart('zeebe');
      await waitUntil('The outbox', isCaughtUp, { limitMs: 180_000, everyMs: 500 });
      await new Promise((resolve) => setTimeout(resolve, 3_000));
    },
  };
}

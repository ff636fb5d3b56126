import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../src/register/index.ts';
import { freePort } from '../test/support/app-environment.ts';
import { startApp } from './support/app.ts';
import { createCaseLoad, prepareCases } from './support/case-load.ts';
import { startChild, type BenchChild } from './support/child.ts';
import { recordedTransaction, type RecordedTransaction } from './support/replay.ts';
import type { Scratch } from './support/scratch.ts';
import { alternate } from './support/statistics.ts';
import type { Subject, SubjectContext } from './support/subject.ts';

/** Also the size of the app's pool, so that neither arm waits for connections where the other does not. */
const maxConnections = 20;
const concurrency = 16;

/** R3: what checks, encryption, audit and the layers cost beside the statements themselves. */
export const registration: Subject = {
  id: 'R3',
  title: 'registrations ÷ bare Express with the same statements in one transaction',
  unit: 'registrations/s',
  ours: 'POST /api/cases of the app, its engine out of reach',
  bare: 'an Express route that repeats the recorded statements',
  aim: 0.85,
  better: 'higher',
  async measure(context) {
    const scratch = await context.scratch();
    const databases = await createDatabases(scratch, ['bench_recorded', 'bench_ours', 'bench_bare']);
    const [recorded = '', ours = '', bare = ''] = databases;
    await migrate(bare);
    const { bodies, recordings } = await record(context, scratch, recorded);
    // Nothing listens on port 9: registration must not need the engine.
    const env = { ...scratch.env, DATABASE_URL: ours, ZEEBE_GRPC_ADDRESS: '127.0.0.1:9' };
    const app = await startApp(scratch.stack, { env, readyWhen: 'healthz' });
    const port = await freePort();
    let bareApp: BenchChild | undefined;
    try {
      bareApp = await startChild(
        'bare-registration',
        { port, databaseUrl: bare, recordings, maxConnections },
        { folder: context.folder, nodeOptions: process.env.BENCH_BARE_FLAGS?.split(' ') ?? [] },
      );
      const arm = (name: string, url: string) => async () => {
        const rate = await registrationRate(url, bodies, context.isQuick ? 2_000 : 6_000);
        context.say(`R3 ${name}: ${rate.toFixed(0)} registrations/s`);
        return rate;
      };
      return await alternate(
        { ours: arm('ours', app.url), bare: arm('bare', `http://127.0.0.1:${port}`) },
        { rounds: context.isQuick ? 1 : 6, warmUps: context.isQuick ? 1 : 2 },
      );
    } finally {
      await bareApp?.stop();
      await app.stop();
    }
  },
};

/** Two registrations of one application by the app itself, with the statements that it sent. */
async function record(
  { folder }: SubjectContext,
  { stack, env }: Scratch,
  databaseUrl: string,
): Promise<{ bodies: Buffer[]; recordings: RecordedTransaction[] }> {
  const file = join(folder, 'statements.jsonl');
  const app = await startApp(stack, {
    env: { ...env, DATABASE_URL: databaseUrl, ZEEBE_GRPC_ADDRESS: '127.0.0.1:9', BENCH_RECORD_FILE: file },
    readyWhen: 'healthz',
    preload: [join(import.meta.dirname, 'support/record-queries.ts')],
  });
  try {
    const bodies = await prepareCases(app.url, 3);
    const load = createCaseLoad(app.url, bodies.slice(0, 1));
    await load.register();
    await load.register();
    load.close();
    const lines = (await readFile(file, 'utf8')).trim().split('\n');
    return { bodies, recordings: lines.map((line) => recordedTransaction.parse(JSON.parse(line))) };
  } finally {
    await app.stop();
  }
}

async function createDatabases({ stack }: Scratch, names: readonly string[]): Promise<string[]> {
  const admin = new pg.Client({ connectionString: stack.databaseUrl });
  await admin.connect();
  try {
    for (const name of names) await admin.query(`create database ${name}`);
  } finally {
    await admin.end();
  }
  return names.map((name) => {
    const url = new URL(stack.databaseUrl);
    url.pathname = `/${name}`;
    return url.href;
  });
}

async function registrationRate(url: string, bodies: readonly Buffer[], windowMs: number): Promise<number> {
  const load = createCaseLoad(url, bodies);
  const startedAt = performance.now();
  let registered = 0;
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (performance.now() - startedAt < windowMs) {
        await load.register();
        registered += 1;
      }
    }),
  );
  load.close();
  return (registered * 1_000) / (performance.now() - startedAt);
}

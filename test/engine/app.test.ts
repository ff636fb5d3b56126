import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { pino } from 'pino';
import { z } from 'zod';
import { startApp, type App } from '../../src/app.ts';
import { loadConfig, type Config } from '../../src/config.ts';
import { deployBundle } from '../../src/engine/index.ts';
import { getCase } from '../../src/register/index.ts';
import { freePort } from '../support/app-environment.ts';
import { testEnvironment } from '../support/environment.ts';
import { IntakeClient } from '../support/intake-client.ts';
import { createTestRegister, testKeys, type TestRegister } from '../support/register.ts';
import { createPeople } from '../support/sample-people.ts';
import { allWorkers } from '../../workers/index.ts';
import { until } from '../support/wait.ts';
import { createHarness, type Harness } from './harness.ts';
import { createTcpProxy, type TcpProxy } from './tcp-proxy.ts';

jest.setTimeout(120_000);

const silent = pino({ level: 'silent' });
let harness: Harness;
let scratch: TestRegister;
let proxy: TcpProxy;
let config: Config;
let dataDir: string;
const apps: App[] = [];

beforeAll(async () => {
  harness = await createHarness();
  await deployBundle(harness.engine.gateway, process.cwd());
  scratch = await createTestRegister();
  proxy = await createTcpProxy(testEnvironment().grpcAddress);
  dataDir = await mkdtemp(join(tmpdir(), 'app-'));
  config = await configuration();
});
afterEach(() => Promise.all(apps.splice(0).map((app) => app.stop())));
afterAll(async () => {
  await scratch.drop();
  await proxy.close();
  await harness.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function configuration(): Promise<Config> {
  const key = '0'.repeat(64);
  const environment = { DATA_KEYS: `test:${key}`, LOOKUP_KEY: key, AUDIT_KEY: key, DATA_DIR: dataDir };
  return {
    ...loadConfig(environment),
    port: await freePort(),
    databaseUrl: scratch.databaseUrl,
    zeebeGrpcAddress: proxy.address,
    openSearchUrl: testEnvironment().openSearchUrl,
    smtpUrl: 'smtp://127.0.0.1:1',
    keys: testKeys,
  };
}

async function start(changes: Partial<Config> = {}): Promise<App> {
  const app = await startApp({ ...config, ...changes }, { clock: scratch.clock, logger: silent });
  apps.push(app);
  return app;
}

const readinessSchema = z.object({ parts: z.record(z.string(), z.string()), warnings: z.array(z.string()) });

async function readiness(app: App) {
  const response = await fetch(`${app.url}/readyz`);
  return { status: response.status, ...readinessSchema.parse(await response.json()) };
}

describe('the app', () => {
  test('is ready with every worker, registers without the engine, and catches up when it is back', async () => {
    const app = await start();
    const ready = await until('the app is ready', async () => {
      const now = await readiness(app);
      return now.status === 200 && now;
    });
    expect(Object.keys(ready.parts).filter((part) => part.startsWith('worker '))).toHaveLength(
      allWorkers.length,
    );

    proxy.cut();
    const unready = await until('the app notices', async () => {
      const now = await readiness(app);
      return now.status === 503 && now;
    });
    expect(unready.parts.engine).toContain('the engine does not answer');
    expect(unready.parts.register).toBe('ok');
    const { id } = await new IntakeClient(app.url).handIn({
      matterCode: 'refund-claim',
      customer: createPeople(7_001).person(),
    });
    expect((await getCase(scratch.register, id)).processInstanceKey).toBeNull();

    proxy.mend();
    await until(
      'the case has its process',
      async () => (await getCase(scratch.register, id)).processInstanceKey !== null,
    );
    await until('the app is ready again', async () => (await readiness(app)).status === 200);
  });

  test('starts without an engine and takes registrations; what waits is sent after the next start', async () => {
    proxy.cut();
    const app = await start();
    const { id } = await new IntakeClient(app.url).handIn({
      matterCode: 'refund-claim',
      customer: createPeople(7_002).person(),
    });
    expect((await readiness(app)).status).toBe(503);
    await app.stop();
    await app.stop();
    await expect(fetch(`${app.url}/healthz`)).rejects.toThrow();
    proxy.mend();
    await start();
    await until(
      'the case has its process',
      async () => (await getCase(scratch.register, id)).processInstanceKey !== null,
    );
  });

  test('says what to do when its port is taken or its register cannot be opened', async () => {
    await start();
    await expect(start()).rejects.toThrow(
      `Port ${config.port} is taken: stop what uses it or set PORT to another.`,
    );
    await expect(start({ databaseUrl: 'postgres://nobody@127.0.0.1:1/none' })).rejects.toThrow(
      /^The register could not be opened \(connect ECONNREFUSED.*\): check DATABASE_URL and that PostgreSQL runs\.$/,
    );
  });
});

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { installAccounts } from '../../local/accounts.ts';
import { resetData } from '../../local/reset.ts';
import { startStack, type Stack, type StackOptions } from '../../local/stack.ts';
import { freePorts } from '../support/test-stack.ts';

/*
 * One story, in order: a stack runs in a process of its own, a second one is refused beside it, its process is killed,
 * and the next start finds everything as it was.
 */

const folder = mkdtempSync(join(tmpdir(), 'stack-'));
const dataDir = join(folder, 'data');
const ports = await freePorts();
const progress: string[] = [];
let launcher: ChildProcess | undefined;
let stack: Stack | undefined;

afterAll(async () => {
  launcher?.kill('SIGKILL');
  await stack?.stop();
  if (existsSync(dataDir)) await resetData(dataDir, () => undefined);
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

function options(changes: Partial<StackOptions> = {}): StackOptions {
  return {
    dataDir,
    ports,
    isClockControlled: true,
    hasWebapps: true,
    onProgress: (line) => {
      progress.push(line);
      process.stderr.write(`${line}\n`);
    },
    ...changes,
  };
}

function running(): Stack {
  if (!stack) throw new Error('The stack of an earlier test did not start');
  return stack;
}

async function query(sql: string, databaseUrl = running().databaseUrl): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

function reaches(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2_000 });
    const end = (isOpen: boolean) => () => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
}

test('a stack starts in a process of its own', async () => {
  const script = join(import.meta.dirname, 'launcher.ts');
  launcher = spawn(process.execPath, ['--import', 'tsx', script, dataDir, String(ports.app)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of launcher.stdout ?? []) {
    output += String(chunk);
    if (output.includes('listening ')) break;
  }
  const databaseUrl = /listening (\S+)/.exec(output)?.[1] ?? '';
  await query("create table memory (word text); insert into memory values ('收件')", databaseUrl);
}, 240_000);

test('nothing of it can be reached from another machine', async () => {
  const outside = Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
      .map(({ address }) => address),
  );
  const open: string[] = [];
  for (const host of outside)
    for (const port of Object.values(ports)) if (await reaches(host, port)) open.push(`${host}:${port}`);
  expect(open).toEqual([]);
  expect(await reaches('127.0.0.1', ports.openSearch)).toBe(true);
});

test('a second start beside it says where the first one runs, and changes nothing', async () => {
  const lock = join(dataDir, 'stack.lock');
  const before = readFileSync(lock, 'utf8');
  const second = spawn(process.execPath, ['--import', 'tsx', 'local/start.ts'], {
    env: { ...process.env, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  second.stderr.on('data', (chunk) => {
    errors += String(chunk);
  });
  const [code] = (await once(second, 'close')) as [number];
  expect(errors.trim()).toBe(
    `It is already running at http://127.0.0.1:${ports.app} (process ${launcher?.pid ?? 0}): use that one, or stop it first.`,
  );
  expect(code).toBe(1);
  await expect(startStack(options({ ports: await freePorts() }))).rejects.toThrow('It is already running at');
  await expect(resetData(dataDir, () => undefined)).rejects.toThrow('It is already running at');
  expect(readFileSync(lock, 'utf8')).toBe(before);
}, 60_000);

test('after a kill -9 of that process the next start tidies up and finds the data', async () => {
  launcher?.kill('SIGKILL');
  if (launcher) await once(launcher, 'close');
  expect(await reaches('127.0.0.1', ports.openSearch)).toBe(true);

  stack = await startStack(options());

  for (const name of ['PostgreSQL', 'OpenSearch', 'Zeebe'])
    expect(progress).toContainEqual(expect.stringMatching(`^Stopped ${name} .* left over`));
  expect(await query('select word from memory')).toEqual([{ word: '收件' }]);
}, 240_000);

test('the sample accounts log in to Tasklist and Operate', async () => {
  const { webappsUrl } = running();
  await installAccounts(running());
  const login = (username: string, password: string) =>
    fetch(`${webappsUrl}/api/login`, { method: 'POST', body: new URLSearchParams({ username, password }) });

  expect((await login('clerk', 'wrong')).status).toBe(401);
  const response = await login('clerk', 'demo');
  expect(response.status).toBe(204);
  const headers = {
    cookie: response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; '),
    'x-csrf-token': response.headers.get('x-csrf-token') ?? '',
    'content-type': 'application/json',
  };
  for (const path of ['/v1/tasks/search', '/v1/process-instances/search'])
    expect((await fetch(webappsUrl + path, { method: 'POST', headers, body: '{}' })).status).toBe(200);
}, 60_000);

test('a task created or completed on a whole second does not stop the import of Tasklist', async () => {
  const index = `${running().openSearchUrl}/tasklist-list-view-8.6.0_/_doc/whole-second`;
  const response = await fetch(index, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ creationTime: '2026-11-24T16:40:00Z', completionTime: '2026-11-24T16:42:49Z' }),
  });
  expect(response.status).toBe(201);
  await fetch(index, { method: 'DELETE' });
});

test('a part that crashed comes back with its data', async () => {
  await running().kill('postgres');
  await expect(query('select 1')).rejects.toThrow();
  await running().restart('postgres');
  expect(await query('select word from memory')).toEqual([{ word: '收件' }]);
}, 60_000);

test('after stopping, the data can be reset, the downloads stay', async () => {
  await running().stop();
  expect(existsSync(join(dataDir, 'stack.lock'))).toBe(false);
  expect(await reaches('127.0.0.1', ports.zeebeGrpc)).toBe(false);
  expect(await resetData(dataDir, () => undefined)).toBe(true);
  expect(existsSync(dataDir)).toBe(false);
  expect(await resetData(dataDir, () => undefined)).toBe(false);
  expect(existsSync('.stack')).toBe(true);
}, 60_000);

test('a port of somebody else is named before anything starts', async () => {
  const stranger = createServer();
  await new Promise<void>((resolve) => stranger.listen(ports.openSearch, '127.0.0.1', resolve));
  try {
    await expect(startStack(options())).rejects.toThrow(
      `Port ${ports.openSearch} (OpenSearch) is in use by another program: stop that program, or set OPENSEARCH_PORT`,
    );
  } finally {
    await new Promise((resolve) => stranger.close(resolve));
  }
  expect(existsSync(join(dataDir, 'stack.lock'))).toBe(false);
});

test('a program that dies early ends the start at once, with its last lines', async () => {
  const broken = join(folder, 'broken');
  mkdirSync(join(broken, 'postgres'), { recursive: true });
  writeFileSync(join(broken, 'postgres/PG_VERSION'), '9.6\n');
  // Where PostgreSQL's own user can enter, its files lie in the data folder also for root.
  chmodSync(folder, 0o755);
  const outcome = await startStack(options({ dataDir: broken })).then(
    async (unexpected) => {
      await unexpected.stop();
      return 'it started';
    },
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  expect(outcome).toMatch(/^PostgreSQL ended with code \d\. Its last lines:\n[\s\S]*postgres\.log$/);
  expect(await reaches('127.0.0.1', ports.openSearch)).toBe(false);
}, 60_000);

test('a folder that no stack has written is not deleted', async () => {
  const precious = join(folder, 'precious');
  mkdirSync(join(precious, 'logs'), { recursive: true });
  await expect(resetData(precious, () => undefined)).rejects.toThrow('nothing was deleted; check DATA_DIR');
  expect(existsSync(precious)).toBe(true);
});

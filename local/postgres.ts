import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { ChildSpec } from './child.ts';
import { messageOf } from './errors.ts';
import { postgresDataFolder, postgresPrograms, postgresUser, type SystemUser } from './postgres-files.ts';
import { waitUntil } from './wait-until.ts';

const run = promisify(execFile);
const user = 'postgres';
const password = 'postgres';
const database = 'intake';

/** The connection string of the register's database in this stack. */
export function postgresUrl(port: number): string {
  return `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
}

/** Prepares the database folder (initdb on the first start) and says how to start the server. */
export async function preparePostgres(
  dataDir: string,
  port: number,
  environment: NodeJS.ProcessEnv,
  onProgress: (line: string) => void,
): Promise<ChildSpec> {
  const owner = await postgresUser(onProgress);
  const programs = await postgresPrograms(owner);
  const folder = await postgresDataFolder(dataDir, owner);
  const serverEnvironment = { ...environment, LC_ALL: 'C', TZ: 'UTC' };
  if (!existsSync(join(folder, 'PG_VERSION'))) await initialise(programs, folder, serverEnvironment, owner);
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    'timezone=UTC',
    'log_timezone=UTC',
    // A row in an error's DETAIL line may hold what people typed.
    'log_error_verbosity=terse',
  ];
  return {
    name: 'PostgreSQL',
    command: join(programs, 'bin/postgres'),
    args: ['-D', folder, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    environment: serverEnvironment,
    cwd: folder,
    logFile: join(dataDir, 'logs/postgres.log'),
    // Its "fast" stop: clients are cut off, everything committed is on disk.
    stopSignal: 'SIGINT',
    ...(owner ? { user: owner } : {}),
  };
}

/** Waits until the server answers and the database `intake` exists. */
export async function postgresReady(port: number, signal: AbortSignal): Promise<void> {
  await waitUntil('PostgreSQL', () => ensureDatabase(port), { limitMs: 60_000, everyMs: 50, signal });
}

async function ensureDatabase(port: number): Promise<boolean> {
  const client = new pg.Client({ host: '127.0.0.1', port, user, password, database: 'postgres' });
  // A server that goes away while we ask is only "not ready yet".
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (rowCount === 0) await client.query(`create database ${database}`);
    return true;
  } finally {
    await client.end();
  }
}

/** The built-in C.UTF-8 locale is the same on every machine, whatever locales that has. */
async function initialise(
  programs: string,
  folder: string,
  environment: NodeJS.ProcessEnv,
  owner: SystemUser | undefined,
): Promise<void> {
  // Made aside and moved: a folder that an interrupted run left half-made would be taken for a database.
  const draft = `${folder}.draft`;
  const passwordFile = `${folder}.password`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  try {
    if (owner) for (const path of [draft, passwordFile]) await chown(path, owner.uid, owner.gid);
    await run(
      join(programs, 'bin/initdb'),
      [
        `--pgdata=${draft}`,
        `--username=${user}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
      ],
      { env: environment, cwd: draft, ...(owner ?? {}) },
    );
    await rename(draft, folder);
  } catch (error) {
    const reason = messageOf(error);
    throw new Error(`PostgreSQL could not create its database folder: ${reason}`, { cause: error });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

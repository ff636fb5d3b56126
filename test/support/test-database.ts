import { mkdir, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { startChild } from '../../local/child.ts';
import { acquireLock } from '../../local/lock.ts';
import { postgresReady, postgresUrl, preparePostgres } from '../../local/postgres.ts';
import { freePort } from './app-environment.ts';

/** A PostgreSQL server alone, for suites that need no engine of the stack. */
export interface TestDatabase {
  databaseUrl: string;
  stop(): Promise<void>;
}

/** Starts a fresh one; its data goes with the work folder. */
export async function startTestDatabase(
  workFolder: string,
  onProgress: (line: string) => void,
): Promise<TestDatabase> {
  const folder = resolve(workFolder, 'database');
  await mkdir(join(folder, 'logs'), { recursive: true });
  const dataDir = await realpath(folder);
  const lock = await acquireLock(dataDir, 'the tests', onProgress);
  const port = await freePort();
  const { PATH, HOME, LANG, TMPDIR } = process.env;
  const spec = await preparePostgres(dataDir, port, { PATH, HOME, LANG, TMPDIR }, onProgress);
  const server = await startChild(spec, lock);
  async function stop() {
    await server.stop();
    await lock.release();
  }
  const settled = new AbortController();
  try {
    await Promise.race([postgresReady(port, settled.signal), server.died]);
  } catch (error) {
    await stop();
    throw error;
  } finally {
    settled.abort();
  }
  return { databaseUrl: postgresUrl(port), stop };
}

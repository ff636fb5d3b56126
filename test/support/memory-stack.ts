import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { startMemoryEngine } from './memory-engine.ts';
import { startTestDatabase } from './test-database.ts';

/** The second engine version and a database for it, with what tests read from the environment. */
export interface MemoryStack {
  recordsUrl: string;
  env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const database = 'compat';
const onProgress = (line: string) => {
  console.error(line);
};

/**
 * Starts both. `serverUrl` names any database of a running PostgreSQL to create this one beside; without it a server is
 * started.
 */
export async function startMemoryStack(runFolder: string, serverUrl?: string): Promise<MemoryStack> {
  // Its own: the same journeys have left their mail in the run's folder.
  const workFolder = resolve(runFolder, 'memory');
  const logs = resolve(workFolder, 'logs');
  mkdirSync(logs, { recursive: true });
  const engine = await startMemoryEngine(join(logs, 'memory-engine.log'), onProgress);
  const server = serverUrl ? undefined : await startTestDatabase(workFolder, onProgress);
  const adminUrl = new URL(serverUrl ?? server?.databaseUrl ?? '');
  adminUrl.pathname = '/postgres';
  const databaseUrl = new URL(adminUrl);
  databaseUrl.pathname = `/${database}`;
  await createDatabase(adminUrl.href);
  return {
    recordsUrl: engine.recordsUrl,
    env: {
      TEST_DATABASE_URL: adminUrl.href,
      TEST_APP_DATABASE_URL: databaseUrl.href,
      TEST_ZEEBE_GRPC_ADDRESS: engine.grpcAddress,
      TEST_ZEEBE_REST_URL: engine.restUrl,
      TEST_ACTUATOR_URL: engine.actuatorUrl,
      // It exports nothing: whoever asks this address finds nothing.
      TEST_OPENSEARCH_URL: engine.restUrl,
      TEST_RECORDS_URL: engine.recordsUrl,
      TEST_WORK_FOLDER: workFolder,
    },
    async stop() {
      await engine.stop();
      await server?.stop();
    },
  };
}

async function createDatabase(adminUrl: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query(`drop database if exists ${database} with (force)`);
    await admin.query(`create database ${database}`);
  } finally {
    await admin.end();
  }
}

import { createServer } from 'node:net';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { consecutivePorts, type Ports } from '../../local/ports.ts';
import { startStack } from '../../local/stack.ts';

/** The engine and the PostgreSQL of a run, with what tests read from the environment. */
export interface TestStack {
  restUrl: string;
  openSearchUrl: string;
  workFolder: string;
  env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts a fresh stack with its clock under control; its data goes with the work folder. */
export async function startTestStack(workFolder: string): Promise<TestStack> {
  const dataDir = resolve(workFolder, 'stack');
  mkdirSync(dataDir, { recursive: true });
  const stack = await startStack({
    dataDir,
    ports: await freePorts(),
    isClockControlled: true,
    hasWebapps: false,
    onProgress: (line) => {
      console.error(line);
    },
  });
  const server = new URL(stack.databaseUrl);
  server.pathname = '/postgres';
  return {
    restUrl: stack.restUrl,
    openSearchUrl: stack.openSearchUrl,
    workFolder: resolve(workFolder),
    env: {
      TEST_DATABASE_URL: server.href,
      TEST_APP_DATABASE_URL: stack.databaseUrl,
      TEST_ZEEBE_GRPC_ADDRESS: stack.grpcAddress,
      TEST_ZEEBE_REST_URL: stack.restUrl,
      TEST_ACTUATOR_URL: stack.actuatorUrl,
      TEST_OPENSEARCH_URL: stack.openSearchUrl,
      TEST_WORK_FOLDER: resolve(workFolder),
    },
    stop: () => stack.stop(),
  };
}

const portCount = Object.keys(consecutivePorts(20_000)).length;

/** Ports in a row that nobody listens on; `TEST_PORTS_FROM` says where to begin looking. */
export async function freePorts(): Promise<Ports> {
  const start = Number(process.env.TEST_PORTS_FROM ?? 23_000 + (process.pid % 200) * 20);
  for (let first = start; first < 60_000; first += portCount) {
    const candidates = Array.from({ length: portCount }, (_, index) => first + index);
    if ((await Promise.all(candidates.map(isFree))).every(Boolean)) return consecutivePorts(first);
  }
  throw new Error(
    `No ${portCount} free ports in a row from ${start} on: set TEST_PORTS_FROM to another start.`,
  );
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolvePort) => {
    const server = createServer();
    server.once('error', () => resolvePort(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolvePort(true)));
  });
}

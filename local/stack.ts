import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChild, type Child, type ChildSpec } from './child.ts';
import { prepareDistribution } from './distribution.ts';
import { messageOf } from './errors.ts';
import {
  openSearchReady,
  openSearchSpec,
  openSearchUrl,
  webappsReady,
  webappsSpec,
  zeebeReady,
  zeebeSpec,
  type JavaSettings,
} from './java-parts.ts';
import { findJdk } from './jdk.ts';
import { acquireLock, type Lock } from './lock.ts';
import { assertPortsFree, type PortName, type Ports } from './ports.ts';
import { postgresReady, postgresUrl, preparePostgres } from './postgres.ts';
import { keepTasklistImporting } from './tasklist-mapping.ts';

/** The programs of a stack, in the order in which they are stopped. */
const partNames = ['webapps', 'zeebe', 'openSearch', 'postgres'] as const;
export type PartName = (typeof partNames)[number];

export interface StackOptions {
  /** Everything that the stack writes; created when missing. Two stacks never share one. */
  dataDir: string;
  ports: Ports;
  /** Opens the engine's clock to time travel (tests, demos). */
  isClockControlled: boolean;
  /** False: engine, its exported records and the database, but neither Tasklist nor Operate. */
  hasWebapps: boolean;
  /** How long the engine collects records before it writes them to OpenSearch; 1 unless told. */
  exportDelaySeconds?: number;
  /** Further ports that the caller will open: refused early, with the others, when another program holds one. */
  furtherPorts?: readonly PortName[];
  /** One program answers, others may still be starting: work that needs only this one can begin. */
  onPartReady?: (part: PartName) => void;
  /** Short lines about what is happening. */
  onProgress: (line: string) => void;
  /** A program ended on its own after the stack was ready; the message says how and names its log. */
  onPartLost?: (part: PartName, message: string) => void;
  /** Gives up starting when aborted. */
  signal?: AbortSignal;
}

/** Where the programs answer; all of it on the loopback interface. */
export interface StackAddresses {
  ports: Ports;
  databaseUrl: string;
  /** host:port */
  grpcAddress: string;
  restUrl: string;
  /** The engine's actuator: health, and the clock when it is controlled. */
  actuatorUrl: string;
  openSearchUrl: string;
  /** Tasklist and Operate lie below it, at /tasklist and /operate. */
  webappsUrl: string;
}

/** A running stack. */
export interface Stack extends StackAddresses {
  dataDir: string;
  /** Starts a further program under the stack's lock, so that a later start can clean it up. */
  startProgram(spec: ChildSpec): Promise<Child>;
  /** Ends one part at once, as a crash would. */
  kill(part: PartName): Promise<void>;
  /** Starts a killed part again on its data and waits until it is ready. */
  restart(part: PartName): Promise<void>;
  /** Stops everything in order and frees the data folder. Calling it again waits for the same stop. */
  stop(): Promise<void>;
}

interface Part {
  spec: () => Promise<ChildSpec> | ChildSpec;
  ready: (signal: AbortSignal) => Promise<void>;
}

/** A file by which a data folder is known to be ours, and safe to delete whole. */
export const stackMark = '.intake-stack';

/** The root of the checkout. */
export const checkoutFolder = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Starts PostgreSQL, OpenSearch, the engine and, when asked for, Tasklist and Operate; returns when all of them
 * answer. Throws one sentence for people when the data folder or a port is in use, when Java or Maven is missing, or
 * when a program dies (with the end of its log); nothing is left running then.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { ports, hasWebapps, onProgress } = options;
  await mkdir(join(options.dataDir, 'logs'), { recursive: true });
  const dataDir = await realpath(options.dataDir);
  const lock = await acquireLock(dataDir, `http://127.0.0.1:${ports.app}`, onProgress);
  const running = new Map<PartName, Child>();
  const abort = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, abort.signal]) : abort.signal;
  try {
    await writeFile(join(dataDir, stackMark), 'Written by the local stack of the intake window.\n');
    const jdk = findJdk();
    await assertPortsFree(ports, [...portsInUse(hasWebapps), ...(options.furtherPorts ?? [])]);
    const distribution = await prepareDistribution(checkoutFolder, jdk, onProgress, options.signal);
    const settings: JavaSettings = {
      jdk,
      distribution,
      root: checkoutFolder,
      dataDir,
      ports,
      environment: plainEnvironment(),
    };
    const parts = describeParts(settings, options);
    const start = (name: PartName) => startPart(name, parts[name], { lock, running, signal, options });
    // The engine boots beside OpenSearch, its exporter tries again; Tasklist and Operate want OpenSearch first.
    const starting = [
      start('postgres'),
      start('zeebe'),
      start('openSearch').then(() => (hasWebapps ? start('webapps') : undefined)),
    ];
    try {
      await Promise.all(starting);
    } catch (error) {
      abort.abort();
      await Promise.allSettled(starting);
      throw error;
    }
    return stackOf(dataDir, ports, lock, running, start);
  } catch (error) {
    await stopAll(running);
    await lock.release();
    throw error;
  }
}

/** The addresses of a stack on these ports; they hold before it has started, too. */
export function addressesOf(ports: Ports): StackAddresses {
  const at = (port: number) => `http://127.0.0.1:${port}`;
  return {
    ports,
    databaseUrl: postgresUrl(ports.postgres),
    grpcAddress: `127.0.0.1:${ports.zeebeGrpc}`,
    restUrl: at(ports.zeebeRest),
    actuatorUrl: `${at(ports.zeebeManagement)}/actuator`,
    openSearchUrl: openSearchUrl(ports),
    webappsUrl: at(ports.webapps),
  };
}

function stackOf(
  dataDir: string,
  ports: Ports,
  lock: Lock,
  running: Map<PartName, Child>,
  start: (name: PartName) => Promise<void>,
): Stack {
  let stopping: Promise<void> | undefined;
  return {
    dataDir,
    ...addressesOf(ports),
    startProgram: (spec) => startChild(spec, lock),
    async kill(part) {
      await running.get(part)?.kill();
      running.delete(part);
    },
    restart: start,
    stop: () => (stopping ??= stopAll(running).then(() => lock.release())),
  };
}

function describeParts(settings: JavaSettings, options: StackOptions): Record<PartName, Part> {
  const { ports, dataDir, environment } = settings;
  const { isClockControlled, exportDelaySeconds = 1, onProgress } = options;
  return {
    postgres: {
      spec: () => preparePostgres(dataDir, ports.postgres, environment, onProgress),
      ready: (signal) => postgresReady(ports.postgres, signal),
    },
    openSearch: {
      spec: () => openSearchSpec(settings),
      ready: (signal) => openSearchReady(ports, signal),
    },
    zeebe: {
      spec: () => zeebeSpec(settings, { isClockControlled, exportDelaySeconds }),
      ready: (signal) => zeebeReady(ports, signal),
    },
    webapps: {
      spec: () => webappsSpec(settings),
      async ready(signal) {
        await webappsReady(ports, signal);
        await keepTasklistImporting(openSearchUrl(ports), signal);
      },
    },
  };
}

async function startPart(
  name: PartName,
  part: Part,
  context: { lock: Lock; running: Map<PartName, Child>; signal: AbortSignal; options: StackOptions },
): Promise<void> {
  const { lock, running, signal, options } = context;
  if (running.has(name)) throw new Error(`${name} is running: kill it before starting it again.`);
  const startedAt = Date.now();
  const spec = await part.spec();
  signal.throwIfAborted();
  const child = await startChild(spec, lock);
  running.set(name, child);
  const settled = new AbortController();
  try {
    await Promise.race([part.ready(AbortSignal.any([signal, settled.signal])), child.died]);
  } finally {
    settled.abort();
  }
  options.onProgress(`${spec.name} ready, ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  options.onPartReady?.(name);
  child.died.catch((error: unknown) => {
    running.delete(name);
    options.onPartLost?.(name, messageOf(error));
  });
}

async function stopAll(running: Map<PartName, Child>): Promise<void> {
  for (const name of partNames) await running.get(name)?.stop();
  running.clear();
}

function portsInUse(hasWebapps: boolean): PortName[] {
  const always: PortName[] = [
    'zeebeGrpc',
    'zeebeRest',
    'zeebeManagement',
    'zeebeCommand',
    'zeebeInternal',
    'openSearch',
    'openSearchTransport',
    'postgres',
  ];
  return hasWebapps ? [...always, 'webapps', 'webappsManagement', 'webappsCluster'] : always;
}

/** Spring reads settings from any variable: the programs get only what every program needs. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, LANG, TMPDIR } = process.env;
  return { PATH, HOME, LANG, TMPDIR };
}

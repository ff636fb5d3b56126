import { fork } from 'node:child_process';
import { openSync, closeSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** A process of the run: one arm's workers or server. */
export interface BenchChild {
  /** Rejects when it ends without having been stopped. */
  readonly died: Promise<never>;
  stop(): Promise<void>;
}

const startLimitMs = 30_000;
const childrenFolder = join(import.meta.dirname, '..', 'children');

/**
 * Starts `bench/children/<name>.ts` with its settings as the only argument and waits until it says that it is
 * ready. It ends with this process, whatever becomes of that. Rejects with the log's place when it ends first.
 */
export async function startChild(
  name: string,
  settings: object,
  { folder, nodeOptions = [] }: { folder: string; nodeOptions?: readonly string[] },
): Promise<BenchChild> {
  mkdirSync(join(folder, 'logs'), { recursive: true });
  const logFile = join(folder, 'logs', `${name}.log`);
  const log = openSync(logFile, 'a');
  const child = fork(join(childrenFolder, `${name}.ts`), [JSON.stringify(settings)], {
    execArgv: [...nodeOptions, '--import', 'tsx'],
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`${name} was not ready: see ${logFile}.`)), startLimitMs);
    child.once('message', () => {
      clearTimeout(limit);
      resolve();
    });
    void exited.then(() => {
      clearTimeout(limit);
      reject(new Error(`${name} ended: see ${logFile}.`));
    });
  });
  let isStopping = false;
  const died = exited.then(() => {
    if (isStopping) return new Promise<never>(() => undefined);
    throw new Error(`${name} ended: see ${logFile}.`);
  });
  // Whoever waits on it sees the rejection; nobody waiting is no reason to end the run.
  died.catch(() => undefined);
  return {
    died,
    async stop() {
      isStopping = true;
      if (child.connected) child.disconnect();
      const limit = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await exited;
      clearTimeout(limit);
    },
  };
}

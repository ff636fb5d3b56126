import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { workPath } from './environment.ts';
import { until } from './wait.ts';

/** The app as `npm start` runs it: a process of its own, which can be killed. */
export interface AppProcess {
  /** SIGKILL: nothing is finished, nothing is said. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** Starts it and waits until it answers. Rejects with the log's place when it ends before that. */
export async function startAppProcess(
  name: string,
  environment: Readonly<Record<string, string>>,
): Promise<AppProcess> {
  mkdirSync(workPath('app-logs'), { recursive: true });
  const logFile = workPath('app-logs', `${name}.log`);
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', log, log],
  });
  const url = `http://127.0.0.1:${environment.PORT ?? ''}/healthz`;
  await until('the app answers', async () => {
    if (child.exitCode !== null) throw new Error(`The app ended with ${child.exitCode}: see ${logFile}.`);
    return (await fetch(url).catch(() => undefined))?.ok;
  });
  return { kill: async () => void (await end(child, 'SIGKILL')), stop: () => end(child, 'SIGTERM') };
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.kill(signal);
  });
}

import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { identify } from './processes.ts';
import type { Lock } from './lock.ts';

/** How a program of the stack is started and stopped. */
export interface ChildSpec {
  /** As people know it: "OpenSearch". */
  name: string;
  command: string;
  args: readonly string[];
  environment: NodeJS.ProcessEnv;
  cwd: string;
  logFile: string;
  /** The polite request to end. */
  stopSignal: 'SIGINT' | 'SIGTERM';
  /** Another operating-system user; only root can ask for it. */
  user?: { uid: number; gid: number };
}

/** A started program. */
export interface Child {
  pid: number;
  /** Resolves when it has ended, with a sentence about how. */
  exited: Promise<string>;
  /** Rejects when it ends without having been asked to, with the last lines of its log and the log's path. Else waits forever. */
  died: Promise<never>;
  /** Asks it to end and waits; after `limitMs` it is killed. Also good when it is gone. */
  stop(limitMs?: number): Promise<void>;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
}

const living = new Set<ChildProcess>();

/** Ends every child of this process at once, without a chance to tidy up. */
export function killEveryChild(): void {
  for (const child of living) child.kill('SIGKILL');
}

const keptLogBytes = 10 * 1024 * 1024;

/**
 * Starts a program in a process group of its own (a Ctrl-C in the terminal must not reach it before its turn),
 * writes its output to its log file, and remembers it in the lock.
 */
export async function startChild(spec: ChildSpec, lock: Lock): Promise<Child> {
  const log = openLog(spec.logFile);
  const logStart = statSync(spec.logFile).size;
  const started = spawn(spec.command, spec.args, {
    cwd: spec.cwd,
    env: spec.environment,
    detached: true,
    stdio: ['ignore', log, log],
    ...(spec.user ?? {}),
  });
  closeSync(log);
  living.add(started);
  let isAskedToEnd = false;
  const exited = new Promise<string>((resolve) => {
    started.once('error', (error) => {
      living.delete(started);
      resolve(`${spec.name} could not be started: ${error.message}`);
    });
    started.once('exit', (code, signal) => {
      living.delete(started);
      resolve(`${spec.name} ended with ${signal ?? `code ${code ?? 'unknown'}`}`);
    });
  });
  const died = exited.then((how) => {
    if (isAskedToEnd) return new Promise<never>(() => undefined);
    throw new Error(
      `${how}. Its last lines:\n${lastLines(spec.logFile, logStart)}\nThe whole log: ${spec.logFile}`,
    );
  });
  // Whoever waits on it sees the rejection; nobody waiting is no reason to end this process.
  died.catch(() => undefined);
  const { pid } = started;
  if (pid === undefined) return died;

  const identity = await identify(pid);
  if (identity) await lock.record({ ...identity, name: spec.name, stopSignal: spec.stopSignal });
  const end = async (signal: NodeJS.Signals, limitMs: number) => {
    isAskedToEnd = true;
    if (started.exitCode === null && started.signalCode === null) started.kill(signal);
    const timer = setTimeout(() => started.kill('SIGKILL'), limitMs);
    await exited;
    clearTimeout(timer);
    await lock.forget(pid);
  };
  return {
    pid,
    exited,
    died,
    stop: (limitMs = 15_000) => end(spec.stopSignal, limitMs),
    kill: () => end('SIGKILL', 5_000),
  };
}

/** Appends; a big log of earlier runs is put aside first, replacing the one before it. */
function openLog(file: string): number {
  if (existsSync(file) && statSync(file).size > keptLogBytes) renameSync(file, `${file}.1`);
  return openSync(file, 'a');
}

function lastLines(file: string, from: number): string {
  const lines = readFileSync(file).subarray(from).toString('utf8').trimEnd().split('\n');
  return lines
    .slice(-12)
    .map((line) => `  ${line.slice(0, 300)}`)
    .join('\n');
}

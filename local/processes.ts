import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { hasCode } from './errors.ts';

const run = promisify(execFile);

/** A process that can be recognised again: a number alone may be another program's by now. */
export interface ProcessIdentity {
  pid: number;
  /** When it started, in the system's own notation; only good for comparing. */
  startedAt: string;
  command: string;
}

/** What runs under this number now; undefined when nothing does (or only a zombie). */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  return existsSync('/proc/self/stat') ? identifyByProc(pid) : identifyByPs(pid);
}

/** Whether exactly this process is still running. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  const now = await identify(identity.pid);
  return now?.startedAt === identity.startedAt && now.command === identity.command;
}

/** Whether this number still belongs to the process that started then; programs may rename themselves. */
export async function isSameProcess(identity: Pick<ProcessIdentity, 'pid' | 'startedAt'>): Promise<boolean> {
  return (await identify(identity.pid))?.startedAt === identity.startedAt;
}

/**
 * Ends a process by `signal`, by SIGKILL when it is still there after `limitMs`. Does nothing when it is gone or
 * when its number belongs to another program. Returns whether there was something to end.
 */
export async function endProcess(
  identity: ProcessIdentity,
  signal: NodeJS.Signals,
  limitMs: number,
): Promise<boolean> {
  if (!(await isAlive(identity))) return false;
  sendSignal(identity.pid, signal);
  const deadline = Date.now() + limitMs;
  while (await isAlive(identity)) {
    if (Date.now() > deadline) {
      sendSignal(identity.pid, 'SIGKILL');
      await waitUntilGone(identity, 5_000);
      break;
    }
    await sleep(50);
  }
  return true;
}

async function waitUntilGone(identity: ProcessIdentity, limitMs: number): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (await isAlive(identity)) {
    if (Date.now() > deadline) throw new Error(`Process ${identity.pid} does not end: end it by hand.`);
    await sleep(50);
  }
}

/** It may have ended between looking and sending; that is no error. */
function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

async function identifyByProc(pid: number): Promise<ProcessIdentity | undefined> {
  try {
    const [stat, command, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    ]);
    // The program's name, in parentheses, may hold spaces: count fields after it. State is the 3rd, start the 22nd.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return {
      pid,
      startedAt: `${boot.trim()}:${fields[19] ?? ''}`,
      command: command.replaceAll('\0', ' ').trim(),
    };
  } catch {
    return undefined;
  }
}

async function identifyByPs(pid: number): Promise<ProcessIdentity | undefined> {
  try {
    const environment = { ...process.env, LC_ALL: 'C' };
    const of = async (column: string) =>
      (await run('ps', ['-o', `${column}=`, '-p', String(pid)], { env: environment })).stdout.trim();
    const [state, startedAt, command] = [await of('state'), await of('lstart'), await of('command')];
    return state.startsWith('Z') ? undefined : { pid, startedAt, command };
  } catch {
    return undefined;
  }
}

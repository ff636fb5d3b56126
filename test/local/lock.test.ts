import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireLock, AlreadyRunningError, clearLeftovers, runningStack } from '../../local/lock.ts';
import { identify, isAlive, type ProcessIdentity } from '../../local/processes.ts';

const address = 'http://127.0.0.1:3000';
const started: ChildProcess[] = [];
let folder: string;
let progress: string[];
const onProgress = (line: string) => {
  progress.push(line);
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  progress = [];
});

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

async function startSleeper(): Promise<ProcessIdentity> {
  const child = spawn('sleep', ['300'], { stdio: 'ignore' });
  started.push(child);
  await new Promise((resolve) => child.once('spawn', resolve));
  const identity = await identify(child.pid ?? 0);
  if (!identity) throw new Error('The sleeper has no identity');
  return identity;
}

function writeLock(owner: ProcessIdentity, children: readonly ProcessIdentity[] = []): void {
  const named = children.map((child) => ({ ...child, name: 'OpenSearch', stopSignal: 'SIGTERM' }));
  writeFileSync(join(folder, 'stack.lock'), JSON.stringify({ address, owner, children: named }));
}

describe('the lock of a data folder', () => {
  test('is held until it is released', async () => {
    const lock = await acquireLock(folder, address, onProgress);
    expect(await runningStack(folder)).toBe(address);
    await lock.release();
    expect(await runningStack(folder)).toBeUndefined();
    await (await acquireLock(folder, address, onProgress)).release();
  });

  test('a second claim says where the first one runs, and changes nothing', async () => {
    const lock = await acquireLock(folder, address, onProgress);
    const before = readFileSync(join(folder, 'stack.lock'), 'utf8');
    const second = acquireLock(folder, 'http://127.0.0.1:4000', onProgress);
    await expect(second).rejects.toThrow(AlreadyRunningError);
    await expect(second).rejects.toThrow(`already running at ${address} (process ${process.pid})`);
    await expect(clearLeftovers(folder, onProgress)).rejects.toThrow(AlreadyRunningError);
    expect(readFileSync(join(folder, 'stack.lock'), 'utf8')).toBe(before);
    await lock.release();
  });

  test('of claims at the same moment one wins', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, () => acquireLock(folder, address, onProgress)),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('remembers children written at the same moment', async () => {
    const lock = await acquireLock(folder, address, onProgress);
    const children = [await startSleeper(), await startSleeper(), await startSleeper()];
    await Promise.all(children.map((child) => lock.record({ ...child, name: 'x', stopSignal: 'SIGTERM' })));
    await lock.forget(children[1]?.pid ?? 0);
    const { children: kept } = JSON.parse(readFileSync(join(folder, 'stack.lock'), 'utf8')) as {
      children: ProcessIdentity[];
    };
    expect(kept.map(({ pid }) => pid)).toEqual([children[0]?.pid, children[2]?.pid]);
    await lock.release();
  });

  test('of a dead process is replaced, and its children are stopped', async () => {
    const child = await startSleeper();
    writeLock({ pid: process.pid, startedAt: 'long ago', command: 'the same number, another process' }, [
      child,
    ]);
    expect(await runningStack(folder)).toBeUndefined();
    const lock = await acquireLock(folder, address, onProgress);
    expect(await isAlive(child)).toBe(false);
    expect(progress).toEqual([expect.stringContaining(`Stopped OpenSearch (process ${child.pid})`)]);
    await lock.release();
  });

  test('spares a stranger that has the number of a recorded child by now', async () => {
    const stranger = await startSleeper();
    writeLock({ pid: 2 ** 22 + 1, startedAt: 'x', command: 'x' }, [
      { ...stranger, startedAt: 'another time' },
      { ...stranger, command: 'another program' },
    ]);
    await clearLeftovers(folder, onProgress);
    expect(await isAlive(stranger)).toBe(true);
    expect(progress).toEqual([]);
  });

  test('a broken file is replaced', async () => {
    writeFileSync(join(folder, 'stack.lock'), '{"address":');
    await (await acquireLock(folder, address, onProgress)).release();
  });
});

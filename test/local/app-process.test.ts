import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { superviseApp, type SupervisedApp } from '../../local/app-process.ts';
import type { Child } from '../../local/child.ts';

let app: SupervisedApp | undefined;
let started: number[];
let progress: string[];

beforeEach(() => {
  started = [];
  progress = [];
});

afterEach(async () => {
  await app?.stop();
  app = undefined;
});

/** A real process that stays until it is ended. */
function startSleeper(seconds: number): Promise<Child> {
  const child = spawn('sleep', [String(seconds)], { stdio: 'ignore' });
  const exited = once(child, 'exit').then(() => 'The app ended');
  const died = exited.then((how) => Promise.reject(new Error(how)));
  died.catch(() => undefined);
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  started.push(child.pid ?? 0);
  return Promise.resolve({ pid: child.pid ?? 0, exited, died, stop: kill, kill });
}

const options = {
  start: () => startSleeper(300),
  ready: () => Promise.resolve(),
  onProgress: (line: string) => {
    progress.push(line);
  },
  stopLimitMs: 1_000,
  firstPauseMs: 20,
};

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`It did not happen; progress: ${progress.join('; ')}`);
    await sleep(10);
  }
}

test('an app that crashes is started again, and it is said', async () => {
  app = await superviseApp(options);
  process.kill(started[0] ?? 0, 'SIGKILL');
  await until(() => started.length === 2 && progress.length === 2);
  expect(progress).toEqual(['The app ended; starting it again in 0.0 s', 'The app answers again']);
});

test('the pause grows with every crash', async () => {
  app = await superviseApp(options);
  for (const crash of [1, 2, 3, 4]) {
    process.kill(started.at(-1) ?? 0, 'SIGKILL');
    await until(() => progress.length === 2 * crash);
  }
  const pauses = progress.flatMap((line) => /again in (\S+) s/.exec(line)?.[1] ?? []);
  expect(pauses).toEqual(['0.0', '0.0', '0.1', '0.2']);
});

test('an app that does not come up the first time is not tried again', async () => {
  await expect(
    superviseApp({ ...options, start: () => startSleeper(0.05), ready: () => new Promise(() => undefined) }),
  ).rejects.toThrow('The app ended');
  await sleep(100);
  expect(started).toHaveLength(1);
});

test('a restart that fails is followed by another one', async () => {
  let isBroken = false;
  app = await superviseApp({
    ...options,
    ready: () => (isBroken ? Promise.reject(new Error('It does not answer')) : Promise.resolve()),
  });
  isBroken = true;
  process.kill(started[0] ?? 0, 'SIGKILL');
  await until(() => progress.includes('It does not answer'));
  isBroken = false;
  await until(() => progress.includes('The app answers again'));
  expect(started.length).toBeGreaterThanOrEqual(3);
});

test('stopping ends the app for good', async () => {
  app = await superviseApp(options);
  await app.stop();
  await sleep(100);
  expect(started).toHaveLength(1);
  expect(progress).toEqual([]);
});

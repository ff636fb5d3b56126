import { join, resolve } from 'node:path';
import { loadConfig } from '../src/config.ts';
import { installAccounts, sampleAccounts } from './accounts.ts';
import { prepareAppEnvironment } from './app-environment.ts';
import { superviseApp } from './app-process.ts';
import { killEveryChild } from './child.ts';
import { messageOf } from './errors.ts';
import { waitForForms } from './forms.ts';
import { startMailCapture } from './mail-capture.ts';
import { portsFrom } from './ports.ts';
import { deployModels, prepareRegister } from './prepare.ts';
import { addressesOf, checkoutFolder, startStack, type PartName, type Stack } from './stack.ts';
import { startReport } from './start-report.ts';
import { waitUntil } from './wait-until.ts';

/*
 * `npm start`: the whole product on this machine. What only needs one program begins as soon as that one answers:
 * the register is migrated and the models are deployed while Tasklist is still booting.
 */

const appStopLimitMs = 30_000;
const say = (line: string) => {
  console.log(line);
};

/** What has been started, to be stopped in the opposite order. */
const stops: (() => Promise<void>)[] = [];
/** Ends the starting: everything that waits gives up, and then what has been started is stopped. */
const givingUp = new AbortController();
let isStarting = true;
let isAskedToStop = false;
let stopping: Promise<void> | undefined;

async function start(): Promise<void> {
  const startedAt = performance.now();
  requireNode(20, 19);
  const ports = portsFrom(process.env);
  const dataDir = resolve(checkoutFolder, process.env.DATA_DIR ?? 'data');
  const parts = { postgres: happening(), zeebe: happening() };
  const settings = parts.postgres.happened.then(() =>
    prepareAppEnvironment(dataDir, addressesOf(ports), process.env),
  );
  const registerReady = settings.then((env) => timed('Register', prepareRegister(loadConfig(env))));
  const deployed = Promise.all([settings, parts.zeebe.happened]).then(([env]) =>
    timed('Models', deployModels(loadConfig(env))),
  );

  const stack = await settledTogether(
    startStack({
      dataDir,
      ports,
      isClockControlled: false,
      hasWebapps: true,
      furtherPorts: ['app', 'smtp'],
      onPartReady: (part) => {
        if (part === 'postgres' || part === 'zeebe') parts[part].happen();
      },
      onProgress: say,
      onPartLost: giveUp,
      signal: givingUp.signal,
    }),
    [registerReady, deployed],
  );
  stops.push(() => stack.stop());
  const mail = await startMailCapture({ port: ports.smtp, dir: join(dataDir, 'mail') });
  stops.push(() => mail.stop());
  const { forms, fresh } = await deployed;
  await installAccounts(stack);
  await timed(
    `Forms in Tasklist (${fresh} new models)`,
    waitForForms(stack.openSearchUrl, forms, { signal: givingUp.signal }),
  );
  const env = await settings;
  const config = loadConfig(env);
  const app = await timed(
    'The app',
    superviseApp({
      start: () => startApp(stack, env),
      ready: (signal) => appReady(ports.app, signal),
      onProgress: say,
      signal: givingUp.signal,
      stopLimitMs: appStopLimitMs,
      firstPauseMs: 1_000,
    }),
  );
  stops.push(() => app.stop());
  givingUp.signal.throwIfAborted();
  const seconds = (performance.now() - startedAt) / 1000;
  say(startReport({ ...config, mailFolder: join(dataDir, 'mail') }, sampleAccounts, seconds));
}

/** Says how long it took. */
async function timed<T>(what: string, work: Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await work;
  say(`${what} ready, ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  return result;
}

function startApp(stack: Stack, env: Record<string, string>) {
  return stack.startProgram({
    name: 'The app',
    command: process.execPath,
    args: ['--import', 'tsx', 'src/main.ts'],
    environment: { ...process.env, ...env },
    cwd: checkoutFolder,
    logFile: join(stack.dataDir, 'logs/app.log'),
    stopSignal: 'SIGTERM',
  });
}

async function appReady(port: number, signal: AbortSignal): Promise<void> {
  const probe = async () => (await fetch(`http://127.0.0.1:${port}/readyz`, { signal })).ok;
  await waitUntil('The app', probe, { limitMs: 60_000, signal });
}

/** The stack, once the work beside it is done too. When that work fails, the stack is not left behind. */
async function settledTogether(
  starting: Promise<Stack>,
  beside: readonly Promise<unknown>[],
): Promise<Stack> {
  try {
    const [stack] = await Promise.all([starting, ...beside]);
    return stack;
  } catch (error) {
    givingUp.abort();
    const [outcome] = await Promise.allSettled([starting]);
    if (outcome.status === 'fulfilled') await outcome.value.stop();
    throw error;
  }
}

/** A program of the stack died although everything was well. */
function giveUp(part: PartName, message: string): void {
  if (isAskedToStop) return;
  console.error(`${message}\nWithout ${part} nothing works: stopping. Start again with npm start.`);
  process.exitCode = 1;
  isAskedToStop = true;
  stopSoon();
}

function onSignal(): void {
  if (isAskedToStop) {
    killEveryChild();
    process.exit(130);
  }
  isAskedToStop = true;
  say('\nStopping ... (Ctrl-C again kills everything at once)');
  stopSoon();
}

/** While starting, what waits is woken and `main` stops the rest: two at once would get in each other's way. */
function stopSoon(): void {
  givingUp.abort();
  if (!isStarting) void stopEverything();
}

function stopEverything(): Promise<void> {
  stopping ??= (async () => {
    for (const stop of stops.splice(0).reverse())
      await stop().catch((error: unknown) => {
        console.error(messageOf(error));
        process.exitCode = 1;
      });
  })();
  return stopping;
}

async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  try {
    await start();
  } catch (error) {
    if (!isAskedToStop) {
      console.error(messageOf(error));
      process.exitCode = 1;
    }
    isAskedToStop = true;
    await stopEverything();
  }
  isStarting = false;
}

function requireNode(major: number, minor: number): void {
  const [actualMajor = 0, actualMinor = 0] = process.versions.node.split('.').map(Number);
  if (actualMajor > major || (actualMajor === major && actualMinor >= minor)) return;
  throw new Error(
    `Node.js ${major}.${minor} or newer is needed; this is ${process.versions.node}: install a newer one.`,
  );
}

function happening(): { happened: Promise<void>; happen: () => void } {
  let happen = () => undefined as void;
  const happened = new Promise<void>((done) => {
    happen = done;
  });
  return {
    happened,
    happen: () => {
      happen();
    },
  };
}

await main();

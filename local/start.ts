import { join, resolve } from 'node:path';
import { loadConfig } from '../src/config.ts';
import { installAccounts, sampleAccounts } from './accounts.ts';
import { prepareAppEnvironment } from './app-environment.ts';
import { superviseApp, type SupervisedApp } from './app-process.ts';
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
/** As long as Tasklist may take to start: on a new data folder it imports the forms then. */
const formsLimitMs = 240_000;
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
  const parts = { postgres: happening(), openSearch: happening(), zeebe: happening() };
  const claimed = happening<Stack['startProgram']>();
  const settings = parts.postgres.happened.then(() =>
    prepareAppEnvironment(dataDir, addressesOf(ports), process.env),
  );
  const registerReady = settings.then((env) => timed('Register', prepareRegister(loadConfig(env))));
  const deployed = Promise.all([settings, parts.zeebe.happened]).then(([env]) =>
    timed('Models', deployModels(loadConfig(env))),
  );
  const mailReady = parts.postgres.happened.then(() =>
    startMailCapture({ port: ports.smtp, dir: join(dataDir, 'mail') }),
  );
  // No case may start before Tasklist knows the forms. On existing data it does, and the app starts beside it.
  const formsKnown = Promise.all([deployed, parts.openSearch.happened]).then(([{ forms, fresh }]) =>
    timed(
      `Forms in Tasklist (${fresh} new models)`,
      waitForForms(addressesOf(ports).openSearchUrl, forms, {
        limitMs: formsLimitMs,
        signal: givingUp.signal,
      }),
    ),
  );
  const appReady = Promise.all([settings, claimed.happened, registerReady, mailReady, formsKnown]).then(
    ([env, startProgram]) => timed('The app', startApp(startProgram, dataDir, env)),
  );

  const stack = await settledTogether(
    startStack({
      dataDir,
      ports,
      isClockControlled: false,
      hasWebapps: true,
      furtherPorts: ['app', 'smtp'],
      onClaimed: claimed.happen,
      onPartReady: (part) => {
        if (part !== 'webapps') parts[part].happen();
      },
      onProgress: say,
      onPartLost: giveUp,
      signal: givingUp.signal,
    }),
    [mailReady, appReady],
  );
  await installAccounts(stack);
  const config = loadConfig(await settings);
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

function startApp(
  startProgram: Stack['startProgram'],
  dataDir: string,
  env: Record<string, string>,
): Promise<SupervisedApp> {
  return superviseApp({
    start: () =>
      startProgram({
        name: 'The app',
        command: process.execPath,
        args: ['--import', 'tsx', 'src/main.ts'],
        environment: { ...process.env, ...env },
        cwd: checkoutFolder,
        logFile: join(dataDir, 'logs/app.log'),
        stopSignal: 'SIGTERM',
      }),
    ready: (signal) => appAnswers(Number(env.PORT), signal),
    onProgress: say,
    signal: givingUp.signal,
    stopLimitMs: appStopLimitMs,
    firstPauseMs: 1_000,
  });
}

async function appAnswers(port: number, signal: AbortSignal): Promise<void> {
  const probe = async () => (await fetch(`http://127.0.0.1:${port}/readyz`, { signal })).ok;
  await waitUntil('The app', probe, { limitMs: 60_000, signal });
}

/**
 * The stack, once what starts beside it is there too. All of it is to be stopped from then on, the stack last; when one
 * fails, nothing is left behind.
 */
async function settledTogether(
  starting: Promise<Stack>,
  beside: readonly Promise<{ stop(): Promise<void> }>[],
): Promise<Stack> {
  const all = [starting, ...beside];
  // Also after a failure: what the others have started by then is stopped by `main`.
  const settled = Promise.allSettled(all).then((outcomes) => {
    for (const outcome of outcomes)
      if (outcome.status === 'fulfilled') stops.push(() => outcome.value.stop());
  });
  try {
    await Promise.all(all);
  } catch (error) {
    givingUp.abort();
    await settled;
    throw error;
  }
  await settled;
  return starting;
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

/** Something to wait for; whoever waits is told when the starting is given up before it has happened. */
function happening<T = void>(): { happened: Promise<T>; happen: (value: T) => void } {
  let happen: (value: T) => void = () => undefined;
  const happened = new Promise<T>((done, failed) => {
    happen = done;
    givingUp.signal.addEventListener('abort', () => failed(new Error('The start was given up.')), {
      once: true,
    });
  });
  // Nobody may be waiting yet.
  happened.catch(() => undefined);
  return {
    happened,
    happen: (value) => {
      happen(value);
    },
  };
}

await main();

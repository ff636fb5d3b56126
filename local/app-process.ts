import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from './child.ts';
import { messageOf } from './errors.ts';

export interface SupervisedApp {
  /** Ends the app (which finishes what it is doing first) and the watching. */
  stop(): Promise<void>;
}

export interface AppStart {
  start: () => Promise<Child>;
  /** Resolves when the app answers. */
  ready: (signal: AbortSignal) => Promise<void>;
  onProgress: (line: string) => void;
  /** Gives up the first start when aborted. */
  signal?: AbortSignal;
  /** How long the app may take to finish its work, in ms. */
  stopLimitMs: number;
  /** The first pause before a restart, in ms; doubles up to thirty times this. */
  firstPauseMs: number;
}

/**
 * Starts the app and waits until it answers; throws when it does not come up the first time (then a restart would not
 * help). From then on it is started again whenever it ends on its own, after a pause that grows with each failure.
 */
export async function superviseApp(options: AppStart): Promise<SupervisedApp> {
  const { onProgress, firstPauseMs } = options;
  const stopping = new AbortController();
  let current = await startOnce(options, options.signal ?? stopping.signal);
  let failures = 0;

  const watch = async () => {
    let upSince = Date.now();
    while (!stopping.signal.aborted) {
      const how = await Promise.race([current.exited, aborted(stopping.signal)]);
      if (how === undefined) return;
      // An app that ran well for a while has earned a quick restart again.
      if (Date.now() - upSince > 60 * firstPauseMs) failures = 0;
      const pauseMs = Math.min(firstPauseMs * 2 ** failures, firstPauseMs * 30);
      failures += 1;
      onProgress(`${how}; starting it again in ${(pauseMs / 1000).toFixed(1)} s`);
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      upSince = Date.now();
      try {
        current = await startOnce(options, stopping.signal);
        onProgress('The app answers again');
      } catch (error) {
        if (!stopping.signal.aborted) onProgress(messageOf(error));
      }
    }
  };
  const watching = watch();
  return {
    async stop() {
      stopping.abort();
      await current.stop(options.stopLimitMs);
      await watching;
    },
  };
}

async function startOnce({ start, ready, stopLimitMs }: AppStart, signal: AbortSignal): Promise<Child> {
  const child = await start();
  const settled = new AbortController();
  try {
    await Promise.race([ready(AbortSignal.any([signal, settled.signal])), child.died]);
    return child;
  } catch (error) {
    await child.stop(stopLimitMs);
    throw error;
  } finally {
    settled.abort();
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener(
      'abort',
      () => {
        resolve(undefined);
      },
      { once: true },
    );
  });
}

import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from './errors.ts';

/**
 * Asks `probe` every `everyMs` until it answers true. A probe that throws has not answered yet.
 * Throws after `limitMs`, with `what` and the last error; throws at once when `signal` is aborted.
 */
export async function waitUntil(
  what: string,
  probe: () => Promise<boolean>,
  { limitMs, everyMs = 100, signal }: { limitMs: number; everyMs?: number; signal?: AbortSignal },
): Promise<void> {
  const deadline = Date.now() + limitMs;
  let reason = '';
  for (;;) {
    signal?.throwIfAborted();
    try {
      if (await probe()) return;
    } catch (error) {
      reason = `: ${messageOf(error)}`;
    }
    if (Date.now() > deadline) throw new Error(`${what} was not ready after ${limitMs / 1000} s${reason}`);
    await sleep(everyMs);
  }
}

/** The JSON body of a GET that answered 2xx; throws otherwise, also after 5 s of silence. */
export async function getJson(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}

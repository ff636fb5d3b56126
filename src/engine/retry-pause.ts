import { isTransient } from './grpc-error.ts';
import { pause } from './pause.ts';

const firstPauseMs = 1_000;
const longestPauseMs = 5 * 60_000;

/**
 * The pause before the next try of a job, ms: 1 s, 3 s, 9 s … capped at 5 min, each between a half and the whole
 * of it by chance, so that jobs which failed together do not come back together.
 */
export function retryPause(attempt: number, random: () => number = Math.random): number {
  return withJitter(Math.min(longestPauseMs, firstPauseMs * 3 ** (attempt - 1)), random);
}

/** The pause of a loop that lost the engine, ms: 100 ms, doubled up to 5 s, with the same jitter. */
export function reconnectPause(failures: number, random: () => number = Math.random): number {
  return withJitter(Math.min(5_000, 100 * 2 ** (failures - 1)), random);
}

function withJitter(pauseMs: number, random: () => number): number {
  return Math.round(pauseMs * (0.5 + random() / 2));
}

/** Repeats a call while the engine is out of reach or sheds load, at most until the signal aborts. */
export async function whileTransient<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await call();
    } catch (error) {
      if (!isTransient(error) || signal.aborted) throw error;
      await pause(reconnectPause(failures), signal);
      if (signal.aborted) throw error;
    }
  }
}

export interface WaitOptions {
  /** Milliseconds until the wait is given up (default 30 s). */
  withinMs?: number;
  /** Milliseconds between two looks (default 100 ms). */
  everyMs?: number;
  /** What to add to the message when the wait is given up: the state that was seen last. */
  seen?: () => string;
}

/**
 * Looks until `probe` answers something other than undefined or false, and returns that. Waiting on a
 * condition, never on a time: a slow machine only makes it longer. Errors of the probe end the wait at once.
 */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  { withinMs = 30_000, everyMs = 100, seen }: WaitOptions = {},
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await probe();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline) {
      const detail = seen ? ` Seen last: ${seen()}` : '';
      throw new Error(`Waited ${withinMs / 1000} s in vain until ${what}.${detail}`);
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

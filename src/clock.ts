/**
 * The only source of time. In tests and scratch stacks it runs ahead of the machine's clock by the same
 * offset as the engine's controlled clock, so that deadlines, tokens and timers agree.
 */
export interface Clock {
  /** The current instant. */
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that can be moved forward. `advance` returns the new instant; it takes milliseconds. */
export function createShiftedClock(initialOffsetMs = 0): Clock & { advance(ms: number): Date } {
  let offsetMs = initialOffsetMs;
  const now = () => new Date(Date.now() + offsetMs);
  return {
    now,
    advance(ms) {
      offsetMs += ms;
      return now();
    },
  };
}

import { z } from 'zod';

const clockAnswer = z.object({ epochMilli: z.number() });

/** Moves the engine's controlled clock; milliseconds throughout. */
export interface EngineTime {
  /** How far the engine runs ahead of the machine's clock. */
  offsetMs(): Promise<number>;
  advance(ms: number): Promise<void>;
}

/** `actuatorUrl` is the broker's, `/actuator` included, started with its clock under control. */
export function createEngineTime(actuatorUrl: string): EngineTime {
  const call = async (path: string, init?: RequestInit) => {
    const response = await fetch(`${actuatorUrl}/clock${path}`, init);
    if (!response.ok)
      throw new Error(`The engine's clock answered ${response.status}: ${await response.text()}`);
    return clockAnswer.parse(await response.json()).epochMilli;
  };
  return {
    async offsetMs() {
      const offset = (await call('')) - Date.now();
      // Below a second it is the time that the call took: the clock was never moved.
      return Math.abs(offset) < 1_000 ? 0 : offset;
    },
    async advance(ms) {
      await call('/add', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ offsetMilli: ms }),
      });
    },
  };
}

import type { Logger } from '../../../logger.ts';

/** A page must come soon, engine or not. */
const longestWaitMs = 3_000;

/**
 * What the engine told, or undefined when its state could not be read in time: the page then says so and shows what
 * the register knows.
 */
export async function unlessAway<T>(logger: Logger, asking: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), longestWaitMs);
  });
  try {
    return await Promise.race([asking, tooLate]);
  } catch (error) {
    logger.warn({ error: error instanceof Error ? error.message : '' }, "the engine's state cannot be read");
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

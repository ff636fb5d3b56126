import { pino, type Logger } from 'pino';

export type { Logger };

/** Creates the root logger. Personal data never reaches it: callers log ids, codes and durations only. */
export function createLogger(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
}

import { startApp } from './app.ts';
import { environment, loadConfig } from './config.ts';
import { createLogger } from './logger.ts';

/**
 * The app as a process. Ends with 0 when it is told to (SIGTERM, SIGINT) and has finished its work, with 1 when
 * it cannot start or something broke that nobody caught: whoever watches it starts it again, and nothing is lost.
 */
async function main() {
  const config = loadConfig(environment());
  const logger = createLogger(config.logLevel);
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, (error: unknown) => {
      // The message may quote a value, so only the place is logged.
      const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter(isFrame) : [];
      logger.fatal({ event, error: error instanceof Error ? error.name : typeof error, frames }, 'ends');
      process.exit(1);
    });
  const starting = startApp(config, { logger });
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      logger.info({ signal }, 'stopping');
      starting
        .then((app) => app.stop())
        .then(
          () => process.exit(0),
          () => process.exit(1),
        );
    });
  await starting;
}

function isFrame(line: string): boolean {
  return line.trimStart().startsWith('at ');
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

import { environment, loadConfig } from './config.ts';
import { createEngine, deployBundle } from './engine/index.ts';
import { createLogger } from './logger.ts';

/** `npm run deploy`: deploys every domain whole and prints what is new. Exit code 1 with one message otherwise. */
async function main() {
  const config = loadConfig(environment());
  const engine = createEngine(config, createLogger(config.logLevel));
  try {
    const items = await deployBundle(engine.gateway, process.cwd(), { waitMs: 10_000 });
    const rows = items
      .filter(({ kind }) => kind !== 'decisionRequirements')
      .map(({ domain, kind, id, version, isNew }) => [
        domain,
        kind,
        id,
        `version ${version}`,
        isNew ? 'new' : 'unchanged',
      ]);
    const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
    for (const row of rows)
      console.log(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  } finally {
    await engine.close();
  }
}

// Exits at once: the SDK goes on trying to connect for ten seconds to an engine that is not there.
main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);

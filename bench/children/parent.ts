/** The settings that the parent gave; each child says what it expects. */
export function settings(): unknown {
  return JSON.parse(process.argv[2] ?? '{}');
}

/** Tells the parent that work can begin, and ends with it: `stop` runs first. */
export function ready(stop: () => Promise<unknown>): void {
  process.once('disconnect', () => {
    void stop().finally(() => process.exit(0));
  });
  process.send?.('ready');
}

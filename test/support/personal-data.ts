import { appendFileSync } from 'node:fs';
import { workPath } from './environment.ts';

/**
 * Writes down what must never reach the engine or a log, for the check at the end of the run (canary.ts).
 * Call it before the values are used.
 */
export function keepForCanary(values: Iterable<string>): void {
  const lines = [...values].filter((value) => value.length >= 3);
  if (lines.length > 0) appendFileSync(workPath('personal-data.txt'), `${lines.join('\n')}\n`);
}

import { readFileSync } from 'node:fs';
import { z } from 'zod';

const policySchema = z.strictObject({
  /** A limit that is no more working days away than this is near. */
  nearLimitWorkingDays: z.number().int().min(0).max(30),
  /** Changes by hand in the engine are listed for so many days, or until they are settled. */
  handChangesShownDays: z.number().int().min(1).max(3_650),
});
export type ConsolePolicy = z.output<typeof policySchema>;

const file = new URL('../../../../templates/console.json', import.meta.url);

/** What the house decides about its console (`templates/console.json`). Throws, naming file and problem. */
export function readConsolePolicy(): ConsolePolicy {
  const parsed = policySchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`templates/console.json is not usable: ${problems.join('; ')}`);
}

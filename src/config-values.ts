import { readFileSync } from 'node:fs';
import type { z } from 'zod';

/**
 * Reads the variables that the schema names. Each may also be given as `<NAME>_FILE`, the path of a file that holds
 * the value, as container secrets do; an empty value counts as none. `env` is undefined when the schema refuses
 * them; `problems` are by variable name and hold no value.
 */
export function checkValues<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  environment: NodeJS.ProcessEnv,
): { env: z.infer<z.ZodObject<Shape>> | undefined; problems: string[] } {
  const values: Record<string, string> = {};
  const problems: string[] = [];
  const unread = new Set<string>();
  for (const name of Object.keys(schema.shape)) {
    const direct = environment[name] || undefined;
    const file = environment[`${name}_FILE`] || undefined;
    if (direct !== undefined && file !== undefined)
      problems.push(`${name}, ${name}_FILE: give one of them, not both`);
    const value = file === undefined ? direct : readSecret(name, file, problems);
    if (value !== undefined) values[name] = value;
    else if (file !== undefined) unread.add(name);
  }
  const parsed = schema.safeParse(values);
  for (const { path, message } of parsed.error?.issues ?? [])
    // What a file should have said and did not is one problem, not two.
    if (!unread.has(path.join('.'))) problems.push(`${path.join('.')}: ${message}`);
  return { env: parsed.data, problems };
}

function readSecret(name: string, file: string, problems: string[]): string | undefined {
  try {
    // Editors and `echo` end a file with a line break, which no value has.
    const value = readFileSync(file, 'utf8').replace(/[\r\n]+$/, '');
    if (value !== '') return value;
    problems.push(`${name}_FILE: ${file} is empty`);
  } catch (error) {
    const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
    problems.push(`${name}_FILE: ${file} cannot be read (${code})`);
  }
  return undefined;
}

/** One message with every problem. */
export function unusable(problems: readonly string[]): Error {
  return new Error(`The configuration is not usable:\n${problems.map((line) => `  ${line}`).join('\n')}`);
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  languages,
  notificationChannels,
  type Language,
  type NotificationChannel,
} from '../register/codes.ts';

/** `text`, `flag`, or the fields of each entry of a list. */
const variableSchema = z.union([z.literal('text'), z.literal('flag'), z.array(z.string()).min(1)]);
/** Customer and staff of a case; who asked a question and who answers it; who has an appointment. */
const audiences = ['customer', 'staff', 'asker', 'responder', 'visitor'] as const;
const variablesSchema = z.record(z.string(), variableSchema);
const definitionsSchema = z.strictObject({
  common: z.strictObject({
    customer: variablesSchema,
    staff: variablesSchema,
    asker: variablesSchema,
    responder: variablesSchema,
    visitor: variablesSchema,
  }),
  templates: z.record(
    z.string(),
    z.strictObject({
      audience: z.enum(audiences),
      numberPrefix: z.string().min(1),
      variables: variablesSchema,
    }),
  ),
});

export type Variables = Readonly<Record<string, z.output<typeof variableSchema>>>;

export interface TemplateDefinition {
  audience: (typeof audiences)[number];
  /** Short name in the notice's number: 收〔2026〕000123. */
  numberPrefix: string;
  /** Everything that the texts may name, the common ones included. */
  variables: Variables;
  /** Customers and askers choose between Chinese and English and get what they can be reached by; staff get Chinese e-mail. */
  languages: readonly Language[];
  channels: readonly NotificationChannel[];
}

/** Reads `variables.json`: what each template is for and which variables its texts may name. */
export function readTemplateDefinitions(dir: string): ReadonlyMap<string, TemplateDefinition> {
  const { common, templates } = readJson(join(dir, 'variables.json'), definitionsSchema);
  return new Map(
    Object.entries(templates).map(([name, { audience, numberPrefix, variables }]) => [
      name,
      {
        audience,
        numberPrefix,
        variables: { ...common[audience], ...variables },
        languages: isInside(audience) ? ['zh-CN'] : languages,
        channels: isInside(audience) ? ['email'] : notificationChannels,
      },
    ]),
  );
}

const isInside = (audience: TemplateDefinition['audience']) =>
  audience === 'staff' || audience === 'responder';

/** Reads a JSON file beside the templates. Throws one error that names the file and each problem. */
export function readJson<Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} is not readable JSON: ${error instanceof Error ? error.message : 'unknown'}`);
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `${issue.path.map(String).join('.')}: ${issue.message}`,
  );
  throw new Error(`${file} is not usable: ${problems.join('; ')}`);
}

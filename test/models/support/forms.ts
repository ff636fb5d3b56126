import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { modelFiles } from '../../support/model-files.ts';

const option = z.object({ label: z.string(), value: z.string() });
const base = z.object({
  id: z.string(),
  type: z.string(),
  key: z.string().optional(),
  path: z.string().optional(),
  label: z.string().optional(),
  description: z.string().optional(),
  text: z.string().optional(),
  readonly: z.boolean().optional(),
  disabled: z.boolean().optional(),
  values: z.array(option).optional(),
  validate: z.object({ required: z.boolean().optional(), maxLength: z.number().optional() }).optional(),
  conditional: z.object({ hide: z.string() }).optional(),
});
const component = base.extend({ components: z.array(base).optional() });

const schema = z.object({
  id: z.string(),
  type: z.literal('default'),
  schemaVersion: z.number(),
  versionTag: z.string(),
  executionPlatform: z.literal('Camunda Cloud'),
  executionPlatformVersion: z.literal('8.6.0'),
  components: z.array(component),
});

export type Component = z.output<typeof component>;
export type Form = z.output<typeof schema> & { readonly fileId: string; readonly path: string };

/** Every form of the project. */
export function loadForms(): Form[] {
  return modelFiles('form').map(({ id, path }) => {
    const parsed = schema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    if (!parsed.success) throw new Error(`${path}: ${parsed.error.message}`);
    return { ...parsed.data, fileId: id, path };
  });
}

/** Top-level components and those inside lists. */
export function allComponents(form: Form): Component[] {
  return form.components.flatMap((entry) => [entry, ...(entry.components ?? [])]);
}

/** The variables that come back when the form is completed. */
export function answerKeys(form: Form): string[] {
  return form.components.flatMap(({ key, path }) => key ?? path ?? []);
}

/** FEEL expressions of a component: in braces inside texts, and the conditions. */
export function expressionsOf({ text = '', conditional }: Component): string[] {
  const inTexts = [...text.matchAll(/\{\{(.+?)\}\}/g)].map(([, expression]) => expression ?? '');
  return [...inTexts, ...(conditional ? [conditional.hide] : [])];
}

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Language } from '../../language.ts';

const base = { id: z.string() };
const input = {
  ...base,
  key: z.string(),
  label: z.string(),
  description: z.string().optional(),
  validate: z
    .object({
      required: z.boolean().optional(),
      maxLength: z.number().optional(),
      min: z.number().optional(),
      max: z.number().optional(),
    })
    .optional(),
};
const values = z.array(z.object({ label: z.string(), value: z.string() })).min(1);
const leaf = z.discriminatedUnion('type', [
  z.object({ ...base, type: z.literal('text'), text: z.string() }),
  z.object({ ...input, type: z.literal('radio'), values }),
  z.object({ ...input, type: z.literal('checklist'), values }),
  z.object({ ...input, type: z.literal('checkbox') }),
  z.object({ ...input, type: z.literal('textarea') }),
  z.object({ ...input, type: z.literal('number'), defaultValue: z.number().optional() }),
  z.object({ ...input, type: z.literal('filepicker'), accept: z.string(), multiple: z.boolean() }),
  z.object({ ...base, type: z.literal('button'), label: z.string(), action: z.literal('submit') }),
]);
const list = z.object({
  ...base,
  type: z.literal('dynamiclist'),
  path: z.string(),
  allowAddRemove: z.literal(false),
  components: z.array(leaf),
});
const schema = z.object({ id: z.string(), components: z.array(z.union([leaf, list])) });

export type FormLeaf = z.output<typeof leaf>;
export type FormComponent = FormLeaf | z.output<typeof list>;

export interface CustomerForm {
  id: FormName;
  components: readonly FormComponent[];
  /** The whole file, for the viewer in the browser. */
  source: unknown;
}

/** What the server takes in; a form may leave a key out but not bring one that nobody reads. */
export const formKeys = {
  supplement: { keys: [], rowKeys: ['document', 'isSigned', 'isSealed', 'copies'] },
  survey: { keys: ['score', 'reasons', 'comment'], rowKeys: [] },
  withdrawal: { keys: ['isConfirmed'], rowKeys: [] },
} as const;

export type FormName = keyof typeof formKeys;
export type CustomerForms = Readonly<Record<Language, Readonly<Record<FormName, CustomerForm>>>>;

const folder = fileURLToPath(new URL('../../../../forms/customer/', import.meta.url));

/**
 * Reads the customers' forms, `forms/customer/<name>.form` and their English texts in `forms/customer/en/`. Throws,
 * naming file and component, when one uses what the pages cannot show or a key that the server does not know.
 */
export function readCustomerForms(dir: string = folder): CustomerForms {
  const read = (sub: string) => ({
    supplement: readForm(`${dir}${sub}supplement.form`, 'supplement'),
    survey: readForm(`${dir}${sub}survey.form`, 'survey'),
    withdrawal: readForm(`${dir}${sub}withdrawal.form`, 'withdrawal'),
  });
  return { 'zh-CN': read(''), en: read('en/') };
}

function readForm(file: string, id: FormName): CustomerForm {
  const source = readJson(file);
  const parsed = schema.safeParse(source);
  if (!parsed.success) throw new Error(`${file} is not usable:\n${z.prettifyError(parsed.error)}`);
  const { components } = parsed.data;
  const problems = components.flatMap((component) =>
    component.type === 'dynamiclist'
      ? component.components.flatMap((leaf) => unknownKey(leaf, formKeys[id].rowKeys))
      : unknownKey(component, formKeys[id].keys),
  );
  if (parsed.data.id !== id) problems.push(`its id is ${parsed.data.id}, not ${id}`);
  if (problems.length > 0) throw new Error(`${file} is not usable: ${problems.join('; ')}`);
  return { id, components, source };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`${file} is missing or no JSON: save it in Modeler again.`, { cause });
  }
}

function unknownKey(component: FormLeaf, known: readonly string[]): string[] {
  return 'key' in component && !known.includes(component.key)
    ? [`${component.id} has the key ${component.key}, which nobody reads`]
    : [];
}

/** What an option of a form is called; the value itself when the form does not offer it. */
export function optionLabel(form: CustomerForm, key: string, value: string): string {
  for (const component of form.components)
    if ('values' in component && component.key === key)
      return component.values.find((option) => option.value === value)?.label ?? value;
  return value;
}

/** Labels of the required fields for which `given` has no answer. */
export function missingAnswers(form: CustomerForm, given: (key: string) => boolean): string[] {
  return form.components.flatMap((component) =>
    'key' in component && component.validate?.required && !given(component.key) ? [component.label] : [],
  );
}

import type { z } from 'zod';
import { isFieldCode, type FieldCode, type FieldIssue } from './field-texts.ts';
import { Problem } from './problem.ts';

type Issue = z.core.$ZodIssue;

/**
 * Reads what a client sent. Throws `fields-invalid` that names every wrong field, unknown ones included;
 * `root` names the whole.
 */
export function parseFields<S extends z.ZodType>(schema: S, value: unknown, root = 'body'): z.output<S> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.flatMap((issue) => fieldIssues(issue, root));
  // Two checks of one field may say the same.
  const distinct = new Map(issues.map((issue) => [`${issue.field} ${issue.code}`, issue]));
  throw new Problem('fields-invalid', [...distinct.values()]);
}

/** A zod path as text: `['materials', 2, 'code']` → `materials[2].code`. */
export function fieldPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const step of path)
    text += typeof step === 'number' ? `[${step}]` : `${text === '' ? '' : '.'}${String(step)}`;
  return text;
}

function fieldIssues(issue: Issue, root: string): FieldIssue[] {
  const field = issue.path.length > 0 ? fieldPath(issue.path) : root;
  // A name of the client's own goes back only when it is a plain one; it may hold anything.
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      field: fieldPath([...issue.path, /^[\w.-]{1,60}$/.test(key) ? key : '?']),
      code: 'unknown-field',
    }));
  if (isFieldCode(issue.message))
    return [{ field, code: issue.input === undefined ? 'required' : issue.message }];
  return [{ field, ...standardIssue(issue) }];
}

function standardIssue(issue: Issue): { code: FieldCode; values?: Record<string, string | number> } {
  switch (issue.code) {
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? { code: 'required' }
        : { code: 'too-small', values: { minimum: Number(issue.minimum) } };
    case 'too_big':
      return {
        code: issue.origin === 'string' ? 'too-long' : issue.origin === 'array' ? 'too-many' : 'too-large',
        values: { maximum: Number(issue.maximum) },
      };
    case 'invalid_value':
      return issue.input === undefined
        ? { code: 'required' }
        : { code: 'not-an-option', values: { options: issue.values.map(String).join(', ') } };
    case 'invalid_format':
      return {
        code:
          issue.format === 'date'
            ? 'date-invalid'
            : issue.format === 'email'
              ? 'email-invalid'
              : 'id-invalid',
      };
    default:
      return { code: issue.input === undefined ? 'required' : 'wrong-type' };
  }
}

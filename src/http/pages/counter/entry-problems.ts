import { documentTypes, shanghaiDay } from '../../../register/index.ts';
import { checkCase, checkOrder, checkParty } from '../../api/case-checks.ts';
import { caseSchema } from '../../api/case-schema.ts';
import type { HttpDeps } from '../../deps.ts';
import { parseFields } from '../../field-problems.ts';
import { describeField, type FieldIssue } from '../../field-texts.ts';
import { Problem } from '../../problem.ts';
import {
  applicationOf,
  dayOf,
  documentNumberOf,
  isTicked,
  materialField,
  receivedMaterials,
  requiredFor,
  roles,
  valueOf,
  type Entry,
} from './entry.ts';

/** Field of the form → what is wrong with it, in words. */
export type EntryProblems = ReadonlyMap<string, string>;

/** Issues of the API by the names of the form's fields; `codes` are the materials in the order they were sent. */
export function entryProblems(issues: readonly FieldIssue[], codes: readonly string[]): EntryProblems {
  const problems = new Map<string, string>();
  for (const issue of issues) {
    const name = formName(issue.field, codes);
    if (!problems.has(name)) problems.set(name, describeField(issue, 'zh-CN'));
  }
  return problems;
}

function formName(path: string, codes: readonly string[]): string {
  const [, index, part] = /^materials\[(\d+)\]\.(\w+)$/.exec(path) ?? [];
  if (index !== undefined && part !== undefined) return materialField(codes[Number(index)] ?? '?', part);
  if (path === 'consentVersion') return 'consent';
  return path === 'authorisation' ? 'authorisation.principalName' : path;
}

/**
 * What is wrong with a form that may be half filled in, by the same rules as a registration; empty fields are
 * named as well, the page shows only those that were left already.
 */
export function checkEntry(
  { matters, clock }: Pick<HttpDeps, 'matters' | 'clock'>,
  entry: Entry,
): EntryProblems {
  const received = receivedMaterials(requiredFor(matters, entry), entry, new Set());
  const codes = received.map(({ code }) => code);
  const today = shanghaiDay(clock.now());
  try {
    const request = parseFields(caseSchema, applicationOf(entry, received, new Set()));
    return entryProblems(checkCase(request, [], { matters, isStaff: true, today }), codes);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return entryProblems([...error.fields, ...partIssues(entry, today)], codes);
  }
}

/** The checks across fields that need no complete form: check digits and the order of days. */
function partIssues(entry: Entry, today: string): FieldIssue[] {
  const party = roles.flatMap((role) => {
    if (role === 'agent' && !isTicked(entry, 'hasAgent')) return [];
    const documentType = documentTypes.find((type) => type === valueOf(entry, `${role}.documentType`));
    const documentNumber = documentNumberOf(entry, role)?.toUpperCase();
    return [
      ...(documentType && documentNumber ? checkParty(role, { documentType, documentNumber }, today) : []),
      ...orderIssues(entry, role, 'documentValidFrom', 'documentValidUntil'),
    ];
  });
  return [...party, ...orderIssues(entry, 'authorisation', 'validFrom', 'validUntil')];
}

function orderIssues(entry: Entry, subject: string, from: string, until: string): FieldIssue[] {
  const field = `${subject}.${until}`;
  return checkOrder(field, dayOf(entry, `${subject}.${from}`), dayOf(entry, field));
}

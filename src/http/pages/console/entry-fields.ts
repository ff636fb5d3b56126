import { z } from 'zod';
import { isDocumentNumberPossible } from '../../../identity/index.ts';
import {
  authorisationScopes,
  correctAuthorisation,
  correctCase,
  correctParty,
  documentTypes,
  longTerm,
  readParties,
  type CorrectionOf,
  type Store,
} from '../../../register/index.ts';
import { day, email, line, paragraph, phone } from '../../api/fields.ts';
import { parseFields } from '../../field-problems.ts';
import { Problem } from '../../problem.ts';
import { documentTypeWords, scopeWords } from '../words.ts';

type Subject = 'case' | 'customer' | 'agent' | 'authorisation';

interface EntryField {
  subject: Subject;
  field: string;
  label: string;
  /** Whether an empty value takes the entry away. */
  isOptional: boolean;
}

const partySchema = z.object({
  name: line(100).exactOptional(),
  documentType: z.enum(documentTypes).exactOptional(),
  documentNumber: line(40).toUpperCase().exactOptional(),
  documentValidFrom: day.optional(),
  documentValidUntil: day.optional(),
  phone: phone.optional(),
  email: email.optional(),
  address: line(200).optional(),
});

const authorisationSchema = z.object({
  principalName: line(100).exactOptional(),
  scope: z.enum(authorisationScopes).exactOptional(),
  validFrom: day.optional(),
  validUntil: day.optional(),
});

const caseFieldsSchema = z.object({ reason: paragraph(1000).exactOptional() });

const partyFields: readonly Omit<EntryField, 'subject'>[] = [
  { field: 'name', label: '姓名或名称', isOptional: false },
  { field: 'documentType', label: '证件类型', isOptional: false },
  { field: 'documentNumber', label: '证件号码', isOptional: false },
  { field: 'documentValidFrom', label: '证件有效期起', isOptional: true },
  { field: 'documentValidUntil', label: '证件有效期止', isOptional: true },
  { field: 'phone', label: '电话', isOptional: true },
  { field: 'email', label: '邮箱', isOptional: true },
  { field: 'address', label: '地址', isOptional: true },
];

/** Everything in an entry that staff may correct, in the order of the form. */
export const entryFields: readonly EntryField[] = [
  ...partyFields.map((field) => ({ ...field, subject: 'customer' as const })),
  ...partyFields.map((field) => ({ ...field, subject: 'agent' as const })),
  { subject: 'authorisation', field: 'principalName', label: '委托人', isOptional: false },
  { subject: 'authorisation', field: 'scope', label: '委托范围', isOptional: false },
  { subject: 'authorisation', field: 'validFrom', label: '委托有效期起', isOptional: true },
  { subject: 'authorisation', field: 'validUntil', label: '委托有效期止', isOptional: true },
  { subject: 'case', field: 'reason', label: '收件事由', isOptional: false },
];

const subjectLabels: Readonly<Record<Subject, string>> = {
  case: '收件',
  customer: '申请人',
  agent: '代理人',
  authorisation: '授权委托',
};

/** The name of an entry field for people, such as 申请人 · 电话; its codes when it is not known here. */
export function entryLabel(subject: string, field: string): string {
  const known = entryFields.find((one) => one.subject === subject && one.field === field);
  return known ? `${subjectLabels[known.subject]} · ${known.label}` : `${subject} · ${field}`;
}

/** `customer.phone` → its field, or undefined. */
export function findEntryField(target: string): EntryField | undefined {
  return entryFields.find(({ subject, field }) => `${subject}.${field}` === target);
}

/** People enter words where the register keeps a code. */
function codeFor(field: string, entered: string): string {
  if (entered === '长期') return longTerm;
  const words = field === 'documentType' ? documentTypeWords : field === 'scope' ? scopeWords : {};
  return Object.entries(words).find(([, word]) => word === entered)?.[0] ?? entered;
}

/**
 * Writes one corrected value; the old one is kept. Returns false when it was the same already. Throws
 * `fields-invalid` for a value that cannot be right.
 */
export async function correctEntry(
  store: Store,
  correction: CorrectionOf,
  { subject, field, isOptional }: EntryField,
  entered: string,
): Promise<boolean> {
  if (entered === '' && !isOptional) throw new Problem('fields-invalid', [{ field, code: 'required' }]);
  const value = entered === '' ? undefined : codeFor(field, entered);
  if (subject === 'case') {
    const changes = parseFields(caseFieldsSchema, { [field]: value });
    return (await correctCase(store, { ...correction, changes })).length > 0;
  }
  if (subject === 'authorisation') {
    const changes = parseFields(authorisationSchema, { [field]: value });
    return (await correctAuthorisation(store, { ...correction, changes })).length > 0;
  }
  const changes = parseFields(partySchema, { [field]: value });
  const before = (await readParties(store, correction.caseId)).find(({ role }) => role === subject);
  const after = { ...before, ...changes };
  if (
    changes.documentNumber &&
    after.documentType &&
    !isDocumentNumberPossible(after.documentType, changes.documentNumber)
  )
    throw new Problem('fields-invalid', [{ field, code: 'document-number-invalid' }]);
  return (await correctParty(store, { ...correction, role: subject, changes })).length > 0;
}

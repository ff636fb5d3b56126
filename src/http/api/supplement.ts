import { z } from 'zod';
import {
  listRounds,
  materialForms,
  receiveSupplement,
  type MaterialInput,
  type SupplementRoundRecord,
} from '../../register/index.ts';
import type { HttpDeps } from '../deps.ts';
import type { FieldIssue } from '../field-texts.ts';
import { Problem } from '../problem.ts';
import { count, line } from './fields.ts';
import type { ReceivedFile } from './multipart.ts';
import { storeFiles } from './uploads.ts';

const itemFields = {
  form: z.enum(materialForms).default('electronic'),
  originals: count.default(1),
  copies: count.default(1),
  pages: count.optional(),
  isSigned: z.boolean().default(false),
  isSealed: z.boolean().default(false),
};
const itemDefaults = z.object(itemFields);

/** What a customer hands in later. An item that comes only as a file counts with these defaults. */
export const supplementSchema = z
  .strictObject({
    items: z
      .array(z.strictObject({ code: line(60), ...itemFields }))
      .max(50)
      .default([]),
  })
  .prefault({});

export type SupplementRequest = z.output<typeof supplementSchema>;

/**
 * Takes in a supplement (补正, clause 2.3.1): only items that the notice asked for, each once. Throws
 * `fields-invalid`, and the register's errors SUPPLEMENT_NOT_OPEN, SUPPLEMENT_TOO_LATE, WITHDRAWAL_PENDING.
 */
export async function handInSupplement(
  { register, documents }: Pick<HttpDeps, 'register' | 'documents'>,
  caseId: string,
  { items }: SupplementRequest,
  files: readonly ReceivedFile[],
): Promise<{ round: number }> {
  const waiting = (await listRounds(register, caseId)).find(({ status }) => status === 'waiting');
  const issues = waiting ? checkItems(waiting, items, files) : [];
  if (issues.length > 0) throw new Problem('fields-invalid', issues);
  // Without an open round the register refuses, and there is no use in keeping the files.
  const stored = waiting ? await storeFiles(documents, files) : [];
  return receiveSupplement(register, {
    caseId,
    actor: 'customer',
    materials: waiting ? materialsOf(waiting, items, files) : [],
    documents: stored,
  });
}

function checkItems(
  { items: asked }: SupplementRoundRecord,
  items: SupplementRequest['items'],
  files: readonly ReceivedFile[],
): FieldIssue[] {
  if (items.length + files.length === 0) return [{ field: 'items', code: 'nothing-submitted' }];
  const codes = new Set(asked.map(({ code }) => code));
  const issues: FieldIssue[] = [];
  const seen = new Set<string>();
  for (const [index, { code, originals, copies }] of items.entries()) {
    const field = `items[${index}]`;
    if (!codes.has(code)) issues.push({ field: `${field}.code`, code: 'material-not-missing' });
    if (seen.has(code)) issues.push({ field: `${field}.code`, code: 'material-repeated' });
    if (originals + copies === 0) issues.push({ field: `${field}.originals`, code: 'material-count' });
    seen.add(code);
  }
  for (const { field, materialCode } of files)
    if (!codes.has(materialCode)) issues.push({ field, code: 'material-not-missing' });
  return issues;
}

function materialsOf(
  { items: asked }: SupplementRoundRecord,
  items: SupplementRequest['items'],
  files: readonly ReceivedFile[],
): MaterialInput[] {
  return asked.flatMap(({ code, name }): MaterialInput[] => {
    const given = items.find((item) => item.code === code);
    if (given) return [{ ...given, name }];
    const hasFile = files.some((file) => file.materialCode === code);
    return hasFile ? [{ ...itemDefaults.parse({}), code, name }] : [];
  });
}

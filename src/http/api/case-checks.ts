import type { FieldIssue } from '../field-texts.ts';
import type { MatterCatalogue } from '../../matters/index.ts';
import { isDocumentNumberPossible } from '../../identity/index.ts';
import type { CaseRequest } from './case-schema.ts';
import type { ReceivedFile } from './multipart.ts';

type Party = CaseRequest['customer'];

/**
 * What a schema cannot see (`today` is `YYYY-MM-DD`): fields that do not fit together or name nothing. Doubts about a document that
 * could be right (expired, about to expire) are no matter of form; the procedure decides on them (2.2.1).
 */
export function checkCase(
  request: CaseRequest,
  files: readonly ReceivedFile[],
  { matters, isStaff, today }: { matters: MatterCatalogue; isStaff: boolean; today: string },
): FieldIssue[] {
  const { customer, agent, authorisation } = request;
  const matter = matters.get(request.matterCode);
  const issues: FieldIssue[] = [
    ...(matter ? checkMaterials(request, files, matters) : [issue('matterCode', 'matter-unknown')]),
    ...checkParty('customer', customer, today),
    ...checkOrder('customer.documentValidUntil', customer.documentValidFrom, customer.documentValidUntil),
  ];
  if (request.channel !== 'web' && !isStaff) issues.push(issue('channel', 'channel-not-allowed'));
  if ((customer.documentType === 'creditCode') !== (request.customerType === 'organisation'))
    issues.push(issue('customer.documentType', 'document-type-mismatch'));
  if (![customer, agent].some((party) => party?.phone ?? party?.email))
    issues.push(issue('customer.phone', 'contact-required'));
  if (agent) {
    issues.push(
      ...checkParty('agent', agent, today),
      ...checkOrder('agent.documentValidUntil', agent.documentValidFrom, agent.documentValidUntil),
    );
    if (agent.documentType === 'creditCode') issues.push(issue('agent.documentType', 'agent-document-type'));
    if (!authorisation) issues.push(issue('authorisation', 'authorisation-required'));
  } else if (authorisation) issues.push(issue('agent', 'agent-required'));
  if (authorisation)
    issues.push(...checkOrder('authorisation.validUntil', authorisation.validFrom, authorisation.validUntil));
  return issues;
}

/** Whether a document number can be one of its type; `field` is the party's path. */
export function checkParty(
  field: string,
  { documentType, documentNumber }: Pick<Party, 'documentType' | 'documentNumber'>,
  today: string,
): FieldIssue[] {
  return isDocumentNumberPossible(documentType, documentNumber, today)
    ? []
    : [issue(`${field}.documentNumber`, 'document-number-invalid')];
}

/** Whether two days `YYYY-MM-DD` stand in order; `field` is the path of the second. */
export function checkOrder(field: string, from: string | undefined, until: string | undefined): FieldIssue[] {
  return from !== undefined && until !== undefined && until < from ? [issue(field, 'date-order')] : [];
}

function checkMaterials(
  { matterCode, customerType, agent, materials }: CaseRequest,
  files: readonly ReceivedFile[],
  matters: MatterCatalogue,
): FieldIssue[] {
  const known = new Set(
    matters.materialsFor(matterCode, customerType, agent !== undefined).map(({ code }) => code),
  );
  const issues: FieldIssue[] = [];
  const listed = new Set<string>();
  for (const [index, { code, originals, copies }] of materials.entries()) {
    const field = `materials[${index}]`;
    if (!known.has(code)) issues.push(issue(`${field}.code`, 'material-unknown'));
    if (listed.has(code)) issues.push(issue(`${field}.code`, 'material-repeated'));
    if (originals + copies === 0) issues.push(issue(`${field}.originals`, 'material-count'));
    listed.add(code);
  }
  return [
    ...issues,
    ...files
      .filter(({ materialCode }) => !listed.has(materialCode))
      .map(({ field }) => issue(field, 'file-field-unknown')),
  ];
}

const issue = (field: string, code: FieldIssue['code']): FieldIssue => ({ field, code });

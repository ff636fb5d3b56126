import { shanghaiDay, type AuthorisationInput, type PartyInput, type PartyRole } from '../register/index.ts';
import { ageOn } from './citizen-number.ts';
import { birthDateIn, isDocumentNumberPossible } from './document-number.ts';

/** Facts only. Which of them is doubtful or fatal is the table `identityVerdict`. */
export const identityFindingCodes = [
  'DOCUMENT_NUMBER_INVALID',
  'DOCUMENT_EXPIRED',
  'DOCUMENT_NOT_YET_VALID',
  'DOCUMENT_VALIDITY_UNKNOWN',
  'DOCUMENT_COPY_MISSING',
  'AGE_UNDER_18',
  'AUTHORISATION_MISSING',
  /** Not in force today: run out, or not begun. */
  'AUTHORISATION_EXPIRED',
  'AUTHORISATION_SCOPE',
  'AUTHORISATION_PRINCIPAL_MISMATCH',
] as const;
export type IdentityFindingCode = (typeof identityFindingCodes)[number];

export interface IdentityFinding {
  code: IdentityFindingCode;
  /** Whose document or authorisation it is about. */
  role: PartyRole;
}

/** A party, and whether a copy of its document was handed in; undefined when nobody asks for one. */
export type IdentityParty = PartyInput & { hasDocumentCopy?: boolean | undefined };

const fullAge = 18;

/**
 * Compares what the parties stated with what can be checked without asking anybody (clause 2.2.1): number,
 * validity and age for each, and the authorisation of an agent. Days are days in China. A document is good on
 * its last day. `findings` names each code once, `details` says whose it is. Never throws; no finding holds a name or number.
 */
export function checkIdentity(
  parties: readonly IdentityParty[],
  authorisation: AuthorisationInput | null | undefined,
  now: Date,
): { findings: IdentityFindingCode[]; details: IdentityFinding[] } {
  const today = shanghaiDay(now);
  const customer = parties.find((party) => party.role === 'customer');
  const hasAgent = parties.some((party) => party.role === 'agent');
  const agentCodes = hasAgent ? authorisationFindings(authorisation, customer?.name, today) : [];
  const details = [
    ...parties.flatMap((party) =>
      documentFindings(party, today).map((code): IdentityFinding => ({ code, role: party.role })),
    ),
    ...agentCodes.map((code): IdentityFinding => ({ code, role: 'agent' })),
  ];
  return { findings: [...new Set(details.map((finding) => finding.code))], details };
}

function documentFindings(party: IdentityParty, today: string): IdentityFindingCode[] {
  const { documentType, documentNumber, documentValidFrom: from, documentValidUntil: until } = party;
  const isPossible = isDocumentNumberPossible(documentType, documentNumber, today);
  const birth = isPossible ? birthDateIn(documentType, documentNumber) : undefined;
  const findings: IdentityFindingCode[] = [];
  if (!isPossible) findings.push('DOCUMENT_NUMBER_INVALID');
  if (until === undefined) findings.push('DOCUMENT_VALIDITY_UNKNOWN');
  else if (until < today) findings.push('DOCUMENT_EXPIRED');
  if (from !== undefined && from > today) findings.push('DOCUMENT_NOT_YET_VALID');
  if (party.hasDocumentCopy === false) findings.push('DOCUMENT_COPY_MISSING');
  if (birth !== undefined && ageOn(birth, today) < fullAge) findings.push('AGE_UNDER_18');
  return findings;
}

function authorisationFindings(
  authorisation: AuthorisationInput | null | undefined,
  customerName: string | undefined,
  today: string,
): IdentityFindingCode[] {
  if (!authorisation) return ['AUTHORISATION_MISSING'];
  const { scope, principalName, validFrom, validUntil } = authorisation;
  const findings: IdentityFindingCode[] = [];
  const isInForce = (validFrom ?? today) <= today && today <= (validUntil ?? today);
  if (!isInForce) findings.push('AUTHORISATION_EXPIRED');
  if (scope === 'other') findings.push('AUTHORISATION_SCOPE');
  if (customerName === undefined || comparableName(principalName) !== comparableName(customerName))
    findings.push('AUTHORISATION_PRINCIPAL_MISMATCH');
  return findings;
}

/** Names are the same in full or half width, capitals or not, whatever the spaces and middle dots. */
function comparableName(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[\s·・•.]/g, '')
    .toUpperCase();
}

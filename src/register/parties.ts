import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import { appendAudit } from './audit.ts';
import type { AuthorisationScope, CustomerType, DocumentType, Language, PartyRole } from './codes.ts';
import { RegisterError } from './errors.ts';
import { maskDocumentNumber, maskName, maskOrganisation, maskPhone } from './masks.ts';
import type { AuthorisationTable, PartyTable } from './schema.ts';
import { atomically, type Actor, type Store } from './store.ts';

/** A party in the clear. Dates are `YYYY-MM-DD`; `longTerm` as `documentValidUntil` = does not expire. */
export interface PartyInput {
  role: PartyRole;
  type: CustomerType;
  name: string;
  documentType: DocumentType;
  documentNumber: string;
  documentValidFrom?: string | undefined;
  documentValidUntil?: string | undefined;
  phone?: string | undefined;
  email?: string | undefined;
  address?: string | undefined;
}

export interface AuthorisationInput {
  scope: AuthorisationScope;
  principalName: string;
  validFrom?: string | undefined;
  validUntil?: string | undefined;
}

/** What staff and forms may see of a party without a reason. */
export interface MaskedParty {
  role: PartyRole;
  type: CustomerType;
  nameMasked: string;
  documentType: DocumentType;
  documentNumberMasked: string;
  documentValidFrom: string | null;
  documentValidUntil: string | null;
  phoneMasked: string | null;
  hasEmail: boolean;
  hasAddress: boolean;
}

type Row = Selectable<PartyTable>;
export type EncryptedField = 'nameEnc' | 'documentNumberEnc' | 'phoneEnc' | 'emailEnc' | 'addressEnc';

export const partyPlace = (field: EncryptedField, id: string) => `party.${field}:${id}`;
export const principalPlace = (caseId: string) => `authorisation.principalNameEnc:${caseId}`;

/** The columns that follow from a party's clear values: ciphertext, look-up hashes and masks. */
export function protectedColumns(store: Store, id: string, party: PartyInput) {
  const { cipher } = store;
  const encrypt = (field: EncryptedField, value: string | undefined) =>
    value === undefined || value === '' ? null : cipher.encrypt(value, partyPlace(field, id));
  return {
    nameEnc: cipher.encrypt(party.name, partyPlace('nameEnc', id)),
    nameMasked: party.type === 'person' ? maskName(party.name) : maskOrganisation(party.name),
    documentNumberEnc: cipher.encrypt(party.documentNumber, partyPlace('documentNumberEnc', id)),
    documentNumberHash: cipher.lookup('documentNumber', party.documentNumber),
    documentNumberMasked: maskDocumentNumber(party.documentNumber),
    phoneEnc: encrypt('phoneEnc', party.phone),
    phoneHash: party.phone ? cipher.lookup('phone', party.phone) : null,
    phoneMasked: party.phone ? maskPhone(party.phone) : null,
    emailEnc: encrypt('emailEnc', party.email),
    addressEnc: encrypt('addressEnc', party.address),
  };
}

/** Writes the parties of a new case, in the caller's transaction. */
export async function insertParties(
  store: Store,
  caseId: string,
  parties: readonly PartyInput[],
): Promise<void> {
  const rows = parties.map((party) => {
    const id = randomUUID();
    return {
      id,
      caseId,
      role: party.role,
      type: party.type,
      documentType: party.documentType,
      documentValidFrom: party.documentValidFrom ?? null,
      documentValidUntil: party.documentValidUntil ?? null,
      ...protectedColumns(store, id, party),
    };
  });
  await store.db.insertInto('party').values(rows).execute();
}

export async function insertAuthorisation(
  store: Store,
  caseId: string,
  authorisation: AuthorisationInput,
): Promise<void> {
  await store.db
    .insertInto('authorisation')
    .values({
      caseId,
      scope: authorisation.scope,
      principalNameEnc: store.cipher.encrypt(authorisation.principalName, principalPlace(caseId)),
      validFrom: authorisation.validFrom ?? null,
      validUntil: authorisation.validUntil ?? null,
    })
    .execute();
}

function partyRows(store: Store, caseId: string): Promise<Row[]> {
  return store.db
    .selectFrom('party')
    .selectAll()
    .where('caseId', '=', caseId)
    .orderBy('role', 'desc')
    .execute();
}

/** Masked parties: the customer first, then the agent if any. */
export async function listParties(store: Store, caseId: string): Promise<MaskedParty[]> {
  const rows = await partyRows(store, caseId);
  return rows.map((row) => ({
    role: row.role,
    type: row.type,
    nameMasked: row.nameMasked,
    documentType: row.documentType,
    documentNumberMasked: row.documentNumberMasked,
    documentValidFrom: row.documentValidFrom,
    documentValidUntil: row.documentValidUntil,
    phoneMasked: row.phoneMasked,
    hasEmail: row.emailEnc !== null,
    hasAddress: row.addressEnc !== null,
  }));
}

export function decryptParty(store: Store, row: Row): PartyInput {
  const decrypt = (field: EncryptedField) => {
    const value = row[field];
    return value === null ? undefined : store.cipher.decrypt(value, partyPlace(field, row.id));
  };
  return {
    role: row.role,
    type: row.type,
    name: decrypt('nameEnc') ?? '',
    documentType: row.documentType,
    documentNumber: decrypt('documentNumberEnc') ?? '',
    documentValidFrom: row.documentValidFrom ?? undefined,
    documentValidUntil: row.documentValidUntil ?? undefined,
    phone: decrypt('phoneEnc'),
    email: decrypt('emailEnc'),
    address: decrypt('addressEnc'),
  };
}

/** The parties in the clear, for checks by the system itself. For people use `revealParty`. */
export async function readParties(store: Store, caseId: string): Promise<PartyInput[]> {
  return (await partyRows(store, caseId)).map((row) => decryptParty(store, row));
}

export async function readAuthorisation(store: Store, caseId: string): Promise<AuthorisationInput | null> {
  const row = await store.db
    .selectFrom('authorisation')
    .selectAll()
    .where('caseId', '=', caseId)
    .executeTakeFirst();
  return row ? decryptAuthorisation(store, row) : null;
}

export function decryptAuthorisation(store: Store, row: Selectable<AuthorisationTable>): AuthorisationInput {
  return {
    scope: row.scope,
    principalName: store.cipher.decrypt(row.principalNameEnc, principalPlace(row.caseId)),
    validFrom: row.validFrom ?? undefined,
    validUntil: row.validUntil ?? undefined,
  };
}

/**
 * The parties in the clear for a member of staff; who looked and why goes into the audit trail first (clause
 * 5.1). Throws VALUE_INVALID without a reason.
 */
export function revealParty(
  store: Store,
  request: { caseId: string; actor: Actor; reason: string },
): Promise<{ parties: PartyInput[]; authorisation: AuthorisationInput | null }> {
  const reason = request.reason.trim();
  if (reason === '')
    return Promise.reject(new RegisterError('VALUE_INVALID', 'State a reason for looking at personal data.'));
  return atomically(store, async (inner) => {
    await appendAudit(inner, {
      caseId: request.caseId,
      actor: request.actor,
      action: 'partyRevealed',
      details: { reason },
    });
    return {
      parties: await readParties(inner, request.caseId),
      authorisation: await readAuthorisation(inner, request.caseId),
    };
  });
}

/** Where notices to the customer go: the customer's own contacts, or the agent's where those are missing. */
export interface CustomerContact {
  name: string;
  language: Language;
  phone: string | undefined;
  email: string | undefined;
}

/** Contacts in the clear, for sending notices. Throws CASE_NOT_FOUND. */
export async function readCustomerContact(store: Store, caseId: string): Promise<CustomerContact> {
  const found = await store.db
    .selectFrom('cases')
    .select('language')
    .where('id', '=', caseId)
    .executeTakeFirst();
  const parties = await readParties(store, caseId);
  const customer = parties.find((party) => party.role === 'customer');
  if (!found || !customer) throw new RegisterError('CASE_NOT_FOUND', `There is no case ${caseId}.`);
  const agent = parties.find((party) => party.role === 'agent');
  return {
    name: customer.name,
    language: found.language,
    phone: customer.phone ?? agent?.phone,
    email: customer.email ?? agent?.email,
  };
}

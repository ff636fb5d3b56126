import { randomUUID } from 'node:crypto';
import { appendAudit } from './audit.ts';
import { lockCase, readReason, update } from './cases.ts';
import type { Language, PartyRole } from './codes.ts';
import { RegisterError } from './errors.ts';
import {
  decryptParty,
  principalPlace,
  protectedColumns,
  readAuthorisation,
  type AuthorisationInput,
  type PartyInput,
} from './parties.ts';
import { atomically, type Actor, type Store } from './store.ts';

/** Who corrects an entry, and why (clause 2.2.3). */
export interface CorrectionOf {
  caseId: string;
  actor: Actor;
  reason: string;
}

export type PartyChanges = Partial<Omit<PartyInput, 'role' | 'type'>>;
export type CaseChanges = { reason?: string; isUrgentRequested?: boolean; language?: Language };
export type AuthorisationChanges = Partial<AuthorisationInput>;

/**
 * Corrects fields of a party; masks and look-up hashes follow. Old values are kept, encrypted; the audit trail
 * names the fields. Returns the fields that really changed. Throws NOT_FOUND, VALUE_INVALID without a reason.
 */
export function correctParty(
  store: Store,
  correction: CorrectionOf & { role: PartyRole; changes: PartyChanges },
): Promise<string[]> {
  return correct(store, correction, correction.role, async (inner) => {
    const row = await inner.db
      .selectFrom('party')
      .selectAll()
      .where('caseId', '=', correction.caseId)
      .where('role', '=', correction.role)
      .executeTakeFirst();
    if (!row) throw new RegisterError('NOT_FOUND', `The case has no ${correction.role} to correct.`);
    const before = decryptParty(inner, row);
    const after: PartyInput = { ...before, ...correction.changes };
    await inner.db
      .updateTable('party')
      .set({
        documentType: after.documentType,
        documentValidFrom: after.documentValidFrom ?? null,
        documentValidUntil: after.documentValidUntil ?? null,
        ...protectedColumns(inner, row.id, after),
      })
      .where('id', '=', row.id)
      .execute();
    return changedFields(before, after);
  });
}

/** Corrects fields of the case itself. As `correctParty`. */
export function correctCase(
  store: Store,
  correction: CorrectionOf & { changes: CaseChanges },
): Promise<string[]> {
  const { caseId, changes } = correction;
  return correct(store, correction, 'case', async (inner) => {
    const { isUrgentRequested, language } = await lockCase(inner, caseId);
    const before = { reason: (await readReason(inner, caseId)) ?? undefined, isUrgentRequested, language };
    const after = { ...before, ...changes };
    await update(inner, caseId, {
      isUrgentRequested: after.isUrgentRequested,
      language: after.language,
    });
    await inner.db
      .updateTable('cases')
      .set({
        reasonEnc: after.reason ? inner.cipher.encrypt(after.reason, `cases.reasonEnc:${caseId}`) : null,
      })
      .where('id', '=', caseId)
      .execute();
    return changedFields(before, after);
  });
}

/** Corrects the authorisation of the agent. As `correctParty`. */
export function correctAuthorisation(
  store: Store,
  correction: CorrectionOf & { changes: AuthorisationChanges },
): Promise<string[]> {
  const { caseId, changes } = correction;
  return correct(store, correction, 'authorisation', async (inner) => {
    const before = await readAuthorisation(inner, caseId);
    if (!before) throw new RegisterError('NOT_FOUND', 'The case has no authorisation to correct.');
    const after = { ...before, ...changes };
    await inner.db
      .updateTable('authorisation')
      .set({
        scope: after.scope,
        principalNameEnc: inner.cipher.encrypt(after.principalName, principalPlace(caseId)),
        validFrom: after.validFrom ?? null,
        validUntil: after.validUntil ?? null,
      })
      .where('caseId', '=', caseId)
      .execute();
    return changedFields(before, after);
  });
}

interface FieldChange {
  field: string;
  oldValue: string | undefined;
}

const oldValuePlace = (id: string) => `entryChange.oldValueEnc:${id}`;

/** The frame of every correction: lock, change, keep the old values, audit the names of the fields. */
function correct(
  store: Store,
  { caseId, actor, reason }: CorrectionOf,
  subject: string,
  change: (store: Store) => Promise<FieldChange[]>,
): Promise<string[]> {
  if (reason.trim() === '')
    return Promise.reject(new RegisterError('VALUE_INVALID', 'State a reason for the correction.'));
  return atomically(store, async (inner) => {
    await lockCase(inner, caseId);
    const changes = await change(inner);
    if (changes.length === 0) return [];
    const rows = changes.map(({ field, oldValue }) => {
      const id = randomUUID();
      return {
        id,
        caseId,
        subject,
        field,
        oldValueEnc: oldValue === undefined ? null : inner.cipher.encrypt(oldValue, oldValuePlace(id)),
        reason,
        changedBy: actor,
        changedAt: inner.clock.now(),
      };
    });
    await inner.db.insertInto('entryChange').values(rows).execute();
    const fields = changes.map((row) => row.field);
    await appendAudit(inner, { caseId, actor, action: 'entryCorrected', details: { subject, fields } });
    return fields;
  });
}

type FieldValue = string | boolean | undefined;

function changedFields(before: object, after: object): FieldChange[] {
  const old = new Map<string, FieldValue>(Object.entries(before));
  return Object.entries(after)
    .filter(([field, value]) => value !== old.get(field))
    .map(([field]) => ({ field, oldValue: old.get(field)?.toString() }));
}

export interface EntryChangeRecord {
  subject: string;
  field: string;
  oldValue: string | null;
  reason: string;
  changedBy: string;
  changedAt: Date;
}

/** The corrections of a case with the old values in the clear, oldest first. Reveal with an audit row. */
export async function listEntryChanges(store: Store, caseId: string): Promise<EntryChangeRecord[]> {
  const rows = await store.db
    .selectFrom('entryChange')
    .selectAll()
    .where('caseId', '=', caseId)
    .orderBy('changedAt')
    .orderBy('field')
    .execute();
  return rows.map(({ id, subject, field, oldValueEnc, reason, changedBy, changedAt }) => ({
    subject,
    field,
    oldValue: oldValueEnc === null ? null : store.cipher.decrypt(oldValueEnc, oldValuePlace(id)),
    reason,
    changedBy,
    changedAt,
  }));
}

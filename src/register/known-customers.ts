import { appendAudit } from './audit.ts';
import type { DocumentType, Language } from './codes.ts';
import { decryptParty, type PartyInput } from './parties.ts';
import { atomically, type Actor, type Store } from './store.ts';

/** A document as somebody shows it at the counter. */
export interface ShownDocument {
  documentType: DocumentType;
  documentNumber: string;
}

/** Somebody who stood in a case before, as a hint. */
export interface KnownCustomer {
  nameMasked: string;
  phoneMasked: string | null;
  /** When their last case was received. */
  lastReceivedAt: Date;
}

/** The newest entry of a person or organisation, in either role: corrections stand in it already. */
function newestParty(store: Store, { documentType, documentNumber }: ShownDocument) {
  return store.db
    .selectFrom('party')
    .innerJoin('cases', 'cases.id', 'party.caseId')
    .where('party.documentNumberHash', '=', store.cipher.lookup('documentNumber', documentNumber))
    .where('party.documentType', '=', documentType)
    .orderBy('cases.receivedAt', 'desc')
    .orderBy('cases.id', 'desc')
    .limit(1);
}

/** Whether the document is in the register, and whose it is, masked; undefined when it is new. */
export function findKnownCustomer(store: Store, shown: ShownDocument): Promise<KnownCustomer | undefined> {
  return newestParty(store, shown)
    .select(['party.nameMasked', 'party.phoneMasked', 'cases.receivedAt as lastReceivedAt'])
    .executeTakeFirst();
}

/**
 * Name, contacts and language of the last entry in the clear, to fill a new one. Who looked goes into the audit
 * trail of the case that the data come from, with the fixed reason `counterRegistration` (clause 5.1). Undefined
 * when the document is new.
 */
export function revealKnownCustomer(
  store: Store,
  actor: Actor,
  shown: ShownDocument,
): Promise<(Omit<PartyInput, 'role'> & { language: Language }) | undefined> {
  return atomically(store, async (inner) => {
    const row = await newestParty(inner, shown)
      .selectAll('party')
      .select('cases.language')
      .executeTakeFirst();
    if (!row) return undefined;
    const { role, ...party } = decryptParty(inner, row);
    await appendAudit(inner, {
      caseId: row.caseId,
      actor,
      action: 'partyRevealed',
      details: { reason: 'counterRegistration', role },
    });
    return { ...party, language: row.language };
  });
}

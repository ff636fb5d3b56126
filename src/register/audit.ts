import { randomUUID } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { AuditTable } from './schema.ts';
import { atomically, type Actor, type Store } from './store.ts';

export interface AuditEntry {
  /** Null for what belongs to no case, such as a login. */
  caseId: string | null;
  /** The question that it belongs to, which has a chain of its own. */
  inquiryId?: string;
  actor: Actor;
  /** Past tense, camelCase: `caseRegistered`, `partyRevealed`. */
  action: string;
  /** Ids, codes, field names, counts. Never personal data, never old or new values. */
  details?: Record<string, unknown>;
}

/** What a hash covers: every column but the row's own id. */
export type HashedAuditRow = Pick<
  AuditTable,
  'chain' | 'seq' | 'at' | 'actor' | 'action' | 'previousHash'
> & {
  caseId: string | null;
  details: unknown;
};

export const officeChain = 'office';
export const inquiryChain = (inquiryId: string) => `inquiry:${inquiryId}`;
/** The hash "before" a chain's first row. */
export const chainStart = '0'.repeat(64);

export function auditHash(store: Store, row: HashedAuditRow): string {
  const { chain, seq, caseId, at, actor, action, details, previousHash } = row;
  return store.cipher.sign(
    canonicalJson({ chain, seq, caseId, at: at.toISOString(), actor, action, details, previousHash }),
  );
}

export function auditHeadMac(store: Store, head: { chain: string; seq: number; hash: string }): string {
  return store.cipher.sign(canonicalJson({ head: head.chain, seq: head.seq, hash: head.hash }));
}

/**
 * Appends to the audit trail, in the caller's transaction. Rows are chained per case, so that cases do not wait
 * for each other; the head row of the chain is locked until the transaction ends.
 */
export async function appendAudit(store: Store, entry: AuditEntry): Promise<void> {
  await atomically(store, async (inner) => {
    const chain = entry.caseId ?? (entry.inquiryId ? inquiryChain(entry.inquiryId) : officeChain);
    const head = await lockHead(inner, chain);
    // What JSON drops (undefined) must not be in the hash.
    const details = JSON.stringify(entry.details ?? {});
    const row = {
      chain,
      caseId: entry.caseId,
      seq: head.seq + 1,
      at: inner.clock.now(),
      actor: entry.actor,
      action: entry.action,
      details: JSON.parse(details) as unknown,
      previousHash: head.hash,
    };
    const hash = auditHash(inner, row);
    await inner.db
      .insertInto('audit')
      .values({ ...row, id: randomUUID(), details, hash })
      .execute();
    const next = { chain, seq: row.seq, hash };
    await inner.db
      .updateTable('auditHead')
      .set({ ...next, mac: auditHeadMac(inner, next) })
      .where('chain', '=', chain)
      .execute();
  });
}

/** The last row of a chain, locked; a new chain begins. One statement: registration waits for each. */
function lockHead(store: Store, chain: string): Promise<{ seq: number; hash: string }> {
  const start = { chain, seq: 0, hash: chainStart };
  return (
    store.db
      .insertInto('auditHead')
      .values({ ...start, mac: auditHeadMac(store, start) })
      // Changes nothing: it locks the row that is there and gives it back.
      .onConflict((conflict) =>
        conflict.column('chain').doUpdateSet((eb) => ({ seq: eb.ref('auditHead.seq') })),
      )
      .returning(['seq', 'hash'])
      .executeTakeFirstOrThrow()
  );
}

export interface AuditRecord {
  seq: number;
  at: Date;
  actor: Actor;
  action: string;
  details: Record<string, unknown>;
}

/** The trail of one case or other chain, oldest first. */
export function listAudit(store: Store, caseId: string): Promise<AuditRecord[]> {
  return store.db
    .selectFrom('audit')
    .select(['seq', 'at', 'actor', 'action', 'details'])
    .where('chain', '=', caseId)
    .orderBy('seq')
    .execute();
}

import { sql } from 'kysely';
import { inquiryChain } from './audit.ts';
import type { Actor, Store } from './store.ts';

/** A row of the audit trail with the case that it belongs to. */
export interface AuditListItem {
  id: string;
  at: Date;
  actor: Actor;
  action: string;
  details: Record<string, unknown>;
  /** A case's id, `inquiry:<id>` or `office`. */
  chain: string;
  caseId: string | null;
  caseNumber: string | null;
}

export interface AuditQuery {
  chain?: string | undefined;
  actor?: Actor | undefined;
  action?: string | undefined;
  /** Continue after this item of the page before. */
  after?: { at: Date; id: string } | undefined;
  /** At most 100. */
  limit: number;
}

/** The audit trail of the house, newest first. Pages by key. */
export function searchAudit(store: Store, query: AuditQuery): Promise<AuditListItem[]> {
  const { after } = query;
  let rows = store.db
    .selectFrom('audit')
    .leftJoin('cases', 'cases.id', 'audit.caseId')
    .select(['audit.id', 'audit.at', 'audit.actor', 'audit.action', 'audit.details', 'audit.chain'])
    .select(['audit.caseId', 'cases.number as caseNumber']);
  for (const column of ['chain', 'actor', 'action'] as const) {
    const value = query[column];
    if (value !== undefined) rows = rows.where(`audit.${column}`, '=', value);
  }
  // Rows of one chain that were written at the same instant stay in their order.
  if (after)
    rows = rows.where((eb) => {
      const seq = eb.selectFrom('audit as last').select('last.seq').where('last.id', '=', after.id);
      return eb(
        eb.refTuple('audit.at', 'audit.seq', 'audit.id'),
        '<',
        eb.tuple(after.at, sql<number>`(${seq})`, after.id),
      );
    });
  return rows
    .orderBy('audit.at', 'desc')
    .orderBy('audit.seq', 'desc')
    .orderBy('audit.id', 'desc')
    .limit(Math.min(query.limit, 100))
    .execute();
}

/** The chain of the case or question with this number. */
export async function findAuditChain(store: Store, number: string): Promise<string | undefined> {
  const wanted = number.trim().toUpperCase();
  const found = await store.db
    .selectFrom('cases')
    .select('id')
    .where('number', '=', wanted)
    .executeTakeFirst();
  if (found) return found.id;
  const inquiry = await store.db
    .selectFrom('inquiry')
    .select('id')
    .where('number', '=', wanted)
    .executeTakeFirst();
  return inquiry && inquiryChain(inquiry.id);
}

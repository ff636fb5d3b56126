import type { Selectable } from 'kysely';
import { appendAudit } from './audit.ts';
import { lockOpenCase, update } from './cases.ts';
import { RegisterError } from './errors.ts';
import type { CirculationHopTable } from './schema.ts';
import { atomically, type Store } from './store.ts';

export type CirculationHopRecord = Selectable<CirculationHopTable>;

/** One row of the circulation slip (流转单, clause 2.4.2). */
export interface OpenHopInput {
  caseId: string;
  departmentCode: string;
  handedOverBy: string;
  originals?: number | undefined;
  copies?: number | undefined;
  note?: string | undefined;
  serviceElementInstanceKey: string;
}

/** Adds the next hop. A repeated job gets the hop that it opened before. Throws CASE_CLOSED. */
export function openHop(store: Store, input: OpenHopInput): Promise<{ hop: number; isNew: boolean }> {
  return atomically(store, async (inner) => {
    const { caseId, departmentCode, handedOverBy } = input;
    await lockOpenCase(inner, caseId);
    const hops = await listHops(inner, caseId);
    const own = hops.find((row) => row.serviceElementInstanceKey === input.serviceElementInstanceKey);
    if (own) return { hop: own.hop, isNew: false };
    const hop = hops.length + 1;
    await inner.db
      .insertInto('circulationHop')
      .values({
        ...input,
        hop,
        handedOverAt: inner.clock.now(),
        originals: input.originals ?? null,
        copies: input.copies ?? null,
        note: input.note ?? null,
      })
      .execute();
    await update(inner, caseId, { departmentCode });
    await appendAudit(inner, {
      caseId,
      actor: handedOverBy,
      action: 'caseHandedOver',
      details: { hop, departmentCode },
    });
    return { hop, isNew: true };
  });
}

export interface CustodyInput {
  caseId: string;
  hop: number;
  isReceived: boolean;
  decidedBy: string;
  reasonCode?: string | undefined;
}

/**
 * The department confirms (or denies) that it holds the papers; once confirmed the case is being handled. The
 * first answer stands. Throws NOT_FOUND for an unknown hop, CASE_CLOSED.
 */
export function recordCustody(store: Store, input: CustodyInput): Promise<void> {
  return atomically(store, async (inner) => {
    const { caseId, hop, isReceived, decidedBy, reasonCode = null } = input;
    await lockOpenCase(inner, caseId);
    const row = (await listHops(inner, caseId)).find((candidate) => candidate.hop === hop);
    if (!row) throw new RegisterError('NOT_FOUND', `Case ${caseId} has no hop ${hop}: open it first.`);
    if (row.status !== 'handedOver') return;
    await inner.db
      .updateTable('circulationHop')
      .set({
        status: isReceived ? 'received' : 'notReceived',
        receivedBy: decidedBy,
        receivedAt: inner.clock.now(),
        reasonCode,
      })
      .where('caseId', '=', caseId)
      .where('hop', '=', hop)
      .execute();
    if (isReceived) await update(inner, caseId, { status: 'handling' });
    await appendAudit(inner, {
      caseId,
      actor: decidedBy,
      action: isReceived ? 'custodyConfirmed' : 'custodyDenied',
      details: { hop, ...(reasonCode === null ? {} : { reasonCode }) },
    });
  });
}

/** The circulation slip of a case, first hop first. */
export function listHops(store: Store, caseId: string): Promise<CirculationHopRecord[]> {
  return store.db
    .selectFrom('circulationHop')
    .selectAll()
    .where('caseId', '=', caseId)
    .orderBy('hop')
    .execute();
}

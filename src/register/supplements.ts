import type { Selectable } from 'kysely';
import { appendAudit } from './audit.ts';
import { lockCase, lockOpenCase, update } from './cases.ts';
import { insertDocuments, type DocumentInput } from './document-rows.ts';
import { RegisterError } from './errors.ts';
import { insertMaterials, type MaterialInput } from './materials.ts';
import { enqueueMessage } from './outbox.ts';
import type { SupplementItem, SupplementRoundTable } from './schema.ts';
import { atomically, type Actor, type Store } from './store.ts';

export type SupplementRoundRecord = Selectable<SupplementRoundTable>;

const dayMs = 86_400_000;

/** The correlation key of a round: a late message of one round cannot complete the next. */
export function supplementKey(caseId: string, round: number): string {
  return `${caseId}:${round}`;
}

export interface OpenRoundInput {
  caseId: string;
  dueAt: Date;
  reminderAt: Date;
  /** Everything that is missing (一次性告知, clause 2.3.1). */
  items: readonly SupplementItem[];
  serviceElementInstanceKey: string;
}

/**
 * Opens the next supplement round; the case waits for the customer. A repeated job gets the round that it
 * opened before, with `isNew` false and the dates of then. Throws CASE_CLOSED.
 */
export function openRound(
  store: Store,
  input: OpenRoundInput,
): Promise<SupplementRoundRecord & { isNew: boolean }> {
  return atomically(store, async (inner) => {
    const { caseId, items, ...rest } = input;
    await lockOpenCase(inner, caseId);
    const rounds = await listRounds(inner, caseId);
    const own = rounds.find((row) => row.serviceElementInstanceKey === input.serviceElementInstanceKey);
    if (own) return { ...own, isNew: false };
    if (rounds.some((row) => row.status === 'waiting'))
      throw new RegisterError('CASE_STATE', `Case ${caseId} already waits for a supplement: end that first.`);
    const round = rounds.length + 1;
    const row = await inner.db
      .insertInto('supplementRound')
      .values({ ...rest, caseId, round, items: JSON.stringify(items), issuedAt: inner.clock.now() })
      .returningAll()
      .executeTakeFirstOrThrow();
    await update(inner, caseId, { status: 'waitingForSupplement' });
    await appendAudit(inner, {
      caseId,
      actor: 'system',
      action: 'supplementRequested',
      details: { round, items: items.map((item) => item.code), dueAt: input.dueAt },
    });
    return { ...row, isNew: true };
  });
}

export interface SupplementInput {
  caseId: string;
  materials: readonly MaterialInput[];
  documents: readonly DocumentInput[];
  actor: Actor;
}

/**
 * Takes in what the customer supplied and tells the process, in one transaction. Throws SUPPLEMENT_NOT_OPEN
 * when nothing is waited for, SUPPLEMENT_TOO_LATE after the deadline, WITHDRAWAL_PENDING after a withdrawal.
 */
export function receiveSupplement(store: Store, input: SupplementInput): Promise<{ round: number }> {
  return atomically(store, async (inner) => {
    const { caseId, materials, documents, actor } = input;
    const found = await lockCase(inner, caseId);
    if (found.withdrawalRequestedAt)
      throw new RegisterError('WITHDRAWAL_PENDING', `Case ${caseId} was withdrawn: nothing is taken in.`);
    const waiting = (await listRounds(inner, caseId)).find((row) => row.status === 'waiting');
    if (!waiting)
      throw new RegisterError('SUPPLEMENT_NOT_OPEN', `Case ${caseId} waits for nothing from the customer.`);
    const now = inner.clock.now();
    if (now > waiting.dueAt)
      throw new RegisterError(
        'SUPPLEMENT_TOO_LATE',
        `Round ${waiting.round} of case ${caseId} is past its deadline: a new case is needed.`,
      );
    const { round } = waiting;
    await setStatus(inner, caseId, round, { status: 'received', receivedAt: now });
    await insertMaterials(inner, caseId, round, materials);
    await insertDocuments(inner, caseId, round, actor, documents);
    await update(inner, caseId, { status: 'reviewing' });
    await appendAudit(inner, {
      caseId,
      actor,
      action: 'supplementReceived',
      details: { round, materials: materials.map((material) => material.code), documents: documents.length },
    });
    const key = supplementKey(caseId, round);
    await enqueueMessage(inner, {
      name: 'intake.supplementReceived',
      correlationKey: key,
      messageId: key,
      variables: {},
      timeToLiveMs: dayMs,
    });
    return { round };
  });
}

/**
 * The deadline of a round has passed. `isSupplemented` says whether the customer was faster after all: the one
 * who locked the case first wins. Throws NOT_FOUND for an unknown round.
 */
export function expireRound(
  store: Store,
  caseId: string,
  round: number,
): Promise<{ isSupplemented: boolean }> {
  return atomically(store, async (inner) => {
    await lockCase(inner, caseId);
    const row = (await listRounds(inner, caseId)).find((candidate) => candidate.round === round);
    if (!row) throw new RegisterError('NOT_FOUND', `Case ${caseId} has no supplement round ${round}.`);
    if (row.status !== 'waiting') return { isSupplemented: row.status === 'received' };
    await setStatus(inner, caseId, round, { status: 'expired' });
    await appendAudit(inner, { caseId, actor: 'system', action: 'supplementExpired', details: { round } });
    return { isSupplemented: false };
  });
}

/** The rounds of a case, first to last. */
export function listRounds(store: Store, caseId: string): Promise<SupplementRoundRecord[]> {
  return store.db
    .selectFrom('supplementRound')
    .selectAll()
    .where('caseId', '=', caseId)
    .orderBy('round')
    .execute();
}

async function setStatus(
  store: Store,
  caseId: string,
  round: number,
  change: { status: 'received' | 'expired'; receivedAt?: Date },
): Promise<void> {
  await store.db
    .updateTable('supplementRound')
    .set(change)
    .where('caseId', '=', caseId)
    .where('round', '=', round)
    .execute();
}

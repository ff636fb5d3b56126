import type { Selectable } from 'kysely';
import { appendAudit } from './audit.ts';
import type { Classification, Outcome, Result, ServiceLevel } from './codes.ts';
import { RegisterError } from './errors.ts';
import type { CasesTable } from './schema.ts';
import { atomically, type Actor, type Store } from './store.ts';

/** A case without what must not leave the register unasked. */
export type CaseRecord = Omit<
  Selectable<CasesTable>,
  'reasonEnc' | 'requestId' | 'requestDigest' | 'querySecretEnc'
>;

export const caseColumns = [
  'id',
  'number',
  'matterCode',
  'matterName',
  'customerType',
  'channel',
  'language',
  'isUrgentRequested',
  'status',
  'outcome',
  'outcomeReasonCode',
  'classification',
  'serviceLevel',
  'departmentCode',
  'priority',
  'processInstanceKey',
  'receivedAt',
  'decisionDueAt',
  'acceptedAt',
  'promisedFinishAt',
  'finishedAt',
  'result',
  'resultReasonCode',
  'collectionWay',
  'withdrawalRequestedAt',
  'consentVersion',
  'registeredBy',
  'surveyDueAt',
  'createdAt',
] as const;

function notFound(caseId: string): RegisterError {
  return new RegisterError('CASE_NOT_FOUND', `There is no case ${caseId}: check the id.`);
}

/** One case. Throws CASE_NOT_FOUND. */
export async function getCase(store: Store, caseId: string): Promise<CaseRecord> {
  const row = await store.db
    .selectFrom('cases')
    .select(caseColumns)
    .where('id', '=', caseId)
    .executeTakeFirst();
  if (!row) throw notFound(caseId);
  return row;
}

/** One case, locked until the caller's transaction ends. Throws CASE_NOT_FOUND. */
export async function lockCase(store: Store, caseId: string): Promise<CaseRecord> {
  const row = await store.db
    .selectFrom('cases')
    .select(caseColumns)
    .where('id', '=', caseId)
    // Not "for update": that would block, and could deadlock with, inserts of rows that refer to the case.
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!row) throw notFound(caseId);
  return row;
}

/** One case that is still running, locked. Throws CASE_NOT_FOUND or CASE_CLOSED. */
export async function lockOpenCase(store: Store, caseId: string): Promise<CaseRecord> {
  const row = await lockCase(store, caseId);
  if (row.status === 'closed')
    throw new RegisterError('CASE_CLOSED', `Case ${caseId} is closed: nothing can be changed any more.`);
  return row;
}

/** The reason that the customer gave (收件事由), in the clear; null when there is none. */
export async function readReason(store: Store, caseId: string): Promise<string | null> {
  const row = await store.db
    .selectFrom('cases')
    .select('reasonEnc')
    .where('id', '=', caseId)
    .executeTakeFirst();
  if (!row) throw notFound(caseId);
  return row.reasonEnc === null ? null : store.cipher.decrypt(row.reasonEnc, `cases.reasonEnc:${caseId}`);
}

/**
 * Binds the case to its process instance. Binding it to the same one again changes nothing; another one is
 * refused with CASE_ALREADY_BOUND.
 */
export async function bindInstance(
  store: Store,
  caseId: string,
  processInstanceKey: string,
): Promise<CaseRecord> {
  return atomically(store, async (inner) => {
    const found = await lockCase(inner, caseId);
    if (found.processInstanceKey === processInstanceKey) return found;
    if (found.processInstanceKey !== null)
      throw new RegisterError(
        'CASE_ALREADY_BOUND',
        `Case ${caseId} belongs to instance ${found.processInstanceKey}: end this instance.`,
      );
    await update(inner, caseId, { processInstanceKey });
    await appendAudit(inner, {
      caseId,
      actor: 'system',
      action: 'instanceBound',
      details: { processInstanceKey },
    });
    return { ...found, processInstanceKey };
  });
}

export interface ClassificationInput {
  classification: Classification;
  serviceLevel: ServiceLevel;
  departmentCode: string;
  priority: number;
  decisionDueAt?: Date | undefined;
  promisedFinishAt?: Date | undefined;
}

/** Records class, service level, department, priority and limits (clause 2.4.1). The same again changes nothing. */
export async function setClassification(
  store: Store,
  caseId: string,
  input: ClassificationInput,
  actor: Actor = 'system',
): Promise<void> {
  await atomically(store, async (inner) => {
    const before = await lockOpenCase(inner, caseId);
    const { classification, serviceLevel, departmentCode, priority } = input;
    const change = {
      classification,
      serviceLevel,
      departmentCode,
      priority,
      decisionDueAt: input.decisionDueAt ?? before.decisionDueAt,
      promisedFinishAt: input.promisedFinishAt ?? before.promisedFinishAt,
    };
    if (isSame(before, change)) return;
    await update(inner, caseId, change);
    await appendAudit(inner, {
      caseId,
      actor,
      action: 'caseClassified',
      details: { classification, serviceLevel, departmentCode, priority },
    });
  });
}

/** Whether the change would leave everything as it is: a repeated job then leaves no second trace. */
function isSame(before: CaseRecord, change: Partial<CaseRecord>): boolean {
  const now = { ...before, ...change };
  return JSON.stringify(now) === JSON.stringify(before);
}

/** The review has begun, or begun again with a new limit (after a supplement). */
export async function startReview(store: Store, caseId: string, decisionDueAt?: Date): Promise<void> {
  await atomically(store, async (inner) => {
    const before = await lockOpenCase(inner, caseId);
    await update(inner, caseId, {
      status: before.status === 'registered' ? 'reviewing' : before.status,
      decisionDueAt: decisionDueAt ?? before.decisionDueAt,
    });
  });
}

/**
 * Records the acceptance (受理). The first call decides: called again it returns the times that are already
 * there. Throws CASE_CLOSED.
 */
export async function acceptCase(
  store: Store,
  caseId: string,
  input: { acceptedAt: Date; promisedFinishAt: Date },
): Promise<{ acceptedAt: Date; promisedFinishAt: Date }> {
  return atomically(store, async (inner) => {
    const before = await lockOpenCase(inner, caseId);
    if (before.acceptedAt && before.promisedFinishAt)
      return { acceptedAt: before.acceptedAt, promisedFinishAt: before.promisedFinishAt };
    await update(inner, caseId, { ...input, status: 'accepted' });
    await appendAudit(inner, {
      caseId,
      actor: 'system',
      action: 'caseAccepted',
      details: { promisedFinishAt: input.promisedFinishAt },
    });
    return input;
  });
}

export interface ResultInput {
  result: Result;
  resultReasonCode?: string | undefined;
  collectionWay?: string | undefined;
}

/**
 * Records the result of the handling. Throws WITHDRAWAL_PENDING when the customer has withdrawn before: then
 * the engine is about to leave the handling, and no result may stand beside the withdrawal.
 */
export async function setResult(
  store: Store,
  caseId: string,
  input: ResultInput,
  actor: Actor,
): Promise<void> {
  await atomically(store, async (inner) => {
    const before = await lockOpenCase(inner, caseId);
    if (before.withdrawalRequestedAt)
      throw new RegisterError(
        'WITHDRAWAL_PENDING',
        `The customer has withdrawn case ${caseId}: wait for the withdrawal to end the handling.`,
      );
    const { result, resultReasonCode = null, collectionWay = null } = input;
    await update(inner, caseId, { result, resultReasonCode, collectionWay });
    await appendAudit(inner, { caseId, actor, action: 'resultRecorded', details: { result } });
  });
}

/**
 * Closes the case. The first outcome stands: called again it returns that one. A withdrawal that lost the race
 * against another outcome is noted as `withdrawalTooLate`.
 */
export async function closeCase(
  store: Store,
  caseId: string,
  input: { outcome: Outcome; outcomeReasonCode?: string | undefined },
): Promise<{ outcome: Outcome; finishedAt: Date }> {
  return atomically(store, async (inner) => {
    const before = await lockCase(inner, caseId);
    if (before.outcome && before.finishedAt)
      return { outcome: before.outcome, finishedAt: before.finishedAt };
    const { outcome, outcomeReasonCode = null } = input;
    const finishedAt = inner.clock.now();
    await update(inner, caseId, { status: 'closed', outcome, outcomeReasonCode, finishedAt });
    await inner.db
      .updateTable('supplementRound')
      .set({ status: 'closed' })
      .where('caseId', '=', caseId)
      .where('status', '=', 'waiting')
      .execute();
    await appendAudit(inner, { caseId, actor: 'system', action: 'caseClosed', details: { outcome } });
    if (before.withdrawalRequestedAt && outcome !== 'withdrawn')
      await appendAudit(inner, { caseId, actor: 'system', action: 'withdrawalTooLate' });
    return { outcome, finishedAt };
  });
}

/** The columns that case code changes; the caller holds the lock. */
export async function update(
  store: Store,
  caseId: string,
  change: Partial<Omit<CaseRecord, 'id' | 'number' | 'receivedAt' | 'createdAt'>>,
): Promise<void> {
  await store.db.updateTable('cases').set(change).where('id', '=', caseId).execute();
}

import type { Expression, SqlBool } from 'kysely';
import { appendAudit } from './audit.ts';
import type { InquiryOutcome, InquiryStatus } from './codes.ts';
import { RegisterError } from './errors.ts';
import { getInquiry, inquiryQuery, lockInquiry, updateInquiry, type InquiryRecord } from './inquiries.ts';
import { insertEntry, listEntries } from './inquiry-entries.ts';
import { atomically, type Store } from './store.ts';

/**
 * Binds the question to its process instance. Binding it to the same one again changes nothing; another one is
 * refused with CASE_ALREADY_BOUND.
 */
export function bindInquiry(
  store: Store,
  inquiryId: string,
  processInstanceKey: string,
): Promise<InquiryRecord> {
  return atomically(store, async (inner) => {
    const found = await lockInquiry(inner, inquiryId);
    if (found.processInstanceKey === processInstanceKey) return found;
    if (found.processInstanceKey !== null)
      throw new RegisterError(
        'CASE_ALREADY_BOUND',
        `Inquiry ${inquiryId} belongs to instance ${found.processInstanceKey}: end this instance.`,
      );
    await updateInquiry(inner, inquiryId, { processInstanceKey });
    return { ...found, processInstanceKey };
  });
}

/**
 * Asks the people of a role to answer until `dueAt`. `round` counts from 1; the same round again changes nothing.
 * Returns the limit that holds.
 */
export function openAnswer(
  store: Store,
  inquiryId: string,
  input: { round: number; role: string; priority: number; dueAt: Date },
): Promise<{ dueAt: Date }> {
  return atomically(store, async (inner) => {
    const found = await lockInquiry(inner, inquiryId);
    if (found.round >= input.round && found.dueAt) return { dueAt: found.dueAt };
    const { round, role, priority, dueAt } = input;
    await updateInquiry(inner, inquiryId, { round, answerRole: role, priority, dueAt });
    await appendAudit(inner, {
      caseId: null,
      inquiryId,
      actor: 'system',
      action: 'answerAskedFor',
      details: { round, role, dueAt },
    });
    return { dueAt };
  });
}

/**
 * The place of the answer that nobody has been told yet; undefined while the newest entry is a question, so that
 * an earlier answer does not count for a later question.
 */
export async function findAnswer(store: Store, inquiryId: string): Promise<{ seq: number } | undefined> {
  const last = (await listEntries(store, inquiryId)).at(-1);
  return last?.kind === 'answer' ? { seq: last.seq } : undefined;
}

/**
 * The asker has been answered and may ask for more until `moreUntilAt`. A guide is noted as an entry of its own.
 * Asked again for a question that is answered it returns the time that holds.
 */
export function markAnswered(
  store: Store,
  inquiryId: string,
  input: { moreUntilAt: Date; isGuide: boolean },
): Promise<{ moreUntilAt: Date }> {
  return atomically(store, async (inner) => {
    const found = await lockInquiry(inner, inquiryId);
    if (found.status !== 'received' && found.moreUntilAt) return { moreUntilAt: found.moreUntilAt };
    const { moreUntilAt, isGuide } = input;
    if (isGuide) await insertEntry(inner, { inquiryId, kind: 'guide', writtenBy: 'system' });
    const answeredAt = inner.clock.now();
    await updateInquiry(inner, inquiryId, { status: 'answered', answeredAt, moreUntilAt });
    await appendAudit(inner, {
      caseId: null,
      inquiryId,
      actor: 'system',
      action: 'inquiryAnswered',
      details: { isGuide, round: found.round },
    });
    return { moreUntilAt };
  });
}

/**
 * Closes an answered question once the time for asking more is over: `byStaff` or `byGuide`, as the asker was told.
 * Undefined when a further question came in time after all: it stays open then. The first outcome stands.
 */
export function closeAnswered(
  store: Store,
  inquiryId: string,
): Promise<{ outcome: InquiryOutcome } | undefined> {
  return atomically(store, async (inner) => {
    const found = await lockInquiry(inner, inquiryId);
    if (found.status === 'received') return undefined;
    const entries = await listEntries(inner, inquiryId);
    const outcome = entries.some(({ kind }) => kind === 'answer') ? 'byStaff' : 'byGuide';
    return close(inner, found, outcome, null);
  });
}

/** Closes a question that needs no answer (asked twice, settled, none at all). The first outcome stands. */
export function closeUnanswered(
  store: Store,
  inquiryId: string,
  reasonCode: string,
): Promise<{ outcome: InquiryOutcome }> {
  return atomically(store, async (inner) =>
    close(inner, await lockInquiry(inner, inquiryId), 'unanswered', reasonCode),
  );
}

async function close(
  store: Store,
  found: InquiryRecord,
  outcome: InquiryOutcome,
  outcomeReasonCode: string | null,
): Promise<{ outcome: InquiryOutcome }> {
  if (found.outcome) return { outcome: found.outcome };
  const closedAt = store.clock.now();
  await updateInquiry(store, found.id, { status: 'closed', outcome, outcomeReasonCode, closedAt });
  await appendAudit(store, {
    caseId: null,
    inquiryId: found.id,
    actor: 'system',
    action: 'inquiryClosed',
    details: { outcome },
  });
  return { outcome };
}

export interface InquiryListQuery {
  status?: InquiryStatus | undefined;
  /** Candidate groups that answer; absent: all. */
  answerRoles?: readonly string[] | undefined;
  /** Only questions that wait for an answer and are due by then. */
  dueBefore?: Date | undefined;
  /** Continue after this item of the page before. */
  after?: { receivedAt: Date; id: string } | undefined;
  limit: number;
}

/** Questions, newest first, by key, so that late pages cost no more than the first. */
export function listInquiries(store: Store, query: InquiryListQuery): Promise<InquiryRecord[]> {
  const { status, answerRoles, dueBefore, after, limit } = query;
  if (answerRoles?.length === 0) return Promise.resolve([]);
  return inquiryQuery(store)
    .where((eb) => {
      const conditions: Expression<SqlBool>[] = [];
      if (status) conditions.push(eb('status', '=', status));
      if (dueBefore) conditions.push(eb('status', '=', 'received'), eb('dueAt', '<=', dueBefore));
      if (answerRoles) conditions.push(eb('answerRole', 'in', answerRoles));
      if (after)
        conditions.push(eb(eb.refTuple('receivedAt', 'id'), '<', eb.tuple(after.receivedAt, after.id)));
      return eb.and(conditions);
    })
    .orderBy('receivedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(Math.min(limit, 100))
    .execute();
}

/** Whether the asker may ask for more now. */
export async function mayAskMore(store: Store, inquiryId: string): Promise<boolean> {
  const { status, moreUntilAt } = await getInquiry(store, inquiryId);
  return status === 'answered' && moreUntilAt !== null && store.clock.now() < moreUntilAt;
}

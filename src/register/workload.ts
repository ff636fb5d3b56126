import { sql } from 'kysely';
import { caseColumns, type CaseRecord } from './cases.ts';
import type { CaseStatus } from './codes.ts';
import type { InquiryRecord } from './inquiries.ts';
import type { Store } from './store.ts';

/** Working on all of it at once; far above what a window has open. */
const mostOpenCases = 10_000;

/** How many cases are open, by status; a status that no case has is left out. */
export async function countOpenCases(store: Store): Promise<ReadonlyMap<CaseStatus, number>> {
  const rows = await store.db
    .selectFrom('cases')
    .select(['status', (eb) => eb.fn.countAll<string>().as('count')])
    .where('status', '<>', 'closed')
    .groupBy('status')
    .execute();
  return new Map(rows.map(({ status, count }) => [status, Number(count)]));
}

export interface LimitQuery {
  /** Only limits that are at this moment or earlier. */
  before: Date;
  /** Absent: of every department. */
  departmentCodes?: readonly string[] | undefined;
  limit: number;
}

/** The limit that runs now: until the decision, then until the promised finish. It stands still for supplements. */
const runningLimit = sql<Date>`coalesce(promised_finish_at, decision_due_at)`;

/** Open cases whose running limit is near or past, the earliest limit first. */
export function listCasesNearLimit(store: Store, query: LimitQuery): Promise<CaseRecord[]> {
  const { before, departmentCodes, limit } = query;
  return store.db
    .selectFrom('cases')
    .select(caseColumns)
    .where('status', 'not in', ['closed', 'waitingForSupplement'])
    .where(runningLimit, '<=', before)
    .$if(departmentCodes !== undefined, (builder) =>
      builder.where('departmentCode', 'in', [...(departmentCodes ?? []), '']),
    )
    .orderBy(runningLimit)
    .limit(limit)
    .execute();
}

/** How many open cases have a running limit before this moment. */
export async function countCasesNearLimit(store: Store, before: Date): Promise<number> {
  const { count } = await store.db
    .selectFrom('cases')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('status', 'not in', ['closed', 'waitingForSupplement'])
    .where(runningLimit, '<=', before)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** The cases that are bound to these process instances, by the instance's key. */
export async function casesOfInstances(
  store: Store,
  processInstanceKeys: readonly string[],
): Promise<ReadonlyMap<string, CaseRecord>> {
  if (processInstanceKeys.length === 0) return new Map();
  const rows = await store.db
    .selectFrom('cases')
    .select(caseColumns)
    .where('processInstanceKey', 'in', [...new Set(processInstanceKeys)])
    .execute();
  return new Map(rows.map((row) => [row.processInstanceKey ?? '', row]));
}

/** A question as a list of tasks shows it. */
export type InquiryOfInstance = Pick<
  InquiryRecord,
  'id' | 'number' | 'matterName' | 'answerRole' | 'dueAt' | 'processInstanceKey'
>;

/** The questions that are bound to these process instances, by the instance's key. */
export async function inquiriesOfInstances(
  store: Store,
  processInstanceKeys: readonly string[],
): Promise<ReadonlyMap<string, InquiryOfInstance>> {
  if (processInstanceKeys.length === 0) return new Map();
  const rows = await store.db
    .selectFrom('inquiry')
    .select(['id', 'number', 'matterName', 'answerRole', 'dueAt', 'processInstanceKey'])
    .where('processInstanceKey', 'in', [...new Set(processInstanceKeys)])
    .execute();
  return new Map(rows.map((row) => [row.processInstanceKey ?? '', row]));
}

/** The process instances of open cases, oldest receipt first, at most 10,000. */
export async function openInstanceKeys(store: Store): Promise<readonly string[]> {
  const rows = await store.db
    .selectFrom('cases')
    .select('processInstanceKey')
    .where('status', '<>', 'closed')
    .where('processInstanceKey', 'is not', null)
    .orderBy('receivedAt')
    .limit(mostOpenCases)
    .execute();
  return rows.flatMap(({ processInstanceKey }) => (processInstanceKey === null ? [] : [processInstanceKey]));
}

/** Notifications that need a person: refused for good, or sent and never known. */
export async function countTroubledNotifications(
  store: Store,
): Promise<{ readonly failed: number; readonly unknown: number }> {
  const rows = await store.db
    .selectFrom('notification')
    .select(['state', (eb) => eb.fn.countAll<string>().as('count')])
    .where('state', 'in', ['failed', 'unknown'])
    .groupBy('state')
    .execute();
  const of = (state: string) => Number(rows.find((row) => row.state === state)?.count ?? 0);
  return { failed: of('failed'), unknown: of('unknown') };
}

import { sql, type Expression, type SqlBool } from 'kysely';
import { caseColumns, type CaseRecord } from './cases.ts';
import type { CaseStatus, Channel, Classification, Outcome } from './codes.ts';
import type { Store } from './store.ts';

/** A case in a list, with the customer's masked name. */
export type CaseListItem = CaseRecord & { customerMasked: string };

export interface CaseListQuery {
  /** Departments whose cases the reader may see; absent: every case. */
  visibleTo?: readonly string[] | undefined;
  departmentCode?: string | undefined;
  /** The number or how it begins; upper and lower case do not matter. */
  number?: string | undefined;
  matterCode?: string | undefined;
  status?: CaseStatus | undefined;
  outcome?: Outcome | undefined;
  classification?: Classification | undefined;
  channel?: Channel | undefined;
  receivedFrom?: Date | undefined;
  /** Exclusive. */
  receivedBefore?: Date | undefined;
  /** The limit that runs now ends before this instant; neither closed nor paused cases have one. */
  dueBefore?: Date | undefined;
  /** Staff id. */
  registeredBy?: string | undefined;
  isOpen?: boolean | undefined;
  /** Continue after this item of the page before. */
  after?: { receivedAt: Date; id: string } | undefined;
  /** At most 100. */
  limit?: number | undefined;
}

function listQuery(store: Store) {
  return store.db
    .selectFrom('cases')
    .innerJoin('party', (join) =>
      join.onRef('party.caseId', '=', 'cases.id').on('party.role', '=', 'customer'),
    )
    .select(caseColumns.map((column) => `cases.${column}` as const))
    .select('party.nameMasked as customerMasked');
}

const filterColumns = [
  'departmentCode',
  'matterCode',
  'status',
  'outcome',
  'classification',
  'channel',
  'registeredBy',
] as const;

function isVisibleTo(departmentCodes: readonly string[]): Expression<SqlBool> {
  return sql`cases.department_code = any(${[...departmentCodes]})`;
}

/** The number as the beginning of others; what people type is no pattern. */
function numberPattern(number: string): string {
  return `${number
    .trim()
    .toUpperCase()
    .replace(/[\\%_]/g, '\\$&')}%`;
}

/** Cases, newest receipt first. Pages by key, so that late pages cost no more than the first. */
export function listCases(store: Store, query: CaseListQuery = {}): Promise<CaseListItem[]> {
  const { visibleTo, number, isOpen, receivedFrom, receivedBefore, dueBefore, after } = query;
  return listQuery(store)
    .where((eb) => {
      const conditions: Expression<SqlBool>[] = [];
      for (const column of filterColumns) {
        const value = query[column];
        if (value !== undefined) conditions.push(eb(`cases.${column}`, '=', value));
      }
      if (visibleTo) conditions.push(isVisibleTo(visibleTo));
      if (number !== undefined) conditions.push(sql`cases.number like ${numberPattern(number)}`);
      if (isOpen !== undefined) conditions.push(eb('cases.status', isOpen ? '<>' : '=', 'closed'));
      if (receivedFrom) conditions.push(eb('cases.receivedAt', '>=', receivedFrom));
      if (receivedBefore) conditions.push(eb('cases.receivedAt', '<', receivedBefore));
      // Word for word what the index cases_by_limit covers.
      if (dueBefore)
        conditions.push(
          sql`coalesce(cases.promised_finish_at, cases.decision_due_at) < ${dueBefore}`,
          sql`cases.status not in ('closed', 'waitingForSupplement')`,
        );
      if (after)
        conditions.push(
          eb(eb.refTuple('cases.receivedAt', 'cases.id'), '<', eb.tuple(after.receivedAt, after.id)),
        );
      return eb.and(conditions);
    })
    .orderBy('cases.receivedAt', 'desc')
    .orderBy('cases.id', 'desc')
    .limit(Math.min(query.limit ?? 20, 100))
    .execute();
}

/** By its number; upper and lower case and surrounding spaces do not matter. */
export function findListedCase(store: Store, number: string): Promise<CaseListItem | undefined> {
  return listQuery(store).where('cases.number', '=', number.trim().toUpperCase()).executeTakeFirst();
}

/**
 * Cases in which a document number or phone stands, of customer or agent, newest first, at most 50; with
 * `visibleTo` only those of these departments.
 */
export function findCasesByPerson(
  store: Store,
  person: { documentNumber: string } | { phone: string },
  visibleTo?: readonly string[],
): Promise<CaseListItem[]> {
  const [column, hash] =
    'phone' in person
      ? (['phoneHash', store.cipher.lookup('phone', person.phone)] as const)
      : (['documentNumberHash', store.cipher.lookup('documentNumber', person.documentNumber)] as const);
  const query = listQuery(store).where('cases.id', 'in', (eb) =>
    eb.selectFrom('party').select('party.caseId').where(column, '=', hash),
  );
  return (visibleTo ? query.where(isVisibleTo(visibleTo)) : query)
    .orderBy('cases.receivedAt', 'desc')
    .limit(50)
    .execute();
}

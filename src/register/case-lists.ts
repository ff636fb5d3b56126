import type { Expression, SqlBool } from 'kysely';
import { caseColumns, type CaseRecord } from './cases.ts';
import type { Store } from './store.ts';

/** A case in a list, with the customer's masked name. */
export type CaseListItem = CaseRecord & { customerMasked: string };

export interface CaseListQuery {
  departmentCode?: string | undefined;
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

/** Cases, newest receipt first. Pages by key, so that late pages cost no more than the first. */
export function listCases(store: Store, query: CaseListQuery = {}): Promise<CaseListItem[]> {
  const { departmentCode, registeredBy, isOpen, after } = query;
  return listQuery(store)
    .where((eb) => {
      const conditions: Expression<SqlBool>[] = [];
      if (departmentCode !== undefined) conditions.push(eb('cases.departmentCode', '=', departmentCode));
      if (registeredBy !== undefined) conditions.push(eb('cases.registeredBy', '=', registeredBy));
      if (isOpen !== undefined) conditions.push(eb('cases.status', isOpen ? '<>' : '=', 'closed'));
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

/** Cases in which a document number or phone stands, of customer or agent, newest first, at most 50. */
export function findCasesByPerson(
  store: Store,
  person: { documentNumber: string } | { phone: string },
): Promise<CaseListItem[]> {
  const [column, hash] =
    'phone' in person
      ? (['phoneHash', store.cipher.lookup('phone', person.phone)] as const)
      : (['documentNumberHash', store.cipher.lookup('documentNumber', person.documentNumber)] as const);
  return listQuery(store)
    .where('cases.id', 'in', (eb) => eb.selectFrom('party').select('party.caseId').where(column, '=', hash))
    .orderBy('cases.receivedAt', 'desc')
    .limit(50)
    .execute();
}

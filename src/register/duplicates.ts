import type { CaseStatus } from './codes.ts';
import type { Store } from './store.ts';

/** A case of the same customer and matter that is still open. */
export interface OpenCase {
  id: string;
  number: string;
  receivedAt: Date;
  status: CaseStatus;
}

/** Open cases with their customer's document, newest first, at most five. */
function openCases(store: Store) {
  return store.db
    .selectFrom('party')
    .innerJoin('cases', 'cases.id', 'party.caseId')
    .select(['cases.id', 'cases.number', 'cases.receivedAt', 'cases.status'])
    .where('party.role', '=', 'customer')
    .where('cases.status', '<>', 'closed')
    .orderBy('cases.receivedAt', 'desc')
    .limit(5);
}

/** Cases of a customer in a matter that are not closed: another one may be the same case twice. */
export function findOpenCases(
  store: Store,
  { documentNumber, matterCode }: { documentNumber: string; matterCode: string },
): Promise<OpenCase[]> {
  return openCases(store)
    .where('party.documentNumberHash', '=', store.cipher.lookup('documentNumber', documentNumber))
    .where('cases.matterCode', '=', matterCode)
    .execute();
}

/** Other cases of the same customer in the same matter that are not closed. */
export function findSiblingCases(store: Store, caseId: string): Promise<OpenCase[]> {
  return openCases(store)
    .where('cases.id', '<>', caseId)
    .where('cases.matterCode', '=', (eb) =>
      eb.selectFrom('cases as own').select('own.matterCode').where('own.id', '=', caseId),
    )
    .where('party.documentNumberHash', '=', (eb) =>
      eb
        .selectFrom('party as own')
        .select('own.documentNumberHash')
        .where('own.caseId', '=', caseId)
        .where('own.role', '=', 'customer'),
    )
    .execute();
}

/** The case that a request id has made; undefined when none. */
export function findCaseByRequest(
  store: Store,
  requestId: string,
): Promise<{ id: string; number: string } | undefined> {
  return store.db
    .selectFrom('cases')
    .select(['id', 'number'])
    .where('requestId', '=', requestId)
    .executeTakeFirst();
}

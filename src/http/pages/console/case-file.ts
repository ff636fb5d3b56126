import {
  appendAudit,
  displayNames,
  getCase,
  isRegisterError,
  listDocuments,
  listEntryChanges,
  listHops,
  listMaterials,
  listNotices,
  listNotifications,
  listOpinions,
  listParties,
  listRounds,
  listSteps,
  readReason,
  readSurvey,
  revealParty,
  type CaseRecord,
  type StaffMember,
  type Store,
} from '../../../register/index.ts';
import { maySeeCase } from '../../auth.ts';
import { Problem } from '../../problem.ts';
import type { Revealed } from './people.ts';

const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function isId(text: string | undefined): text is string {
  return text !== undefined && idPattern.test(text);
}

/** The case, when this person may see it. Throws `case-not-found` alike for unknown and for not theirs. */
export async function findVisibleCase(
  store: Store,
  staff: StaffMember,
  caseId: string | undefined,
): Promise<CaseRecord> {
  if (!isId(caseId)) throw new Problem('case-not-found');
  const found = await getCase(store, caseId).catch((error: unknown) => {
    if (isRegisterError(error, 'CASE_NOT_FOUND')) throw new Problem('case-not-found');
    throw error;
  });
  if (!maySeeCase(staff, found.departmentCode)) throw new Problem('case-not-found');
  return found;
}

/** Everything the register holds on a case. Some of it is in the clear: the page shows that when revealed. */
export async function readCaseFile(store: Store, found: CaseRecord) {
  const { id } = found;
  const [parties, materials, documents, steps, rounds, hops, notices, messages, changes, opinions, survey] =
    await Promise.all([
      listParties(store, id),
      listMaterials(store, id),
      listDocuments(store, id),
      listSteps(store, id),
      listRounds(store, id),
      listHops(store, id),
      listNotices(store, id),
      listNotifications(store, id),
      listEntryChanges(store, id),
      listOpinions(store, id),
      readSurvey(store, id),
    ]);
  const usernames = [
    ...steps.map(({ decidedBy }) => decidedBy),
    ...hops.flatMap(({ handedOverBy, receivedBy }) => [handedOverBy, receivedBy ?? handedOverBy]),
    ...messages.map(({ recipient }) => recipient.replace(/^staff:/, '')),
    ...changes.map(({ changedBy }) => changedBy),
    ...opinions.map(({ writtenBy }) => writtenBy),
    ...documents.map(({ uploadedBy }) => uploadedBy),
  ];
  const names = await displayNames(store, usernames);
  return {
    found,
    parties,
    materials,
    documents,
    steps,
    rounds,
    hops,
    notices,
    messages,
    changes,
    opinions,
    survey,
    nameOf: (username: string) => (username === 'customer' ? '客户' : (names.get(username) ?? username)),
  };
}

export type CaseFile = Awaited<ReturnType<typeof readCaseFile>>;

/**
 * Personal data of the case for one answer, after who looks and why went into the audit trail: parties, reason
 * of the case, opinions, replaced entries, notices as issued, names of files (clauses 1.3.3, 5.1.1).
 */
export function revealCase(
  store: { transaction<T>(run: (store: Store) => Promise<T>): Promise<T> },
  file: CaseFile,
  actor: string,
  reason: string,
): Promise<Revealed> {
  const caseId = file.found.id;
  return store.transaction(async (inner) => {
    const { parties, authorisation } = await revealParty(inner, { caseId, actor, reason });
    await appendAudit(inner, {
      caseId,
      actor,
      action: 'caseFileRevealed',
      details: {
        reason,
        notices: file.notices.map(({ number }) => number),
        opinions: file.opinions.map(({ id }) => id),
        corrections: file.changes.length,
        documents: file.documents.length,
      },
    });
    return { parties, authorisation, caseReason: await readReason(inner, caseId) };
  });
}

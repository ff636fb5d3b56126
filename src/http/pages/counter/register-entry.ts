import {
  addHandoverDocuments,
  closeHandover,
  findCaseByRequest,
  findHandover,
  isRegisterError,
  openHandover,
  takeHandoverDocuments,
  type StaffMember,
} from '../../../register/index.ts';
import { caseSchema } from '../../api/case-schema.ts';
import type { ReceivedFile } from '../../api/multipart.ts';
import { registerApplication, requestKey } from '../../api/registration.ts';
import { storeFiles } from '../../api/uploads.ts';
import type { HttpDeps } from '../../deps.ts';
import { parseFields } from '../../field-problems.ts';
import type { FieldIssue } from '../../field-texts.ts';
import { Problem } from '../../problem.ts';
import { isId } from '../console/case-file.ts';
import { subjectOf } from './desk.ts';
import {
  applicationOf,
  changedEntry,
  materialField,
  receivedMaterials,
  requiredFor,
  valueOf,
  type Entry,
} from './entry.ts';
import { entryProblems, type EntryProblems } from './entry-problems.ts';

/** What came of a form: a case, a form to correct, or a form that was registered with other content. */
export type Registered =
  | { kind: 'registered'; caseId: string }
  | { kind: 'refused'; problems: EntryProblems }
  | { kind: 'differs'; number: string }
  /** The files of the phone went to another case meanwhile, or are not this person's. */
  | { kind: 'filesGone' };

/**
 * Registers the form as `POST /api/cases` would, with the files of its hand-over, all in one transaction. The same
 * form again (a double click, a reload) answers with the same case.
 */
export async function registerEntry(
  deps: HttpDeps,
  staff: StaffMember,
  entry: Entry,
  files: readonly ReceivedFile[],
): Promise<Registered> {
  const withFile = new Set(files.map(({ materialCode }) => materialCode));
  const received = receivedMaterials(requiredFor(deps.matters, entry), entry, withFile);
  const codes = received.map(({ code }) => code);
  const requestId = valueOf(entry, 'requestId');
  const handoverId = valueOf(entry, 'handoverId');
  try {
    if (!isId(requestId)) throw new Problem('fields-invalid', [{ field: 'requestId', code: 'id-invalid' }]);
    const request = parseFields(caseSchema, applicationOf(entry, received, withFile));
    const { registered } = await registerApplication(
      deps,
      { request, files, staff, requestId },
      {
        arrived: async (store) => {
          if (!isId(handoverId)) return [];
          const arrived = await takeHandoverDocuments(store, staff.id, handoverId);
          // What belongs to no listed material stays with the case all the same.
          return arrived.map((document) => ({
            ...document,
            materialCode: codes.find((code) => code === document.materialCode),
          }));
        },
        finish: async (store, { id, isNew }) => {
          if (isNew && isId(handoverId)) await closeHandover(store, staff, handoverId, id);
        },
      },
    );
    return { kind: 'registered', caseId: registered.id };
  } catch (error) {
    if (error instanceof Problem && error.code === 'fields-invalid')
      return { kind: 'refused', problems: entryProblems(error.fields, codes) };
    if (isRegisterError(error, 'NOT_FOUND') || isRegisterError(error, 'VALUE_INVALID'))
      return { kind: 'filesGone' };
    if (!isRegisterError(error, 'REQUEST_ID_REUSED')) throw error;
    const earlier = await findCaseByRequest(deps.register, requestKey(requestId, staff));
    return { kind: 'differs', number: earlier?.number ?? '' };
  }
}

/**
 * Keeps the files of a form that was not registered, so that they need not be chosen again: they wait in its
 * hand-over, and their materials count as received. Returns the form and what is wrong with refused files.
 */
export async function keepFiles(
  { register, documents }: HttpDeps,
  staff: StaffMember,
  entry: Entry,
  files: readonly ReceivedFile[],
): Promise<{ entry: Entry; problems: EntryProblems }> {
  const issues: FieldIssue[] = [];
  const kept = [];
  for (const file of files)
    try {
      kept.push(...(await storeFiles(documents, [file])));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      issues.push(...error.fields);
    }
  const changes: Record<string, string> = {};
  if (kept.length > 0) {
    const given = valueOf(entry, 'handoverId');
    const own = isId(given) ? await findHandover(register, staff.id, given) : undefined;
    const id =
      own && own.closedAt === null ? own.id : (await openHandover(register, staff.id, subjectOf(entry))).id;
    changes.handoverId = id;
    try {
      await addHandoverDocuments(register, id, staff.username, kept);
      for (const { materialCode } of kept) Object.assign(changes, tickedAsFile(entry, materialCode ?? ''));
    } catch (error) {
      if (!isRegisterError(error)) throw error;
      // No room, or registered meanwhile: the files have to be chosen again.
    }
  }
  return { entry: changedEntry(entry, changes), problems: entryProblems(issues, []) };
}

/** A material that came as a file counts as received, electronically unless its row was ticked already. */
export function tickedAsFile(entry: Entry, code: string): Record<string, string> {
  const tick = materialField(code, 'isReceived');
  return valueOf(entry, tick) === 'true'
    ? {}
    : { [tick]: 'true', [materialField(code, 'form')]: 'electronic' };
}

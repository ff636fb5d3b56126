import { randomUUID } from 'node:crypto';
import { appendAudit } from './audit.ts';
import { RegisterError } from './errors.ts';
import { atomically, type Actor, type Store } from './store.ts';

/** A stored file and what it belongs to; content, size and type come from the document store. */
export interface DocumentInput {
  materialCode?: string | undefined;
  sha256: string;
  /** Bytes. */
  size: number;
  mediaType: string;
  fileName: string;
  /** Who handed it in, when not the one who writes the rows. */
  uploadedBy?: Actor | undefined;
}

export interface DocumentRecord {
  id: string;
  caseId: string;
  materialCode: string | null;
  round: number;
  sha256: string;
  size: number;
  mediaType: string;
  fileName: string;
  uploadedBy: Actor;
  uploadedAt: Date;
}

const fileNamePlace = (id: string) => `document.fileNameEnc:${id}`;

/** Writes the documents of a round, in the caller's transaction, and returns their ids in order. */
export async function insertDocuments(
  store: Store,
  caseId: string,
  round: number,
  uploadedBy: Actor,
  documents: readonly DocumentInput[],
): Promise<string[]> {
  if (documents.length === 0) return [];
  const uploadedAt = store.clock.now();
  const rows = documents.map((document) => {
    const id = randomUUID();
    return {
      id,
      caseId,
      round,
      uploadedBy: document.uploadedBy ?? uploadedBy,
      uploadedAt,
      materialCode: document.materialCode ?? null,
      sha256: document.sha256,
      size: document.size,
      mediaType: document.mediaType,
      fileNameEnc: store.cipher.encrypt(document.fileName, fileNamePlace(id)),
    };
  });
  await store.db.insertInto('document').values(rows).execute();
  return rows.map((row) => row.id);
}

/** Adds documents to a case (a scan by staff) with an audit row. Returns their ids in order. */
export function addDocuments(
  store: Store,
  caseId: string,
  round: number,
  actor: Actor,
  documents: readonly DocumentInput[],
): Promise<string[]> {
  return atomically(store, async (inner) => {
    const ids = await insertDocuments(inner, caseId, round, actor, documents);
    await appendAudit(inner, {
      caseId,
      actor,
      action: 'documentsAdded',
      details: { documentIds: ids, round },
    });
    return ids;
  });
}

const columns = [
  'id',
  'caseId',
  'materialCode',
  'round',
  'sha256',
  'size',
  'mediaType',
  'fileNameEnc',
  'uploadedBy',
  'uploadedAt',
] as const;

function documentQuery(store: Store) {
  return store.db.selectFrom('document').select(columns).where('removedAt', 'is', null);
}

/** The documents of a case that are not removed, oldest first. */
export async function listDocuments(store: Store, caseId: string): Promise<DocumentRecord[]> {
  const rows = await documentQuery(store)
    .where('caseId', '=', caseId)
    .orderBy('uploadedAt')
    .orderBy('id')
    .execute();
  return rows.map(({ fileNameEnc, ...row }) => ({
    ...row,
    fileName: store.cipher.decrypt(fileNameEnc, fileNamePlace(row.id)),
  }));
}

/** One document; undefined when there is none or it was removed. */
export async function findDocument(store: Store, id: string): Promise<DocumentRecord | undefined> {
  const row = await documentQuery(store).where('id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  const { fileNameEnc, ...rest } = row;
  return { ...rest, fileName: store.cipher.decrypt(fileNameEnc, fileNamePlace(id)) };
}

/** Takes a document out of the case file; the row stays as a record. Throws NOT_FOUND. */
export function removeDocument(
  store: Store,
  request: { id: string; actor: Actor; reason: string },
): Promise<void> {
  return atomically(store, async (inner) => {
    const row = await inner.db
      .updateTable('document')
      .set({ removedAt: inner.clock.now() })
      .where('id', '=', request.id)
      .where('removedAt', 'is', null)
      .returning('caseId')
      .executeTakeFirst();
    if (!row) throw new RegisterError('NOT_FOUND', `There is no document ${request.id} to remove.`);
    await appendAudit(inner, {
      caseId: row.caseId,
      actor: request.actor,
      action: 'documentRemoved',
      details: { documentId: request.id, reason: request.reason },
    });
  });
}

import { randomUUID } from 'node:crypto';
import type { DocumentInput } from './document-rows.ts';
import { RegisterError } from './errors.ts';
import { findHandover, lockHandover } from './handovers.ts';
import { atomically, type Actor, type Store } from './store.ts';

/** Files that one hand-over takes. */
export const handoverDocumentLimit = 30;

export interface HandoverDocument {
  id: string;
  materialCode: string | null;
  sha256: string;
  /** Bytes. */
  size: number;
  mediaType: string;
  uploadedBy: Actor;
  uploadedAt: Date;
}

const fileNamePlace = (id: string) => `handoverDocument.fileNameEnc:${id}`;
const columns = ['id', 'materialCode', 'sha256', 'size', 'mediaType', 'uploadedBy', 'uploadedAt'] as const;

/** What has arrived, oldest first, without the files' names. */
export function listHandoverDocuments(store: Store, id: string): Promise<HandoverDocument[]> {
  return store.db
    .selectFrom('handoverDocument')
    .select(columns)
    .where('handoverId', '=', id)
    .orderBy('uploadedAt')
    .orderBy('id')
    .execute();
}

/** How many more files the hand-over takes. */
export async function handoverRoom(store: Store, id: string): Promise<number> {
  const { count } = await store.db
    .selectFrom('handoverDocument')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('handoverId', '=', id)
    .executeTakeFirstOrThrow();
  return Math.max(0, handoverDocumentLimit - Number(count));
}

/**
 * Keeps stored files with an open hand-over; the same file for the same material again changes nothing. Throws
 * NOT_FOUND when it was registered meanwhile or never existed, VALUE_INVALID when there is no room for all.
 */
export function addHandoverDocuments(
  store: Store,
  id: string,
  uploadedBy: Actor,
  documents: readonly DocumentInput[],
): Promise<void> {
  return atomically(store, async (inner) => {
    const open = await lockHandover(inner, id);
    if (!open || open.closedAt !== null)
      throw new RegisterError('NOT_FOUND', 'The hand-over is over: register the files with the case.');
    const uploadedAt = inner.clock.now();
    for (const { materialCode, sha256, size, mediaType, fileName } of documents) {
      const documentId = randomUUID();
      const fileNameEnc = inner.cipher.encrypt(fileName, fileNamePlace(documentId));
      await inner.db
        .insertInto('handoverDocument')
        .values({
          id: documentId,
          handoverId: id,
          materialCode: materialCode ?? null,
          sha256,
          size,
          mediaType,
          fileNameEnc,
          uploadedBy,
          uploadedAt,
        })
        .onConflict((conflict) => conflict.columns(['handoverId', 'sha256', 'materialCode']).doNothing())
        .execute();
    }
    const { length } = await listHandoverDocuments(inner, id);
    if (length > handoverDocumentLimit)
      throw new RegisterError(
        'VALUE_INVALID',
        `A hand-over takes ${handoverDocumentLimit} files: register these first.`,
      );
  });
}

/** One file of a hand-over of this member of staff; undefined when there is none. */
export async function findHandoverDocument(
  store: Store,
  staffId: string,
  id: string,
  documentId: string,
): Promise<HandoverDocument | undefined> {
  if (!(await findHandover(store, staffId, id))) return undefined;
  return (await listHandoverDocuments(store, id)).find((document) => document.id === documentId);
}

/** Takes a file out of an open hand-over, such as a blurred photo. Returns whether there was one. */
export function removeHandoverDocument(
  store: Store,
  staffId: string,
  id: string,
  documentId: string,
): Promise<boolean> {
  return atomically(store, async (inner) => {
    const open = await lockHandover(inner, id);
    if (!open || open.createdBy !== staffId || open.closedAt !== null) return false;
    const { numDeletedRows } = await inner.db
      .deleteFrom('handoverDocument')
      .where('handoverId', '=', id)
      .where('id', '=', documentId)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  });
}

/**
 * What has arrived, ready to become documents of the case, in the caller's transaction: from here to its end
 * nothing more arrives. Empty for a hand-over that is not this person's.
 */
export async function takeHandoverDocuments(
  store: Store,
  staffId: string,
  id: string,
): Promise<DocumentInput[]> {
  const found = await lockHandover(store, id);
  if (found?.createdBy !== staffId) return [];
  const rows = await store.db
    .selectFrom('handoverDocument')
    .select([...columns, 'fileNameEnc'])
    .where('handoverId', '=', id)
    .orderBy('uploadedAt')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    materialCode: row.materialCode ?? undefined,
    sha256: row.sha256,
    size: row.size,
    mediaType: row.mediaType,
    fileName: store.cipher.decrypt(row.fileNameEnc, fileNamePlace(row.id)),
    uploadedBy: row.uploadedBy,
  }));
}

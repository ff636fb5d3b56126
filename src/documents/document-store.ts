import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { DocumentError } from './errors.ts';
import { acceptedMediaType, sniffBytes } from './media-type.ts';

/** Largest file, in bytes: 20 MB. */
export const documentLimitBytes = 20 * 1024 * 1024;

export interface StoredDocument {
  /** Of the content, in hex: its name in the store. */
  sha256: string;
  /** Bytes. */
  size: number;
  mediaType: string;
}

/** Files by content: the same content twice is one file, and a name tells whether the content is whole. */
export interface DocumentStore {
  /**
   * Keeps a file; it is on disk when this returns. Throws a DocumentError for an empty file, one over 20 MB and
   * one whose content is not of an accepted type; nothing is kept then.
   */
  put(content: Readable | Buffer): Promise<StoredDocument>;
  /** Opens a file for reading. Throws DOCUMENT_LOST when it is missing. */
  open(sha256: string): Promise<Readable>;
  /** Whether the file is there and its content is what its name says. */
  isIntact(sha256: string): Promise<boolean>;
}

/** A store in a folder, which is made when needed. One process or several may use it at once. */
export function createDocumentStore(folder: string): DocumentStore {
  const incoming = join(folder, 'incoming');
  const pathOf = (sha256: string) => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new DocumentError('DOCUMENT_LOST', 'That is no content hash.');
    return join(folder, sha256.slice(0, 2), sha256);
  };

  return {
    async put(content) {
      await mkdir(incoming, { recursive: true });
      const temporary = join(incoming, randomUUID());
      try {
        const stored = await writeChecked(temporary, content);
        const target = pathOf(stored.sha256);
        await mkdir(dirname(target), { recursive: true });
        await rename(temporary, target);
        // The new names must survive a power cut as well: file in its folder, folder in the store.
        await syncFolder(dirname(target));
        await syncFolder(folder);
        return stored;
      } finally {
        await rm(temporary, { force: true });
      }
    },

    async open(sha256) {
      return (await openForReading(pathOf(sha256), sha256)).createReadStream();
    },

    async isIntact(sha256) {
      const path = pathOf(sha256);
      if (!(await stat(path).catch(() => undefined))) return false;
      const handle = await openForReading(path, sha256);
      const hash = createHash('sha256');
      for await (const chunk of handle.createReadStream()) hash.update(chunk as Buffer);
      return hash.digest('hex') === sha256;
    },
  };
}

async function openForReading(path: string, sha256: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch {
    throw new DocumentError(
      'DOCUMENT_LOST',
      `Document ${sha256} is not in the store: bring it back from the backup.`,
    );
  }
}

/** Writes and syncs the content; throws as soon as it is known that it will be refused. */
async function writeChecked(path: string, content: Readable | Buffer): Promise<StoredDocument> {
  const hash = createHash('sha256');
  let head = Buffer.alloc(0);
  let size = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of chunksOf(content)) {
      size += chunk.length;
      if (size > documentLimitBytes)
        throw new DocumentError('DOCUMENT_TOO_LARGE', 'The file is over 20 MB: hand in a smaller one.');
      if (head.length < sniffBytes) head = Buffer.concat([head, chunk.subarray(0, sniffBytes - head.length)]);
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    if (size === 0) throw new DocumentError('DOCUMENT_EMPTY', 'The file is empty: hand in one with content.');
    const mediaType = await acceptedMediaType(head);
    if (mediaType === undefined)
      throw new DocumentError(
        'DOCUMENT_TYPE_REFUSED',
        'The content is no PDF, PNG, JPEG, DOCX or XLSX: hand in one of these.',
      );
    await file.sync();
    return { sha256: hash.digest('hex'), size, mediaType };
  } finally {
    await file.close();
  }
}

async function* chunksOf(content: Readable | Buffer): AsyncGenerator<Buffer> {
  if (Buffer.isBuffer(content)) yield content;
  else for await (const chunk of content) yield Buffer.from(chunk as Uint8Array);
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

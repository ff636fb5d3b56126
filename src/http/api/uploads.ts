import { createReadStream } from 'node:fs';
import { acceptedExtensions, isDocumentError, type DocumentStore } from '../../documents/index.ts';
import type { DocumentInput } from '../../register/index.ts';
import type { FieldCode, FieldIssue } from '../field-texts.ts';
import { bodyLimits } from '../limits.ts';
import { Problem } from '../problem.ts';
import type { ReceivedFile } from './multipart.ts';

const codes: Readonly<Partial<Record<string, FieldCode>>> = {
  DOCUMENT_TOO_LARGE: 'file-too-large',
  DOCUMENT_TYPE_REFUSED: 'file-type-refused',
  DOCUMENT_EMPTY: 'file-empty',
};

const values = {
  megabytes: bodyLimits.fileBytes / 1024 / 1024,
  extensions: acceptedExtensions.join(', '),
};

/**
 * Puts the files into the document store and returns what the register writes about each. Throws
 * `fields-invalid` naming every refused file; those already stored are then known by no case and harmless.
 */
export async function storeFiles(
  documents: DocumentStore,
  files: readonly ReceivedFile[],
): Promise<DocumentInput[]> {
  const stored: DocumentInput[] = [];
  const issues: FieldIssue[] = [];
  for (const { field, path, materialCode, fileName } of files)
    try {
      const content = await documents.put(createReadStream(path));
      stored.push({ ...content, materialCode, fileName: fileName.slice(0, 200) || materialCode });
    } catch (error) {
      const code = isDocumentError(error) ? codes[error.code] : undefined;
      if (!code) throw error;
      issues.push({ field, code, values });
    }
  if (issues.length > 0) throw new Problem('fields-invalid', issues);
  return stored;
}

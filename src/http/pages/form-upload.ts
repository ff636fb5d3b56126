import { tmpdir } from 'node:os';
import type { Request, Response } from 'express';
import multer, { diskStorage, MulterError } from 'multer';
import { acceptedExtensions } from '../../documents/index.ts';
import type { ReceivedFile } from '../api/multipart.ts';
import { bodyLimits } from '../limits.ts';
import { Problem } from '../problem.ts';
import { withUploadFolder } from '../upload-folder.ts';

const filePrefix = 'document.';

/** What a file picker offers first; what is really taken is told by content, in the document store. */
export const fileTypes = [...acceptedExtensions, 'jpeg'].map((extension) => `.${extension}`).join(',');

interface UploadLimits {
  uploadFolder?: string;
  /** Largest file that is read at all; a bigger one ends the reading, and what came after it is lost. */
  fileBytes?: number;
  /** Text fields of the form. */
  fields?: number;
}

/**
 * Reads a form with files named `document.<materialCode>` into `request.body` and temporary files, hands the
 * files to `use` and removes them afterwards, whatever happened. Throws `fields-invalid` for files that are too
 * large or too many, `malformed-request` for a broken body.
 */
export async function withFormFiles<T>(
  request: Request,
  response: Response,
  { uploadFolder = tmpdir(), ...limits }: UploadLimits,
  use: (files: readonly ReceivedFile[]) => Promise<T>,
): Promise<T> {
  if (Number(request.get('content-length') ?? 0) > bodyLimits.multipartBytes)
    throw new Problem('body-too-large');
  return withUploadFolder(uploadFolder, async (folder) =>
    use(await receive(request, response, folder, limits)),
  );
}

async function receive(
  request: Request,
  response: Response,
  folder: string,
  { fileBytes = bodyLimits.fileBytes, fields = 200 }: UploadLimits,
): Promise<ReceivedFile[]> {
  const upload = multer({
    storage: diskStorage({ destination: folder }),
    defParamCharset: 'utf8',
    limits: {
      fileSize: fileBytes,
      files: bodyLimits.files,
      fields,
      fieldSize: 10_000,
      fieldNameSize: 100,
      headerPairs: 20,
    },
  }).any();
  await new Promise<void>((resolve, reject) => {
    void upload(request, response, (error: unknown) => {
      if (error) reject(refusalOf(error));
      else resolve();
    });
  });
  const files = Array.isArray(request.files) ? request.files : [];
  return files
    .filter(({ fieldname }) => fieldname.startsWith(filePrefix))
    .map(({ fieldname, originalname, path }) => ({
      field: safeName(fieldname),
      materialCode: fieldname.slice(filePrefix.length),
      fileName: originalname,
      path,
    }));
}

/** A name that the client chose, fit to be compared and shown: it may hold anything. */
function safeName(name: string): string {
  return /^[\w.-]{1,100}$/.test(name) ? name : '?';
}

function refusalOf(error: unknown): Error {
  if (error instanceof MulterError && error.code === 'LIMIT_FILE_SIZE')
    return new Problem('fields-invalid', [
      {
        field: safeName(error.field ?? ''),
        code: 'file-too-large',
        values: { megabytes: bodyLimits.fileBytes / 1024 / 1024 },
      },
    ]);
  if (error instanceof MulterError && error.code === 'LIMIT_FILE_COUNT')
    return new Problem('fields-invalid', [
      { field: filePrefix, code: 'file-too-many', values: { maximum: bodyLimits.files } },
    ]);
  // What the disk refuses is ours; everything else the parser throws is a broken body.
  if (error instanceof Error && 'syscall' in error) return error;
  return new Problem('malformed-request');
}

import { tmpdir } from 'node:os';
import type { Request, Response } from 'express';
import multer, { diskStorage, MulterError } from 'multer';
import type { FieldIssue } from '../field-texts.ts';
import { bodyLimits } from '../limits.ts';
import { Problem } from '../problem.ts';
import { withUploadFolder } from '../upload-folder.ts';

/** A file as it arrived, in a temporary folder that is gone after the request. */
export interface ReceivedFile {
  /** `document.<materialCode>`. */
  field: string;
  materialCode: string;
  /** The client's own name for it: personal data, and never a path of ours. */
  fileName: string;
  path: string;
}

export interface Multipart {
  /** Undefined when the JSON part is missing. */
  json: unknown;
  files: readonly ReceivedFile[];
}

const filePrefix = 'document.';

/**
 * Reads a `multipart/form-data` body with one JSON part and files named `document.<materialCode>`, hands it to
 * `use` and removes the temporary files afterwards, whatever happened. Throws `fields-invalid` for files that
 * are too large, too many or wrongly named, `malformed-request` for a broken body.
 */
export async function withMultipart<T>(
  request: Request,
  response: Response,
  { part, folder: parent = tmpdir() }: { part: string; folder: string | undefined },
  use: (multipart: Multipart) => Promise<T>,
): Promise<T> {
  if (Number(request.get('content-length') ?? 0) > bodyLimits.multipartBytes)
    throw new Problem('body-too-large');
  return withUploadFolder(parent, async (folder) => use(await receive(request, response, part, folder)));
}

async function receive(
  request: Request,
  response: Response,
  part: string,
  folder: string,
): Promise<Multipart> {
  const upload = multer({
    storage: diskStorage({ destination: folder }),
    defParamCharset: 'utf8',
    limits: {
      fileSize: bodyLimits.fileBytes,
      files: bodyLimits.files,
      fields: 10,
      fieldSize: bodyLimits.jsonBytes,
      fieldNameSize: 100,
      headerPairs: 20,
    },
  }).any();
  await new Promise<void>((resolve, reject) => {
    void upload(request, response, (error: unknown) => {
      if (error) reject(uploadProblem(error));
      else resolve();
    });
  });
  const files = Array.isArray(request.files) ? request.files : [];
  const texts = Object.entries(toRecord(request.body));
  const issues: FieldIssue[] = [
    ...texts.filter(([name]) => name !== part).map(([name]) => unknownField(name)),
    ...files
      .filter(({ fieldname }) => !fieldname.startsWith(filePrefix))
      .map(({ fieldname }): FieldIssue => ({ field: safeName(fieldname), code: 'file-field-unknown' })),
  ];
  if (issues.length > 0) throw new Problem('fields-invalid', issues);
  return {
    json: parseJson(texts.find(([name]) => name === part)?.[1]),
    files: files.map(({ fieldname, originalname, path }) => ({
      field: safeName(fieldname),
      materialCode: fieldname.slice(filePrefix.length),
      fileName: originalname,
      path,
    })),
  };
}

function parseJson(text: unknown): unknown {
  if (text === undefined) return undefined;
  // A part sent several times arrives as a list.
  if (typeof text !== 'string') throw new Problem('malformed-request');
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem('malformed-request');
  }
}

function uploadProblem(error: unknown): Problem | Error {
  if (error instanceof MulterError) {
    const field = safeName(error.field ?? '');
    if (error.code === 'LIMIT_FILE_SIZE')
      return new Problem('fields-invalid', [
        { field, code: 'file-too-large', values: { megabytes: bodyLimits.fileBytes / 1024 / 1024 } },
      ]);
    if (error.code === 'LIMIT_FILE_COUNT')
      return new Problem('fields-invalid', [
        { field, code: 'file-too-many', values: { maximum: bodyLimits.files } },
      ]);
    if (error.code === 'LIMIT_FIELD_VALUE') return new Problem('body-too-large');
    return new Problem('malformed-request');
  }
  // What the disk refuses is ours; everything else the parser throws is a broken body.
  if (error instanceof Error && 'syscall' in error) return error;
  return new Problem('malformed-request');
}

const unknownField = (name: string): FieldIssue => ({ field: safeName(name), code: 'unknown-field' });

/** A name that the client chose, fit to be sent back: it may hold anything. */
function safeName(name: string): string {
  return /^[\w.-]{1,100}$/.test(name) ? name : '?';
}

function toRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

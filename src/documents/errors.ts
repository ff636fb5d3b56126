export const documentErrorCodes = [
  'DOCUMENT_TOO_LARGE',
  'DOCUMENT_TYPE_REFUSED',
  'DOCUMENT_EMPTY',
  'DOCUMENT_LOST',
] as const;
export type DocumentErrorCode = (typeof documentErrorCodes)[number];

/** A file that is refused, or one that should be there and is not. Nothing was kept. */
export class DocumentError extends Error {
  readonly code: DocumentErrorCode;

  constructor(code: DocumentErrorCode, message: string) {
    super(message);
    this.name = 'DocumentError';
    this.code = code;
  }
}

export function isDocumentError(error: unknown, code?: DocumentErrorCode): error is DocumentError {
  return error instanceof DocumentError && (code === undefined || error.code === code);
}

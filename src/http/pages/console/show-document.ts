import type { Response } from 'express';
import { pipeline } from 'node:stream/promises';
import { isDocumentError, type DocumentStore } from '../../../documents/index.ts';
import { Problem } from '../../problem.ts';

/** Types that a browser may show; everything else is only ever saved. */
const shownTypes = ['application/pdf', 'image/png', 'image/jpeg'];

interface ShownFile {
  id: string;
  sha256: string;
  mediaType: string;
  /** Bytes. */
  size: number;
}

/**
 * Sends a file that somebody handed in, without any rights of our pages. `audit` runs once the file is known to be
 * there and before anything of it is sent. Throws `document-lost`.
 */
export async function showDocument(
  response: Response,
  documents: DocumentStore,
  { id, sha256, mediaType, size }: ShownFile,
  audit: () => Promise<void>,
): Promise<void> {
  const content = await documents.open(sha256).catch((error: unknown) => {
    throw isDocumentError(error) ? new Problem('document-lost') : error;
  });
  await audit();
  const isShown = shownTypes.includes(mediaType);
  response.set({
    'Content-Type': isShown ? mediaType : 'application/octet-stream',
    'Content-Length': String(size),
    'Content-Disposition': `${isShown ? 'inline' : 'attachment'}; filename="${id}"`,
    'Content-Security-Policy': policyFor(mediaType),
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
    'X-Robots-Tag': 'noindex',
  });
  await pipeline(content, response);
}

/**
 * Nothing of ours is in reach of what a customer sent. Browsers do not start their PDF viewer in a sandbox, but it
 * runs the document apart from our pages by itself; their picture viewer brings a style of its own.
 */
function policyFor(mediaType: string): string {
  const nothing = "default-src 'none'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'";
  return mediaType === 'application/pdf'
    ? `${nothing}; object-src 'self'`
    : `${nothing}; style-src 'unsafe-inline'; sandbox`;
}

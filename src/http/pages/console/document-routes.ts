import { Router } from 'express';
import { pipeline } from 'node:stream/promises';
import { appendAudit, findDocument } from '../../../register/index.ts';
import type { HttpDeps } from '../../deps.ts';
import { Problem } from '../../problem.ts';
import { isDocumentError } from '../../../documents/index.ts';
import { findVisibleCase, isId } from './case-file.ts';
import { staffPage } from './routes.ts';

/** Types that a browser may show; everything else is only ever saved. */
const shownTypes = ['application/pdf', 'image/png', 'image/jpeg'];

/** Scans of a case: shown in the browser without any rights of our pages. Each look is audited. */
export function createDocumentRoutes(deps: HttpDeps): Router {
  const { register, documents } = deps;
  const router = Router();
  router.get(
    '/console/documents/:id',
    staffPage(deps, async (request, response, staff) => {
      const id = String(request.params.id);
      const document = isId(id) ? await findDocument(register, id) : undefined;
      if (!document) throw new Problem('document-not-found');
      await findVisibleCase(register, staff, document.caseId).catch((error: unknown) => {
        throw error instanceof Problem ? new Problem('document-not-found') : error;
      });
      const content = await documents.open(document.sha256).catch((error: unknown) => {
        throw isDocumentError(error) ? new Problem('document-lost') : error;
      });
      await appendAudit(register, {
        caseId: document.caseId,
        actor: staff.username,
        action: 'documentViewed',
        details: { documentId: document.id },
      });
      const isShown = shownTypes.includes(document.mediaType);
      response.set({
        'Content-Type': isShown ? document.mediaType : 'application/octet-stream',
        'Content-Length': String(document.size),
        'Content-Disposition': `${isShown ? 'inline' : 'attachment'}; filename="${document.id}"`,
        'Content-Security-Policy': policyFor(document.mediaType),
        'X-Content-Type-Options': 'nosniff',
        'Cross-Origin-Resource-Policy': 'same-origin',
        'Cache-Control': 'no-store',
        'X-Robots-Tag': 'noindex',
      });
      await pipeline(content, response);
    }),
  );
  return router;
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

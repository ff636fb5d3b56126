import { Router } from 'express';
import { appendAudit, findDocument, type Register, type StaffMember } from '../../../register/index.ts';
import type { HttpDeps } from '../../deps.ts';
import { Problem } from '../../problem.ts';
import { html, type Html } from '../html.ts';
import { consolePage, sendPage } from '../layout.ts';
import { findVisibleCase, isId } from './case-file.ts';
import { staffPage } from './routes.ts';
import { showDocument } from './show-document.ts';

/** Scans of a case: shown in the browser without any rights of our pages. Each look is audited. */
export function createDocumentRoutes(deps: HttpDeps): Router {
  const { register, documents } = deps;
  const router = Router();
  router.get(
    '/console/documents/:id',
    staffPage(deps, async (request, response, staff) => {
      const document = await findVisibleDocument(register, staff, String(request.params.id));
      await showDocument(response, documents, document, () =>
        appendAudit(register, {
          caseId: document.caseId,
          actor: staff.username,
          action: 'documentViewed',
          details: { documentId: document.id },
        }),
      );
    }),
  );
  router.get(
    '/console/documents/:id/view',
    staffPage(deps, async (request, response, staff, frame) => {
      const { id, caseId } = await findVisibleDocument(register, staff, String(request.params.id));
      sendPage(response, consolePage(frame, '扫描件', pdfView(id, caseId)));
    }),
  );
  return router;
}

/** The document, if the person may see its case. Throws the same problem when not as when there is none. */
async function findVisibleDocument(register: Register, staff: StaffMember, id: string) {
  const document = isId(id) ? await findDocument(register, id) : undefined;
  if (!document) throw new Problem('document-not-found');
  await findVisibleCase(register, staff, document.caseId).catch((error: unknown) => {
    throw error instanceof Problem ? new Problem('document-not-found') : error;
  });
  return document;
}

/**
 * A PDF drawn by our own page: a case file that was opened from a form of Tasklist is in Tasklist's sandbox, where
 * the browser does not start its own viewer. Without script the link leads to that viewer.
 */
function pdfView(id: string, caseId: string): Html {
  const source = `/console/documents/${id}`;
  return html`<h1>扫描件</h1>
    <p><a href="/console/cases/${caseId}">返回案卷</a> · <a href="${source}">用浏览器打开</a></p>
    <p id="state" role="status">正在打开……</p>
    <div id="pages" class="pages" data-source="${source}"></div>
    <script type="module" src="/assets/pdf-view.js"></script>`;
}

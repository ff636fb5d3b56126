import { Router } from 'express';
import { appendAudit, findHandoverDocument } from '../../../register/index.ts';
import type { HttpDeps } from '../../deps.ts';
import { Problem } from '../../problem.ts';
import { isId } from '../console/case-file.ts';
import { showDocument } from '../console/show-document.ts';
import { clerkPage } from './clerk-page.ts';
import { readArrived } from './desk.ts';
import { sendFragment } from './field-routes.ts';
import { arrivedList } from './handover-panel.ts';

/** What has arrived from a phone, for the person who opened the hand-over and nobody else. */
export function createHandoverRoutes(deps: HttpDeps): Router {
  const { register, documents, matters, clock } = deps;
  const router = Router();

  router.get(
    '/console/counter/handovers/:id',
    clerkPage(deps, async (request, response, staff) => {
      const arrived = await readArrived(deps, staff, String(request.params.id));
      if (!arrived) throw new Problem('not-found');
      const { handover } = arrived;
      const { id, matterCode, customerType, hasAgent, closedAt, expiresAt } = handover;
      response.set('X-Handover', closedAt || expiresAt <= clock.now() ? 'over' : 'open');
      const required = matters.materialsFor(matterCode, customerType, hasAgent);
      sendFragment(response, arrivedList(id, arrived.documents, required));
    }),
  );

  router.get(
    '/console/counter/handovers/:id/documents/:documentId',
    clerkPage(deps, async (request, response, staff) => {
      const [id, documentId] = [String(request.params.id), String(request.params.documentId)];
      const found =
        isId(id) && isId(documentId)
          ? await findHandoverDocument(register, staff.id, id, documentId)
          : undefined;
      if (!found) throw new Problem('document-not-found');
      await showDocument(response, documents, found, () =>
        appendAudit(register, {
          caseId: null,
          actor: staff.username,
          action: 'handoverDocumentViewed',
          details: { handoverId: id, documentId },
        }),
      );
    }),
  );

  return router;
}

import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';
import type { HttpDeps } from '../deps.ts';
import { createCarbonRoutes } from './carbon.ts';
import { createDocumentRoutes } from './console/document-routes.ts';
import { createFindRoutes } from './console/find-routes.ts';
import { createCancelledRoutes } from './console/cancelled-routes.ts';
import { createDiagramRoutes } from './console/diagram-routes.ts';
import { createAppointmentListRoutes } from './console/appointment-routes.ts';
import { createInquiryRoutes } from './console/inquiry-routes.ts';
import { createHomeRoutes } from './console/home-routes.ts';
import { createLoginRoutes } from './console/login-routes.ts';
import { createOutboxRoutes } from './console/outbox-routes.ts';
import { createAuditRoutes } from './console/audit-routes.ts';
import { createMattersRoutes } from './console/matters-routes.ts';
import { createSessionsRoutes } from './console/sessions-routes.ts';
import { createStaffRoutes } from './console/staff-routes.ts';
import { createCaseRoutes } from './console/routes.ts';
import { createCounterRoutes } from './counter/routes.ts';
import { createGuideRoutes } from './guide/routes.ts';
import { createCustomerRoutes } from './customer/routes.ts';

const assets = fileURLToPath(new URL('../assets/', import.meta.url));
const pdfReader = dirname(fileURLToPath(import.meta.resolve('pdfjs-dist/package.json')));

/** Every page: the customer's (`/c/<token>`) and the staff console. They work without any script, but for the reader of scanned PDFs. */
export function createPages(deps: HttpDeps): Router {
  const router = Router();
  router.use(
    '/assets/pdf-reader',
    express.static(pdfReader, { maxAge: '1h', index: false, redirect: false }),
  );
  router.use(createCarbonRoutes());
  router.use('/assets', express.static(assets, { maxAge: '1h', index: false, redirect: false }));
  router.use(createGuideRoutes(deps));
  router.use(createCustomerRoutes(deps));
  router.use(createLoginRoutes(deps));
  router.use(createDiagramRoutes(deps));
  router.use(createHomeRoutes(deps));
  router.use(createCancelledRoutes(deps));
  router.use(createFindRoutes(deps));
  router.use(createInquiryRoutes(deps));
  router.use(createAppointmentListRoutes(deps));
  router.use(createOutboxRoutes(deps));
  router.use(createAuditRoutes(deps));
  router.use(createMattersRoutes(deps));
  router.use(createSessionsRoutes(deps));
  router.use(createStaffRoutes(deps));
  router.use(createCaseRoutes(deps));
  router.use(createDocumentRoutes(deps));
  router.use(createCounterRoutes(deps));
  return router;
}

import { Router } from 'express';
import { findAuditChain, listStaff, searchAudit, verifyAuditChain } from '../../../register/index.ts';
import { requireRole } from '../../auth.ts';
import type { HttpDeps } from '../../deps.ts';
import { auditActionWords } from '../audit-words.ts';
import { sendPage } from '../layout.ts';
import { auditPage } from './audit-page.ts';
import { oneOf, queryText, readPlace } from './filters.ts';
import { staffPage } from './routes.ts';

const pageSize = 50;
/** A chain that no case has: a number that is nobody's finds nothing. */
const noChain = 'none';
const otherActors = [
  { value: 'customer', name: '客户' },
  { value: 'system', name: '系统' },
];

/** The audit trail, for the manager. */
export function createAuditRoutes({ register, ...deps }: HttpDeps): Router {
  const router = Router();
  router.get(
    '/console/audit',
    staffPage({ register, ...deps }, async (request, response, _staff, frame) => {
      requireRole(request, 'manager');
      const staff = await listStaff(register);
      const actors = [
        ...otherActors,
        ...staff.map(({ username, displayName }) => ({ value: username, name: displayName })),
      ];
      const entered = {
        number: queryText(request, 'number').slice(0, 40),
        actor: queryText(request, 'actor'),
        action: queryText(request, 'action'),
      };
      const chain = entered.number ? await findAuditChain(register, entered.number) : undefined;
      const before = readPlace(request);
      const found = await searchAudit(register, {
        chain: entered.number ? (chain ?? noChain) : undefined,
        actor: oneOf(
          actors.map(({ value }) => value),
          entered.actor,
        ),
        action: oneOf(Object.keys(auditActionWords), entered.action),
        after: before,
        limit: pageSize + 1,
      });
      const items = found.slice(0, pageSize);
      const isVerified = chain !== undefined && queryText(request, 'verify') === '1';
      const names = new Map(actors.map(({ value, name }) => [value, name]));
      const page = auditPage(frame, {
        items,
        entered,
        actors,
        last: found.length > pageSize ? items.at(-1) : undefined,
        isFirst: !before,
        hasChain: chain !== undefined,
        verified: isVerified ? await verifyAuditChain(register, chain) : undefined,
        nameOf: (actor) => names.get(actor) ?? actor,
      });
      sendPage(response, page);
    }),
  );
  return router;
}

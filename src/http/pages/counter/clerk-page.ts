import type { Request, RequestHandler, Response } from 'express';
import type { StaffMember } from '../../../register/index.ts';
import { requireRole } from '../../auth.ts';
import type { HttpDeps } from '../../deps.ts';
import { staffPage } from '../console/routes.ts';
import type { ConsoleFrame } from '../layout.ts';

/** Who registers at the counter and prints for the customer (clauses 2.2.3, 3.1.2). */
export const counterRoles = ['intake-clerk', 'reviewer', 'manager'] as const;

/** A page of the counter: for those who register. Throws `role-required` for everybody else. */
export function clerkPage(
  deps: HttpDeps,
  handle: (request: Request, response: Response, staff: StaffMember, frame: ConsoleFrame) => Promise<void>,
): RequestHandler {
  return staffPage(deps, (request, response, _staff, frame) =>
    handle(request, response, requireRole(request, ...counterRoles), frame),
  );
}

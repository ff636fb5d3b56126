import { z } from 'zod';
import { createCustomerToken } from '../../register/index.ts';
import { currentStaff } from '../auth.ts';
import type { HttpDeps } from '../deps.ts';
import { parseFields } from '../field-problems.ts';
import { caseFileRoutes } from './case-file.ts';
import { caseExample, caseSchema, registeredExample, registeredSchema } from './case-schema.ts';
import { registerApplication } from './registration.ts';
import { defineRoute, noParams, refusing, type Route } from './route.ts';

const requestIdSchema = z.object({
  requestId: z
    .string()
    .regex(/^[\w-]{8,100}$/, 'id-invalid')
    .optional(),
});

export function caseRoutes(deps: HttpDeps): Route[] {
  return [registerRoute(deps), ...caseFileRoutes(deps)];
}

function registerRoute(deps: HttpDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/cases',
    operationId: 'registerCase',
    summary: 'Hand in an application, with its documents or without',
    access: 'public',
    limiter: 'registration',
    params: noParams,
    body: caseSchema,
    bodyExample: caseExample,
    multipartPart: 'case',
    isRepeatable: true,
    success: {
      schema: registeredSchema,
      statuses: { 201: 'Registered', 200: 'Registered before under the same Idempotency-Key' },
      example: registeredExample,
    },
    problems: ['request-differs'],
    async handle({ request, body, files, fail }) {
      const { requestId } = parseFields(requestIdSchema, { requestId: request.get('idempotency-key') });
      const application = { request: body, files, staff: currentStaff(request), requestId };
      const registration = registerApplication(deps, application, {
        finish: (store, { id }) => createCustomerToken(store, id),
      });
      const { registered, result: token } = await refusing(registration, fail, {
        REQUEST_ID_REUSED: 'request-differs',
      });
      return {
        status: registered.isNew ? 201 : 200,
        body: {
          id: registered.id,
          number: registered.number,
          customerLink: `${deps.config.publicUrl}/c/${token}`,
        },
      };
    },
  });
}

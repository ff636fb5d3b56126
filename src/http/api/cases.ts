import { z } from 'zod';
import { createCustomerToken, registerCase, shanghaiDay } from '../../register/index.ts';
import { currentStaff, isIntakeStaff } from '../auth.ts';
import type { HttpDeps } from '../deps.ts';
import { parseFields } from '../field-problems.ts';
import { checkCase } from './case-checks.ts';
import { caseFileRoutes } from './case-file.ts';
import {
  caseExample,
  caseSchema,
  registeredExample,
  registeredSchema,
  type CaseRequest,
} from './case-schema.ts';
import { defineRoute, noParams, refusing, type Route } from './route.ts';
import { storeFiles } from './uploads.ts';

const requestIdSchema = z.object({
  requestId: z
    .string()
    .regex(/^[\w-]{8,100}$/, 'id-invalid')
    .optional(),
});

export function caseRoutes(deps: HttpDeps): Route[] {
  return [registerRoute(deps), ...caseFileRoutes(deps)];
}

function registerRoute({ register, documents, matters, config, clock }: HttpDeps): Route {
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
      const staff = currentStaff(request);
      const { requestId } = parseFields(requestIdSchema, { requestId: request.get('idempotency-key') });
      const issues = checkCase(body, files, {
        matters,
        isStaff: staff !== undefined && isIntakeStaff(staff),
        today: shanghaiDay(clock.now()),
      });
      const matter = matters.get(body.matterCode);
      if (issues.length > 0 || !matter) return fail('fields-invalid', issues);
      const stored = await storeFiles(documents, files);
      const names = new Map(
        matters
          .materialsFor(body.matterCode, body.customerType, body.agent !== undefined)
          .map(({ code, name }) => [code, name]),
      );
      const registration = register.transaction(async (store) => {
        const registered = await registerCase(store, {
          // A key is its sender's own: nobody reaches a case by guessing somebody else's.
          requestId: requestId === undefined ? undefined : `${staff?.id ?? 'customer'}:${requestId}`,
          matter: { code: body.matterCode, name: matter.name, prefix: matter.prefix },
          channel: body.channel,
          language: body.language,
          reason: body.reason,
          isUrgentRequested: body.isUrgentRequested,
          parties: partiesOf(body),
          authorisation: body.authorisation,
          materials: body.materials.map((material) => ({
            ...material,
            name: names.get(material.code) ?? material.code,
          })),
          documents: stored,
          consentVersion: body.consentVersion,
          registeredBy: staff,
        });
        return { registered, token: await createCustomerToken(store, registered.id) };
      });
      const { registered, token } = await refusing(registration, fail, {
        REQUEST_ID_REUSED: 'request-differs',
      });
      return {
        status: registered.isNew ? 201 : 200,
        body: {
          id: registered.id,
          number: registered.number,
          customerLink: `${config.publicUrl}/c/${token}`,
        },
      };
    },
  });
}

function partiesOf({ customer, agent, customerType }: CaseRequest) {
  return [
    { role: 'customer', type: customerType, ...customer },
    ...(agent ? [{ role: 'agent', type: 'person', ...agent } as const] : []),
  ] as const;
}

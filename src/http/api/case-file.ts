import type { Request } from 'express';
import { z } from 'zod';
import {
  addDocuments,
  appendAudit,
  findDocument,
  getCase,
  isRegisterError,
  listDocuments,
  listHops,
  listMaterials,
  listParties,
  listRounds,
  listSteps,
  type CaseRecord,
} from '../../register/index.ts';
import { extensionOf, isDocumentError } from '../../documents/index.ts';
import { maySeeCase, requireStaff } from '../auth.ts';
import type { HttpDeps } from '../deps.ts';
import { Problem } from '../problem.ts';
import { caseFileExample, caseFileSchema } from './case-file-schema.ts';
import { defineRoute, noBody, type Route } from './route.ts';
import { storeFiles } from './uploads.ts';

const params = z.object({ id: z.uuid() });

/** The case file for staff: reading it masked, adding scans. */
export function caseFileRoutes({ register, documents, matters }: HttpDeps): Route[] {
  async function openCase(request: Request, id: string): Promise<CaseRecord> {
    const staff = requireStaff(request);
    const found = await getCase(register, id).catch((error: unknown) => {
      if (isRegisterError(error, 'CASE_NOT_FOUND')) throw new Problem('case-not-found');
      throw error;
    });
    // A case of another department answers like none at all.
    if (!maySeeCase(staff, found.departmentCode)) throw new Problem('case-not-found');
    return found;
  }

  const common = {
    access: 'staff',
    params,
    paramsProblem: 'case-not-found',
    async guard(request: Request, { id }: z.output<typeof params>) {
      await openCase(request, id);
    },
  } as const;

  return [
    defineRoute({
      ...common,
      method: 'get',
      path: '/cases/{id}',
      operationId: 'readCase',
      summary: 'The case file, persons masked',
      body: noBody,
      success: { schema: caseFileSchema, statuses: { 200: 'The case file' }, example: caseFileExample },
      problems: ['case-not-found'],
      async handle({ request, params: { id } }) {
        const found = await openCase(request, id);
        const [parties, materials, files, rounds, steps, hops] = await Promise.all([
          listParties(register, id),
          listMaterials(register, id),
          listDocuments(register, id),
          listRounds(register, id),
          listSteps(register, id),
          listHops(register, id),
        ]);
        return {
          status: 200,
          body: { ...found, parties, materials, documents: files, supplementRounds: rounds, steps, hops },
        };
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: '/cases/{id}/documents',
      operationId: 'addDocuments',
      summary: 'Add scans to a case',
      body: z.strictObject({}).prefault({}),
      multipartPart: 'documents',
      success: {
        schema: z.object({ ids: z.array(z.uuid()) }),
        statuses: { 201: 'Added' },
        example: { ids: ['7c9e6679-7425-40de-944b-e07fc1f90ae7'] },
      },
      problems: ['case-not-found', 'case-closed'],
      async handle({ request, params: { id }, files, fail }) {
        const found = await openCase(request, id);
        if (found.status === 'closed') return fail('case-closed');
        if (files.length === 0)
          return fail('fields-invalid', [{ field: 'document', code: 'nothing-submitted' }]);
        // Whoever acts for the customer now may not have been there at registration.
        const known = matters.materialsFor(found.matterCode, found.customerType, true);
        const strange = files.filter(({ materialCode }) => !known.some(({ code }) => code === materialCode));
        if (strange.length > 0)
          return fail(
            'fields-invalid',
            strange.map(({ field }) => ({ field, code: 'material-unknown' })),
          );
        const stored = await storeFiles(documents, files);
        const rounds = await listRounds(register, id);
        const round = rounds.filter(({ status }) => status === 'received').at(-1)?.round ?? 0;
        const { username } = requireStaff(request);
        return { status: 201, body: { ids: await addDocuments(register, id, round, username, stored) } };
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: '/cases/{id}/documents/{documentId}',
      params: params.extend({ documentId: z.uuid() }),
      paramsProblem: 'document-not-found',
      operationId: 'readDocument',
      summary: 'A document as it was handed in; each reading is audited',
      body: noBody,
      isDownload: true,
      success: { schema: noBody, statuses: { 200: 'The file' }, example: undefined },
      problems: ['case-not-found', 'document-not-found', 'document-lost'],
      async handle({ request, params: { id, documentId }, fail }) {
        await openCase(request, id);
        const found = await findDocument(register, documentId);
        if (found?.caseId !== id) return fail('document-not-found');
        const content = await documents.open(found.sha256).catch((error: unknown) => {
          if (isDocumentError(error, 'DOCUMENT_LOST')) return fail('document-lost');
          throw error;
        });
        await appendAudit(register, {
          caseId: id,
          actor: requireStaff(request).username,
          action: 'documentViewed',
          details: { documentId },
        });
        const { mediaType, size } = found;
        const fileName = `${documentId}.${extensionOf(mediaType)}`;
        return { status: 200, body: undefined, download: { content, fileName, mediaType, size } };
      },
    }),
  ];
}

import { Router, type Request, type Response } from 'express';
import {
  addHandoverDocuments,
  handoverDocumentLimit,
  handoverRoom,
  isRegisterError,
  listHandoverDocuments,
  resolveHandover,
  type Handover,
} from '../../../register/index.ts';
import { linkToken } from '../../api/fields.ts';
import { storeFiles } from '../../api/uploads.ts';
import type { HttpDeps } from '../../deps.ts';
import { describeField } from '../../field-texts.ts';
import { languageOf } from '../../language.ts';
import { Problem, problemDocument } from '../../problem.ts';
import { readOfficeTexts } from '../customer/office-texts.ts';
import { field } from '../form-fields.ts';
import { withFormFiles } from '../form-upload.ts';
import { sendPage } from '../layout.ts';
import { uploadOverPage, uploadPage } from './upload-page.ts';
import { uploadTexts } from './upload-texts.ts';

/** What the customer's phone opens from the QR code at the counter; the secret in the address is the key. */
export function createUploadRoutes(deps: HttpDeps): Router {
  const { register, documents, matters } = deps;
  const router = Router();
  const { phone: windowPhone } = readOfficeTexts();

  const visitorOf = (request: Request) => ({ language: languageOf(request), windowPhone });

  async function openFor(request: Request): Promise<Handover | undefined> {
    const token = linkToken.safeParse(request.params.token);
    return token.success ? resolveHandover(register, token.data) : undefined;
  }

  async function send(
    request: Request,
    response: Response,
    handover: Handover,
    rest: { materialCode?: string; isDone?: boolean; problem?: string },
    status = 200,
  ): Promise<void> {
    const { id, matterCode, customerType, hasAgent } = handover;
    const page = uploadPage(visitorOf(request), {
      token: String(request.params.token),
      handover,
      materials: matters.materialsFor(matterCode, customerType, hasAgent),
      documents: await listHandoverDocuments(register, id),
      ...rest,
    });
    sendPage(response.vary('Accept-Language'), page, status);
  }

  const sendOver = (request: Request, response: Response) => {
    sendPage(response.vary('Accept-Language'), uploadOverPage(visitorOf(request)), 404);
  };

  router.get('/u/:token', async (request, response) => {
    const handover = await openFor(request);
    if (!handover) return sendOver(request, response);
    const { done } = request.query;
    await send(request, response, handover, {
      isDone: done !== undefined,
      materialCode: typeof done === 'string' ? done : '',
    });
  });

  router.post('/u/:token', async (request, response) => {
    const handover = await openFor(request);
    // Nobody uploads to what is not open.
    if (!handover) return sendOver(request, response);
    const { id, matterCode, customerType, hasAgent } = handover;
    const known = matters.materialsFor(matterCode, customerType, hasAgent);
    let materialCode: string | undefined;
    try {
      await withFormFiles(request, response, deps, async (files) => {
        materialCode = known.find(({ code }) => code === field(request, 'materialCode'))?.code;
        if (files.length === 0)
          throw new Problem('fields-invalid', [{ field: 'items', code: 'nothing-submitted' }]);
        if (files.length > (await handoverRoom(register, id))) throw fullProblem();
        const stored = await storeFiles(documents, files);
        await addHandoverDocuments(
          register,
          id,
          'customer',
          stored.map((document) => ({ ...document, materialCode })),
        );
      });
    } catch (error) {
      if (isRegisterError(error, 'NOT_FOUND')) return sendOver(request, response);
      const problem = isRegisterError(error, 'VALUE_INVALID') ? fullProblem() : error;
      if (!(problem instanceof Problem)) throw error;
      const text = problemText(problem, request);
      return send(
        request,
        response,
        handover,
        { materialCode: materialCode ?? '', problem: text },
        problem.status,
      );
    }
    response.redirect(303, `/u/${String(request.params.token)}?done=${materialCode ?? ''}`);
  });

  return router;
}

function fullProblem(): Problem {
  return new Problem('fields-invalid', [{ field: 'document.file', code: 'file-too-many' }]);
}

function problemText(problem: Problem, request: Request): string {
  const language = languageOf(request);
  return problem.fields.length > 0
    ? problem.fields
        .map((issue) =>
          issue.code === 'file-too-many' && !issue.values
            ? uploadTexts(language).full(handoverDocumentLimit)
            : describeField(issue, language),
        )
        .join(' ')
    : problemDocument(problem, language).detail;
}

import type { Request } from 'express';
import { z } from 'zod';
import {
  answerSurvey,
  getCase,
  requestWithdrawal,
  resolveCustomerToken,
  surveyReasons,
} from '../../register/index.ts';
import type { HttpDeps } from '../deps.ts';
import { chooseLanguage } from '../language.ts';
import { Problem } from '../problem.ts';
import { customerViewExample, customerViewSchema, readCustomerView } from './customer-view.ts';
import { linkToken, paragraph } from './fields.ts';
import { defineRoute, noBody, refusing, type Route } from './route.ts';
import { handInSupplement, supplementSchema } from './supplement.ts';

const params = z.object({ token: linkToken });
const cases = new WeakMap<Request, string>();

const surveySchema = z.strictObject({
  score: z.int().min(1).max(5).meta({ description: '5 = very satisfied' }),
  reasons: z.array(z.enum(surveyReasons)).max(surveyReasons.length).default([]),
  comment: paragraph(1000).optional(),
});

const success = (description: string) => ({
  schema: customerViewSchema,
  statuses: { 200: description },
  example: customerViewExample,
});

/** What a customer may do with the link of a case. Unknown, expired and revoked links answer alike. */
export function customerRoutes(deps: HttpDeps): Route[] {
  const { register } = deps;

  async function guard(request: Request, { token }: z.output<typeof params>): Promise<void> {
    const found = await resolveCustomerToken(register, token);
    if (!found) throw new Problem('link-not-valid');
    cases.set(request, found.caseId);
    chooseLanguage(request, (await getCase(register, found.caseId)).language);
  }

  const common = {
    access: 'link',
    limiter: 'customer',
    params,
    paramsProblem: 'link-not-valid',
    guard,
  } as const;

  const view = async (caseId: string) =>
    ({ status: 200, body: await readCustomerView(deps, caseId) }) as const;

  return [
    defineRoute({
      ...common,
      method: 'get',
      path: '/customer/{token}',
      operationId: 'readOwnCase',
      summary: 'Where the case stands and what is missing',
      body: noBody,
      success: success('The case'),
      problems: ['link-not-valid'],
      handle: ({ request }) => view(caseOf(request)),
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: '/customer/{token}/supplement',
      operationId: 'supplement',
      summary: 'Hand in what the notice asked for',
      body: supplementSchema,
      bodyExample: { items: [{ code: 'application-form', copies: 1, isSigned: true }] },
      multipartPart: 'supplement',
      success: success('Received'),
      problems: ['link-not-valid', 'supplement-not-open', 'supplement-too-late'],
      async handle({ request, body, files, fail }) {
        const caseId = caseOf(request);
        await refusing(handInSupplement(deps, caseId, body, files), fail, {
          SUPPLEMENT_NOT_OPEN: 'supplement-not-open',
          WITHDRAWAL_PENDING: 'supplement-not-open',
          SUPPLEMENT_TOO_LATE: 'supplement-too-late',
        });
        return view(caseId);
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: '/customer/{token}/withdraw',
      operationId: 'withdraw',
      summary: 'Withdraw the application; asking again changes nothing',
      body: noBody,
      success: success('The withdrawal is under way'),
      problems: ['link-not-valid', 'withdrawal-not-possible'],
      async handle({ request, fail }) {
        const caseId = caseOf(request);
        await refusing(requestWithdrawal(register, caseId), fail, {
          CASE_CLOSED: 'withdrawal-not-possible',
          WITHDRAWAL_TOO_LATE: 'withdrawal-not-possible',
        });
        return view(caseId);
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: '/customer/{token}/survey',
      operationId: 'rate',
      summary: 'Rate how the case was handled, once',
      body: surveySchema,
      bodyExample: { score: 5, reasons: ['good'], comment: '谢谢!' },
      success: success('Rated'),
      problems: ['link-not-valid', 'survey-not-open', 'survey-already-answered'],
      async handle({ request, body, fail }) {
        const caseId = caseOf(request);
        await refusing(answerSurvey(register, { caseId, ...body }), fail, {
          SURVEY_ALREADY_ANSWERED: 'survey-already-answered',
          SURVEY_CLOSED: 'survey-not-open',
        });
        return view(caseId);
      },
    }),
  ];
}

function caseOf(request: Request): string {
  const caseId = cases.get(request);
  if (caseId === undefined) throw new Problem('link-not-valid');
  return caseId;
}

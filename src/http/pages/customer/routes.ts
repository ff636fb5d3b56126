import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import {
  appendAudit,
  surveyReasons,
  answerSurvey,
  getCase,
  isRegisterError,
  requestWithdrawal,
  resolveCustomerToken,
  type RegisterErrorCode,
} from '../../../register/index.ts';
import { linkToken, paragraph } from '../../api/fields.ts';
import { handInSupplement } from '../../api/supplement.ts';
import type { HttpDeps } from '../../deps.ts';
import { createFormsBundle } from '../../forms-bundle.ts';
import { chooseLanguage, languageOf } from '../../language.ts';
import { createLimiters, rateLimits } from '../../limits.ts';
import { Problem } from '../../problem.ts';
import { field, fields } from '../form-fields.ts';
import { withFormFiles } from '../form-upload.ts';
import { sendPage } from '../layout.ts';
import { textsFor, type CustomerTexts } from '../texts/index.ts';
import { missingAnswers, readCustomerForms } from './form-schema.ts';
import { noticePage } from './notice-page.ts';
import { casePage, linkNotValidPage, messagePage, withdrawPage } from './page.ts';
import { readOfficeTexts } from './office-texts.ts';
import { createQueryRoutes } from './query-routes.ts';
import { readView } from './read-view.ts';
import { suppliedItems, supplementProblems } from './supplied-items.ts';
import { enteredSupplement } from './supplement.ts';
import { isSurveyScore } from './survey.ts';
import type { CustomerView } from './view.ts';

type Late = keyof CustomerTexts['late'];

/** How the register's refusals read to a customer. */
const lateBy: Readonly<Partial<Record<RegisterErrorCode, Late>>> = {
  SUPPLEMENT_NOT_OPEN: 'supplementNotOpen',
  SUPPLEMENT_TOO_LATE: 'supplementTooLate',
  WITHDRAWAL_PENDING: 'supplementNotOpen',
  WITHDRAWAL_TOO_LATE: 'withdrawalNotPossible',
  CASE_CLOSED: 'withdrawalNotPossible',
  SURVEY_ALREADY_ANSWERED: 'surveyAnswered',
  SURVEY_CLOSED: 'surveyNotOpen',
};

interface Visit {
  caseId: string;
  token: string;
}

/** The customer's page of a case, opened by the secret of a link. A GET never changes anything. */
export function createCustomerRoutes(deps: HttpDeps): Router {
  const { register } = deps;
  const router = Router();
  const office = readOfficeTexts();
  const forms = readCustomerForms();
  const form = express.urlencoded({ extended: false, limit: 50_000 });

  /** Opens the link, or answers that it is not valid; what the register refuses becomes a friendly page. */
  const visit =
    (handle: (request: Request, response: Response, visit: Visit) => Promise<void>): RequestHandler =>
    async (request, response) => {
      const token = String(request.params.token);
      const known = linkToken.safeParse(token).success
        ? await resolveCustomerToken(register, token)
        : undefined;
      if (!known) {
        sendPage(
          response,
          linkNotValidPage({ language: languageOf(request), windowPhone: office.phone }),
          404,
        );
        return;
      }
      const { language } = await getCase(register, known.caseId);
      chooseLanguage(request, language);
      await handle(request, response, { ...known, token }).catch((error: unknown) => {
        const late = isRegisterError(error) ? lateBy[error.code] : undefined;
        if (!late) throw error;
        const [title = '', text = ''] = textsFor(language).late[late];
        sendPage(
          response,
          messagePage({ language, token, windowPhone: office.phone }, { title, text, tone: 'warn' }),
          409,
        );
      });
    };

  const viewOf = (visited: Visit): Promise<CustomerView> => readView(deps, office, visited);

  async function sendDone(response: Response, visited: Visit, title: Done, text: Done): Promise<void> {
    const view = await viewOf(visited);
    const texts = textsFor(view.language);
    sendPage(response, messagePage(view, { title: texts[title], text: texts[text], tone: 'good' }));
  }

  router.use(createFormsBundle());
  router.use(createQueryRoutes(deps, office));
  router.use('/c/:token', createLimiters(deps.rateLimits ?? rateLimits).customer);

  router.get(
    '/c/:token',
    visit(async (request, response, visited) => {
      const score = Number(request.query.score);
      const entered = isSurveyScore(score) ? { score: String(score) } : {};
      sendPage(response, casePage(await viewOf(visited), forms, { survey: { entered } }));
    }),
  );

  router.post(
    '/c/:token/supplement',
    visit(async (request, response, visited) => {
      try {
        await withFormFiles(request, response, deps, (files) =>
          handInSupplement(deps, visited.caseId, { items: suppliedItems(request, files) }, files),
        );
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        const view = await viewOf(visited);
        const supplement = {
          problem: supplementProblems(error, view),
          entered: enteredSupplement(request),
        };
        sendPage(response, casePage(view, forms, { supplement }), error.status);
        return;
      }
      await sendDone(response, visited, 'supplementDoneTitle', 'supplementDone');
    }),
  );

  router.get(
    '/c/:token/withdraw',
    visit(async (_request, response, visited) => {
      const view = await viewOf(visited);
      const texts = textsFor(view.language);
      if (view.status !== 'closed' && !view.result) sendPage(response, withdrawPage(view, forms));
      else {
        const [title = '', text = ''] = texts.late.withdrawalNotPossible;
        sendPage(response, messagePage(view, { title, text, tone: 'warn' }), 409);
      }
    }),
  );

  router.post(
    '/c/:token/withdraw',
    form,
    visit(async (request, response, visited) => {
      const view = await viewOf(visited);
      const missing = missingAnswers(forms[view.language].withdrawal, (key) => field(request, key) !== '');
      if (missing.length > 0) {
        sendPage(response, withdrawPage(view, forms, missingText(missing, view)), 400);
        return;
      }
      await requestWithdrawal(register, visited.caseId);
      await sendDone(response, visited, 'withdrawDoneTitle', 'withdrawDone');
    }),
  );

  router.post(
    '/c/:token/survey',
    form,
    visit(async (request, response, visited) => {
      const view = await viewOf(visited);
      const score = Number(field(request, 'score'));
      const comment = paragraph(1000)
        .optional()
        .safeParse(field(request, 'comment').replaceAll('\r\n', '\n') || undefined);
      const problem = surveyProblem(request, view, comment.success);
      if (problem !== undefined || !comment.success) {
        const entered = {
          score: field(request, 'score'),
          reasons: fields(request, 'reasons'),
          comment: field(request, 'comment'),
        };
        sendPage(response, casePage(view, forms, { survey: { problem: problem ?? '', entered } }), 400);
        return;
      }
      const chosen = fields(request, 'reasons');
      await answerSurvey(register, {
        caseId: visited.caseId,
        score,
        reasons: surveyReasons.filter((reason) => chosen.includes(reason)),
        comment: comment.data,
      });
      await sendDone(response, visited, 'surveyDoneTitle', 'surveyDone');
    }),
  );

  router.get(
    '/c/:token/notices/:noticeId',
    visit(async (request, response, visited) => {
      const view = await viewOf(visited);
      const notice = view.notices.find(({ id }) => id === request.params.noticeId);
      if (!notice) throw new Problem('not-found');
      await appendAudit(register, {
        caseId: visited.caseId,
        actor: 'customer',
        action: 'noticeViewed',
        details: { number: notice.number },
      });
      sendPage(response, noticePage(view, notice));
    }),
  );

  /** Why a rating cannot be taken; undefined when it can. */
  function surveyProblem(request: Request, view: CustomerView, isReadable: boolean): string | undefined {
    const { surveyNoScore, surveyUnreadable } = textsFor(view.language);
    if (!isSurveyScore(Number(field(request, 'score')))) return surveyNoScore;
    if (!isReadable) return surveyUnreadable;
    const isGiven = (key: string) => fields(request, key).some((value) => value.trim() !== '');
    const missing = missingAnswers(forms[view.language].survey, isGiven);
    return missing.length > 0 ? missingText(missing, view) : undefined;
  }

  return router;
}

function missingText(labels: readonly string[], { language }: CustomerView): string {
  const { missing, listSeparator } = textsFor(language);
  return missing(labels.join(listSeparator));
}

type Done = {
  [Key in keyof CustomerTexts]: CustomerTexts[Key] extends string ? Key : never;
}[keyof CustomerTexts];

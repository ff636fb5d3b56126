import express, { Router, type Request } from 'express';
import { sendLinkAgain } from '../../../notification/index.ts';
import { createCustomerToken, resolveQuerySecret } from '../../../register/index.ts';
import type { HttpDeps } from '../../deps.ts';
import { chooseLanguage, languageOf, type Language } from '../../language.ts';
import { field } from '../form-fields.ts';
import { sendPage } from '../layout.ts';
import type { OfficeTexts } from './office-texts.ts';
import { linkSentPage, queryPage } from './query-page.ts';
import { customerPath } from './view.ts';

const minuteMs = 60_000;

/**
 * The way back for customers who lost the link: number and query secret open a link of short life; the number
 * alone only has a new link sent to the contact in the register. Secrets travel in bodies, never in addresses.
 */
export function createQueryRoutes({ register, notices }: HttpDeps, office: OfficeTexts): Router {
  const router = Router();
  const form = express.urlencoded({ extended: false, limit: 2_000 });

  router.get('/progress', (request, response) => {
    const language = speak(request, request.query.lang);
    const number = typeof request.query.number === 'string' ? request.query.number.slice(0, 40) : '';
    sendPage(response, queryPage({ language, office }, { number }));
  });

  router.post('/progress', form, async (request, response) => {
    const language = speak(request, field(request, 'lang'));
    const number = field(request, 'number');
    const caseId = await resolveQuerySecret(register, number, field(request, 'secret'));
    if (caseId === undefined) {
      sendPage(response, queryPage({ language, office }, { number, isWrong: true }), 400);
      return;
    }
    const token = await createCustomerToken(register, caseId, office.queryLinkValidMinutes * minuteMs);
    response.set('Cache-Control', 'no-store').redirect(303, customerPath(token));
  });

  router.post('/progress/link', form, async (request, response) => {
    const language = speak(request, field(request, 'lang'));
    await sendLinkAgain(register, notices, office, field(request, 'number'));
    sendPage(response, linkSentPage({ language, office }));
  });

  return router;
}

/** The language that the page was asked for in, else the browser's. */
function speak(request: Request, wanted: unknown): Language {
  if (wanted === 'en' || wanted === 'zh-CN') chooseLanguage(request, wanted);
  return languageOf(request);
}

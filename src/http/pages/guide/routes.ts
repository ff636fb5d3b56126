import express, { Router, type RequestHandler } from 'express';
import { z } from 'zod';
import {
  askMore,
  getInquiry,
  isRegisterError,
  languages,
  listEntries,
  mayAskMore,
  receiveInquiry,
  resolveInquiryToken,
} from '../../../register/index.ts';
import { linkToken, paragraph } from '../../api/fields.ts';
import type { HttpDeps } from '../../deps.ts';
import { chooseLanguage } from '../../language.ts';
import { createLimiters, rateLimits } from '../../limits.ts';
import { field } from '../form-fields.ts';
import { sendPage } from '../layout.ts';
import { createAppointmentRoutes } from './appointment-routes.ts';
import { askFields, longestQuestion, readQuestion } from './ask-entry.ts';
import { askPage } from './ask-page.ts';
import { inquiryLinkPage, inquiryPage, type InquiryView } from './inquiry-page.ts';
import { applicantParts, listPage } from './list-page.ts';
import { matterPage, unknownMatterPage } from './matter-page.ts';
import { readGuides, readOffice } from './office.ts';
import { listMatters, searchMatters } from './search.ts';
import { applicantOf, href, oneOf, visitorOf } from './visitor.ts';

const requestIdSchema = z.uuid();

/** The public pages: what the window handles (clause 3.1.1), and questions to it (3.1.5). No login, no script. */
export function createGuideRoutes(deps: HttpDeps): Router {
  const { matters } = deps;
  const router = Router();
  const office = readOffice();
  const guides = readGuides(matters);

  router.get('/guide', (request, response) => {
    const visitor = visitorOf(request, office);
    const search = typeof request.query.q === 'string' ? request.query.q.trim().slice(0, 60) : '';
    const need = guides.needs.find(({ code }) => code === request.query.need)?.code;
    const applicant = applicantOf(request);
    const all = listMatters(matters, guides, visitor.language);
    const found =
      search !== ''
        ? searchMatters(matters, guides, visitor.language, search)
        : need === undefined
          ? undefined
          : all.filter((listed) => listed.need === need);
    const [only, another] = found ?? [];
    // The questions lead straight to the matter when there is just one.
    if (need !== undefined && only && !another)
      return response.redirect(303, href(visitor, `/guide/${only.matter.code}`, applicantParts(applicant)));
    return sendPage(response, listPage(visitor, guides, all, { search, need, applicant, found }));
  });

  router.get('/guide/:matter', (request, response) => {
    const visitor = visitorOf(request, office);
    const matter = matters.get(request.params.matter);
    if (!matter) return sendPage(response, unknownMatterPage(visitor), 404);
    const applicant = applicantOf(request);
    const materials = matters.materialsFor(matter.code, applicant.customerType, applicant.hasAgent);
    return sendPage(response, matterPage(visitor, guides, matter, materials, applicant));
  });

  router.use(createQuestionRoutes(deps, office));
  router.use(createAppointmentRoutes(deps, office));
  return router;
}

function createQuestionRoutes(deps: HttpDeps, office: ReturnType<typeof readOffice>): Router {
  const { register, matters } = deps;
  const router = Router();
  const limiters = createLimiters(deps.rateLimits ?? rateLimits);
  const form = express.urlencoded({ extended: false, limit: 50_000 });

  router.get('/ask', (request, response) => {
    const matterCode = typeof request.query.matter === 'string' ? request.query.matter : '';
    const entry = { topic: '', matterCode, question: '', name: '', phone: '', email: '' };
    sendPage(response, askPage(visitorOf(request, office), matters, { entry, problems: [] }));
  });

  router.post('/ask', limiters.query, form, async (request, response) => {
    const entry = {
      ...{ topic: '', matterCode: '', question: '', name: '', phone: '', email: '' },
      ...Object.fromEntries(askFields.map((name) => [name, field(request, name)])),
    };
    const requestId = requestIdSchema.safeParse(field(request, 'requestId')).data;
    const visitor = visitorOf(request, office);
    const read = readQuestion(entry, matters, { needsContact: true });
    if ('problems' in read) {
      const state = { entry, problems: read.problems, ...(requestId ? { requestId } : {}) };
      sendPage(response, askPage(visitor, matters, state), 400);
      return;
    }
    const language = oneOf(languages, field(request, 'language')) ?? visitor.language;
    const { token } = await receiveInquiry(register, { ...read.asked, requestId, channel: 'web', language });
    response.redirect(303, `/q/${token}?new=yes`);
  });

  /** Opens the link, or answers that it is not valid. */
  const visit =
    (
      handle: (inquiryId: string, ...rest: Parameters<RequestHandler>) => Promise<void>,
    ): RequestHandler<{ token: string }> =>
    async (request, response, next) => {
      const { token } = request.params;
      const known = linkToken.safeParse(token).success
        ? await resolveInquiryToken(register, token)
        : undefined;
      if (!known) return sendPage(response, inquiryLinkPage(visitorOf(request, office)), 404);
      const { language } = await getInquiry(register, known.inquiryId);
      chooseLanguage(request, language);
      return handle(known.inquiryId, request, response, next);
    };

  async function viewOf(inquiryId: string, token: string, isNew: boolean): Promise<InquiryView> {
    const [inquiry, entries, mayAsk] = await Promise.all([
      getInquiry(register, inquiryId),
      listEntries(register, inquiryId),
      mayAskMore(register, inquiryId),
    ]);
    return { inquiry, entries, token, mayAskMore: mayAsk, isNew };
  }

  router.use('/q/:token', limiters.customer);

  router.get(
    '/q/:token',
    visit(async (inquiryId, request, response) => {
      const view = await viewOf(inquiryId, String(request.params.token), request.query.new === 'yes');
      sendPage(response, inquiryPage(visitorOf(request, office), view));
    }),
  );

  router.post(
    '/q/:token',
    form,
    visit(async (inquiryId, request, response) => {
      const token = String(request.params.token);
      const visitor = visitorOf(request, office);
      const refuse = async (problem: string, status: number) =>
        sendPage(
          response,
          inquiryPage(visitor, { ...(await viewOf(inquiryId, token, false)), problem }),
          status,
        );
      const question = paragraph(longestQuestion).safeParse(field(request, 'question'));
      if (!question.success) return refuse(visitor.texts.questionNeeded, 400);
      try {
        await askMore(register, { inquiryId, question: question.data });
      } catch (error) {
        if (!isRegisterError(error, 'INQUIRY_STATE')) throw error;
        return refuse(visitor.texts.moreTooLate, 409);
      }
      return response.redirect(303, `/q/${token}?new=yes`);
    }),
  );

  return router;
}

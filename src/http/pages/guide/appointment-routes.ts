import { fileURLToPath } from 'node:url';
import express, { Router, type RequestHandler } from 'express';
import { z } from 'zod';
import { loadAppointmentPolicy, openDays } from '../../../calendar/appointment-policy.ts';
import {
  bookAppointment,
  cancelAppointment,
  findAppointment,
  isRegisterError,
  languages,
  shanghaiDay,
  type AppointmentRecord,
} from '../../../register/index.ts';
import { line, linkToken, phone } from '../../api/fields.ts';
import type { HttpDeps } from '../../deps.ts';
import { chooseLanguage } from '../../language.ts';
import { createLimiters, rateLimits } from '../../limits.ts';
import { field } from '../form-fields.ts';
import { sendPage } from '../layout.ts';
import { appointmentPage, bookedPage, type AppointmentEntry } from './appointment-page.ts';
import type { AppointmentProblem } from './appointment-texts.ts';
import { inquiryLinkPage } from './inquiry-page.ts';
import type { OfficeTexts } from './office.ts';
import { oneOf, visitorOf } from './visitor.ts';

const policyFile = fileURLToPath(new URL('../../../../templates/appointments.json', import.meta.url));
const requestIdSchema = z.uuid();

/** Appointments for anybody: booking, and the page behind the link where one is cancelled. */
export function createAppointmentRoutes(deps: HttpDeps, office: OfficeTexts): Router {
  const { register, matters, notices, clock } = deps;
  const router = Router();
  const policy = loadAppointmentPolicy(policyFile);
  const limiters = createLimiters(deps.rateLimits ?? rateLimits);
  const form = express.urlencoded({ extended: false, limit: 10_000 });
  const days = () => openDays(register, policy, clock.now());

  router.get('/appointment', async (request, response) => {
    const matterCode = typeof request.query.matter === 'string' ? request.query.matter : '';
    const entry = { matterCode, time: '', name: '', phone: '' };
    const visitor = visitorOf(request, office);
    sendPage(response, appointmentPage(visitor, matters, await days(), { entry, problems: [] }));
  });

  /** What is booked, or what has to be put right. */
  async function check(entry: AppointmentEntry) {
    const matter = matters.get(entry.matterCode);
    const [day, code] = entry.time.split(' ');
    const period = (await days())
      .find((open) => open.day === day)
      ?.periods.find((one) => one.code === code && one.free > 0);
    const [name, number] = [line(100).safeParse(entry.name), phone.safeParse(entry.phone)];
    if (matter && day && period && name.success && number.success)
      return { matter, day, period, name: name.data, phone: number.data };
    const checks: readonly (readonly [AppointmentProblem, boolean])[] = [
      ['matter', matter !== undefined],
      ['time', period !== undefined],
      ['name', name.success],
      ['phone', number.success],
    ];
    return checks.flatMap(([problem, isRight]) => (isRight ? [] : [problem]));
  }

  router.post('/appointment', limiters.query, form, async (request, response) => {
    const text = (name: string) => field(request, name);
    const entry = {
      matterCode: text('matterCode'),
      time: text('time'),
      name: text('name'),
      phone: text('phone'),
    };
    const requestId = requestIdSchema.safeParse(text('requestId')).data;
    const visitor = visitorOf(request, office);
    const language = oneOf(languages, text('language')) ?? visitor.language;
    const refuse = async (problems: readonly AppointmentProblem[], status: number) => {
      const state = { entry, problems, ...(requestId ? { requestId } : {}) };
      sendPage(response, appointmentPage(visitor, matters, await days(), state), status);
    };
    const checked = await check(entry);
    if (checked instanceof Array) return refuse(checked, 400);
    try {
      const token = await register.transaction(async (store) => {
        const { matter, ...rest } = checked;
        const { code, name } = matter;
        const booked = await bookAppointment(store, { ...rest, matter: { code, name }, requestId, language });
        if (booked.isNew)
          await notices.confirmAppointment(store, { appointmentId: booked.id, token: booked.token });
        return booked.token;
      });
      return response.redirect(303, `/a/${token}?new=yes`);
    } catch (error) {
      if (!isRegisterError(error, 'APPOINTMENT_FULL')) throw error;
      return refuse(['full'], 409);
    }
  });

  /** Opens the link, or answers that it is not valid. */
  const visit =
    (
      handle: (found: AppointmentRecord, ...rest: Parameters<RequestHandler>) => Promise<void>,
    ): RequestHandler<{ token: string }> =>
    async (request, response, next) => {
      const { token } = request.params;
      const found = linkToken.safeParse(token).success ? await findAppointment(register, token) : undefined;
      if (!found) return sendPage(response, inquiryLinkPage(visitorOf(request, office)), 404);
      chooseLanguage(request, found.language);
      return handle(found, request, response, next);
    };

  router.use('/a/:token', limiters.customer);

  router.get(
    '/a/:token',
    visit((found, request, response) => {
      const state = {
        token: String(request.params.token),
        isNew: request.query.new === 'yes',
        isOver: found.day < shanghaiDay(clock.now()),
      };
      sendPage(response, bookedPage(visitorOf(request, office), matters, found, state));
      return Promise.resolve();
    }),
  );

  router.post(
    '/a/:token',
    visit(async (found, request, response) => {
      await cancelAppointment(register, found.id);
      response.redirect(303, `/a/${String(request.params.token)}`);
    }),
  );

  return router;
}

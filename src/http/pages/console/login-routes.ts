import express, { Router, type Request, type Response } from 'express';
import { authenticate, createSession, revokeSession } from '../../../register/index.ts';
import { clearSessionCookie, sessionToken, setSessionCookie } from '../../auth.ts';
import type { HttpDeps } from '../../deps.ts';
import { createLimiters, rateLimits } from '../../limits.ts';
import { checkCsrf, checkVisitorCsrf, visitorCsrfToken } from '../csrf.ts';
import { field } from '../form-fields.ts';
import { sendPage } from '../layout.ts';
import { loginPage } from './login-page.ts';

const start = '/console';

/** Where to go after the login: only ever a page of the console. */
function nextOf(text: unknown): string {
  return typeof text === 'string' && /^\/console(\/[\w-]+)*$/.test(text) ? text : start;
}

export function createLoginRoutes(deps: HttpDeps): Router {
  const { register, config } = deps;
  const router = Router();
  const form = express.urlencoded({ extended: false, limit: 10_000 });
  const isSecure = config.publicUrl.startsWith('https:');

  function send(request: Request, response: Response, next: string, problem?: string): void {
    const csrfToken = visitorCsrfToken(request, response, isSecure);
    sendPage(response, loginPage({ csrfToken, next, ...(problem ? { problem } : {}) }), problem ? 401 : 200);
  }

  router.get('/', (_request, response) => response.redirect(303, start));

  router.get('/login', (request, response) => {
    send(request, response, nextOf(request.query.next));
  });

  router.post(
    '/login',
    createLimiters(deps.rateLimits ?? rateLimits).login,
    form,
    async (request, response) => {
      checkVisitorCsrf(request, field(request, 'csrf'));
      const next = nextOf(field(request, 'next'));
      const password: unknown = Reflect.get(Object(request.body), 'password');
      const staff = await authenticate(
        register,
        field(request, 'username'),
        // Not trimmed: a space may belong to it.
        typeof password === 'string' ? password.slice(0, 200) : '',
      );
      if (!staff)
        return send(
          request,
          response,
          next,
          '用户名或密码不正确。连续五次错误后，该账号将暂停登录十五分钟。',
        );
      // A session that existed before is not carried over.
      const before = sessionToken(request);
      if (before) await revokeSession(register, before);
      const { token } = await createSession(register, staff.id);
      setSessionCookie(response, token, config);
      response.redirect(303, next);
    },
  );

  router.post('/logout', form, async (request, response) => {
    checkCsrf(request, field(request, 'csrf'));
    const token = sessionToken(request);
    if (token) await revokeSession(register, token);
    clearSessionCookie(response, config);
    response.redirect(303, '/login');
  });

  return router;
}

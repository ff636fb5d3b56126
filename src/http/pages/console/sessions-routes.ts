import express, { Router } from 'express';
import { listSessions, revokeSessionsOf } from '../../../register/index.ts';
import { clearSessionCookie, sessionToken } from '../../auth.ts';
import type { HttpDeps } from '../../deps.ts';
import { Problem } from '../../problem.ts';
import { checkCsrf } from '../csrf.ts';
import { field } from '../form-fields.ts';
import { sendPage } from '../layout.ts';
import { isId } from './case-file.ts';
import { queryText } from './filters.ts';
import { staffPage } from './routes.ts';
import { sessionsPage } from './sessions-page.ts';

/** A person's own sessions. */
export function createSessionsRoutes(deps: HttpDeps): Router {
  const { register, config } = deps;
  const router = Router();
  router.get(
    '/console/sessions',
    staffPage(deps, async (request, response, { id }, frame) => {
      const sessions = await listSessions(register, id, sessionToken(request));
      const done = queryText(request, 'done') === 'ended' ? '该登录已结束。' : undefined;
      sendPage(response, sessionsPage(frame, sessions, done));
    }),
  );
  router.post(
    '/console/sessions/:id/end',
    express.urlencoded({ extended: false, limit: 10_000 }),
    staffPage(deps, async (request, response, staff) => {
      checkCsrf(request, field(request, 'csrf'));
      const sessionId = String(request.params.id);
      const own = await listSessions(register, staff.id, sessionToken(request));
      const session = isId(sessionId) ? own.find(({ id }) => id === sessionId) : undefined;
      if (!session) throw new Problem('not-found');
      await revokeSessionsOf(register, staff, { sessionId, actor: staff.username });
      if (session.isCurrent) clearSessionCookie(response, config);
      response.redirect(303, session.isCurrent ? '/login' : '/console/sessions?done=ended');
    }),
  );
  return router;
}

import express from 'express';
import helmet from 'helmet';
import { createApi } from './api/index.ts';
import { createSessionReader } from './auth.ts';
import type { HttpDeps } from './deps.ts';
import { createLimiters, rateLimits } from './limits.ts';
import { createOperations } from './operations.ts';
import { createPages } from './pages/index.ts';
import { createProblemHandler, notFound } from './problem.ts';
import { createRequestLog } from './request-log.ts';
import { createWebhooks } from './webhooks.ts';

/**
 * The whole web side: operations (`/healthz`, `/readyz`, `/metrics`), webhooks, the API and the pages.
 * Listens to nothing by itself; the caller binds it to a port.
 */
export function createHttpApp(deps: HttpDeps): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  // Behind one proxy on the same machine or private network; a client cannot choose its own address.
  app.set('trust proxy', ['loopback', 'uniquelocal']);
  app.use(createRequestLog(deps.logger));
  app.use(
    helmet({
      referrerPolicy: { policy: 'no-referrer' },
      // Tasklist opens the case file in a sandboxed window, and browsers refuse a page with an opener policy there.
      crossOriginOpenerPolicy: false,
      contentSecurityPolicy: {
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'", 'data:'],
          fontSrc: ["'self'"],
          connectSrc: ["'self'"],
          formAction: ["'self'"],
          frameSrc: ["'self'"],
          frameAncestors: ["'self'"],
          baseUri: ["'none'"],
          upgradeInsecureRequests: deps.config.publicUrl.startsWith('https:') ? [] : null,
        },
      },
      strictTransportSecurity: deps.config.publicUrl.startsWith('https:'),
    }),
  );
  app.use(createOperations(deps));
  app.use('/webhooks', createWebhooks(deps));
  app.use(createSessionReader(deps));
  const limiters = createLimiters(deps.rateLimits ?? rateLimits);
  // Pages and API lead to the same things: whoever tries passwords or links meets the same limit on both.
  app.post('/login', limiters.login);
  app.post(['/progress', '/progress/link'], limiters.query);
  app.use('/c/', limiters.customer);
  app.use('/u/', limiters.customer);
  app.use('/api', createApi(deps, limiters));
  app.use(createPages(deps));
  app.use(notFound);
  app.use(createProblemHandler(deps.logger));
  return app;
}

import { Router } from 'express';
import type { HttpDeps } from '../deps.ts';
import type { Limiters } from '../limits.ts';
import { caseRoutes } from './cases.ts';
import { customerRoutes } from './customer.ts';
import { matterRoutes } from './matters.ts';
import { openApiDocument } from './openapi.ts';
import type { Route } from './route.ts';
import { sessionRoutes } from './session.ts';
import { notFound } from '../problem.ts';

/** Every route of the API: what is mounted is what the OpenAPI document lists. */
export function apiRoutes(deps: HttpDeps): Route[] {
  return [...matterRoutes(deps), ...caseRoutes(deps), ...customerRoutes(deps), ...sessionRoutes(deps)];
}

/** The JSON API, to be mounted at `/api`. */
export function createApi(deps: HttpDeps, limiters: Limiters): Router {
  const router = Router();
  const routes = apiRoutes(deps);
  const document = openApiDocument(routes, deps.config.publicUrl);
  router.get('/openapi.json', (_request, response) => {
    response.json(document);
  });
  const { publicUrl } = deps.config;
  const options = { limiters, publicUrl, uploadFolder: deps.uploadFolder };
  for (const route of routes) route.mount(router, options);
  router.use(notFound);
  return router;
}

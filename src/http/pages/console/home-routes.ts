import { Router } from 'express';
import type { HttpDeps } from '../../deps.ts';
import { sendPage } from '../layout.ts';
import { readHome } from './home-data.ts';
import { homePage } from './home-page.ts';
import { readConsolePolicy } from './home-policy.ts';
import { createLimitWords } from './limit-words.ts';
import { staffPage } from './routes.ts';

/** The start of the console. */
export function createHomeRoutes(deps: HttpDeps): Router {
  const { register, clock, config } = deps;
  const policy = readConsolePolicy();
  const router = Router();
  router.get(
    '/console',
    staffPage(deps, async (_request, response, staff, frame) => {
      const now = clock.now();
      const home = await readHome(deps, staff, policy);
      const words = { operateUrl: config.operateUrl, limitText: createLimitWords(register, now) };
      sendPage(response, await homePage(frame, home, words));
    }),
  );
  return router;
}

import { Router } from 'express';
import type { HttpDeps } from '../../deps.ts';
import { Problem } from '../../problem.ts';
import { sendPage } from '../layout.ts';
import { matterPage, mattersPage, type DeploymentState } from './matters-page.ts';
import { staffPage } from './routes.ts';

/** The matters with their materials, for reading: process owners change them in the decision tables. */
export function createMattersRoutes(deps: HttpDeps): Router {
  const { matters, engine } = deps;
  const router = Router();

  async function deploymentState(): Promise<DeploymentState> {
    const [{ isHealthy: isReachable }, { isHealthy: isSame }] = await Promise.all([
      engine.reach(),
      engine.deployment(),
    ]);
    if (isSame) return 'same';
    return isReachable ? 'different' : undefined;
  }

  router.get(
    '/console/matters',
    staffPage(deps, async (_request, response, _staff, frame) => {
      sendPage(response, mattersPage(frame, matters, await deploymentState()));
    }),
  );
  router.get(
    '/console/matters/:code',
    staffPage(deps, async (request, response, _staff, frame) => {
      const matter = matters.get(String(request.params.code));
      if (!matter) throw new Problem('not-found');
      sendPage(response, matterPage(frame, matters, matter, await deploymentState()));
    }),
  );
  return router;
}

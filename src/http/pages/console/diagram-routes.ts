import { fileURLToPath } from 'node:url';
import { Router } from 'express';
import type { HttpDeps } from '../../deps.ts';
import { findVisibleCase } from './case-file.ts';
import { readDiagrams } from './diagram-data.ts';
import { staffPage } from './routes.ts';

/** The viewer of the package itself, as it comes. */
const viewerFiles = {
  '/assets/bpmn-viewer.js': 'bpmn-js/dist/bpmn-viewer.production.min.js',
  '/assets/diagram-js.css': 'bpmn-js/dist/assets/diagram-js.css',
} as const;

/** The diagrams of a case's processes for the script of the case file, and the viewer that draws them. */
export function createDiagramRoutes(deps: HttpDeps): Router {
  const router = Router();
  for (const [path, file] of Object.entries(viewerFiles)) {
    const found = fileURLToPath(import.meta.resolve(file));
    router.get(path, (_request, response) => response.sendFile(found, { maxAge: '1d' }));
  }
  router.get(
    '/console/cases/:id/diagrams.json',
    staffPage(deps, async (request, response, staff) => {
      const found = await findVisibleCase(deps.register, staff, String(request.params.id));
      const diagrams = await readDiagrams(deps, found);
      response
        .status(diagrams ? 200 : 503)
        .set('Cache-Control', 'no-store')
        .json(
          (diagrams ?? []).map(({ name, xml, elementIds, incidentElementIds, places }) => ({
            name,
            xml,
            elementIds,
            incidentElementIds,
            places: places.map((place) => place.name),
          })),
        );
    }),
  );
  return router;
}

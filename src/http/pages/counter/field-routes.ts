import express, { Router, type Request, type Response } from 'express';
import type { StaffMember } from '../../../register/index.ts';
import type { HttpDeps } from '../../deps.ts';
import { checkCsrf } from '../csrf.ts';
import { field } from '../form-fields.ts';
import { html, type Fragment } from '../html.ts';
import { clerkPage } from './clerk-page.ts';
import { readDuplicates, readHandover, readKnown } from './desk.ts';
import { changedEntry, readEntry, requiredFor, roles, type Entry, type Role } from './entry.ts';
import { checkEntry } from './entry-problems.ts';
import { fillFrom, handOver, removeArrived } from './entry-steps.ts';
import { handoverPanel } from './handover-panel.ts';
import { duplicateWarning, knownOffer } from './known-panel.ts';
import { materialsList } from './material-fields.ts';

/** Sends a part of a page; nobody may keep it. */
export function sendFragment(response: Response, fragment: Fragment): void {
  response
    .set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex' })
    .type('html')
    .send(html`${fragment}`.toString());
}

/**
 * What the form's script asks while it is being filled in. Each request is the form as it stands, by POST, so that
 * nothing personal is in an address; none of them registers anything.
 */
export function createFieldRoutes(deps: HttpDeps): Router {
  const router = Router();
  const form = express.urlencoded({ extended: false, limit: 100_000, parameterLimit: 1_000 });

  const answer = (
    path: string,
    handle: (entry: Entry, request: Request, response: Response, staff: StaffMember) => Promise<void>,
  ) =>
    router.post(
      `/console/counter/${path}`,
      form,
      clerkPage(deps, async (request, response, staff) => {
        checkCsrf(request, field(request, 'csrf'));
        await handle(readEntry(request), request, response, staff);
      }),
    );

  answer('check', async (entry, _request, response) => {
    response.set('Cache-Control', 'no-store').json({ problems: Object.fromEntries(checkEntry(deps, entry)) });
    return Promise.resolve();
  });

  answer('materials', async (entry, _request, response, staff) => {
    const handover = await readHandover(deps, staff, entry);
    const state = { entry, problems: new Map<string, string>() };
    const matter = deps.matters.get(entry.get('matterCode') ?? '');
    const required = requiredFor(deps.matters, entry);
    sendFragment(response, materialsList(state, matter, required, handover?.documents ?? []));
  });

  answer('known', async (entry, request, response) => {
    const role = roleOf(request);
    const [known, duplicates] = await Promise.all([
      readKnown(deps, entry, role),
      role === 'customer' ? readDuplicates(deps, entry) : [],
    ]);
    sendFragment(response, [knownOffer(role, known), duplicateWarning(duplicates)]);
  });

  answer('fill', async (entry, request, response, staff) => {
    const values = await fillFrom(deps, staff, entry, roleOf(request));
    response.set('Cache-Control', 'no-store').json({ values: values ?? {} });
  });

  const sendHandover = async (entry: Entry, response: Response, staff: StaffMember) => {
    const handover = await readHandover(deps, staff, entry);
    sendFragment(response, handoverPanel(handover, requiredFor(deps.matters, entry)));
  };

  answer('handover', async (entry, _request, response, staff) => {
    await sendHandover(changedEntry(entry, await handOver(deps, staff, entry)), response, staff);
  });

  answer('handover/remove', async (entry, request, response, staff) => {
    await removeArrived(deps, staff, entry.get('handoverId') ?? '', field(request, 'documentId'));
    await sendHandover(entry, response, staff);
  });

  return router;
}

function roleOf(request: Request): Role {
  return roles.find((role) => role === field(request, 'role')) ?? 'customer';
}

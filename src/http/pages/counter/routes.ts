import { Router } from 'express';
import type { StaffMember } from '../../../register/index.ts';
import type { HttpDeps } from '../../deps.ts';
import { bodyLimits } from '../../limits.ts';
import { checkCsrf } from '../csrf.ts';
import { field } from '../form-fields.ts';
import { withFormFiles } from '../form-upload.ts';
import { sendPage, type ConsoleFrame } from '../layout.ts';
import { clerkPage } from './clerk-page.ts';
import { counterPage, type CounterPage } from './counter-page.ts';
import { readDesk } from './desk.ts';
import { blankEntry, changedEntry, readEntry, type Entry } from './entry.ts';
import { takeStep } from './entry-steps.ts';
import { createFieldRoutes } from './field-routes.ts';
import { createHandoverRoutes } from './handover-routes.ts';
import { createPrintRoutes } from './print-routes.ts';
import { keepFiles, registerEntry, type Registered } from './register-entry.ts';
import { createUploadRoutes } from './upload-routes.ts';

/** Materials have nine fields each; a matter may ask for dozens. */
const formFields = 1_000;

/** The counter: the register form, the customer's phone beside it, what is printed. Works without script. */
export function createCounterRoutes(deps: HttpDeps): Router {
  const router = Router();

  async function pageOf(
    frame: ConsoleFrame,
    staff: StaffMember,
    entry: Entry,
    rest: Partial<CounterPage> = {},
  ) {
    return counterPage(frame, {
      entry,
      problems: new Map(),
      matters: deps.matters.list('zh-CN'),
      now: deps.clock.now(),
      desk: await readDesk(deps, staff, entry),
      ...rest,
    });
  }

  router.get(
    '/console/counter',
    clerkPage(deps, async (_request, response, staff, frame) => {
      sendPage(response, await pageOf(frame, staff, blankEntry(), { focus: 'matterCode' }));
    }),
  );

  router.post(
    '/console/counter',
    clerkPage(deps, async (request, response, staff, frame) => {
      // A file that is too big is refused beside its field, when the rest of the form has been read.
      const limits = {
        ...(deps.uploadFolder === undefined ? {} : { uploadFolder: deps.uploadFolder }),
        fileBytes: bodyLimits.multipartBytes,
        fields: formFields,
      };
      await withFormFiles(request, response, limits, async (files) => {
        checkCsrf(request, field(request, 'csrf'));
        const entry = readEntry(request);
        const step = field(request, 'step') || 'register';
        if (step !== 'register') {
          const kept = await keepFiles(deps, staff, entry, files);
          const { entry: next, ...rest } = await takeStep(deps, staff, kept.entry, step);
          sendPage(response, await pageOf(frame, staff, next, { problems: kept.problems, ...rest }));
          return;
        }
        const done = await registerEntry(deps, staff, entry, files);
        if (done.kind === 'registered') {
          response.redirect(303, `/console/counter/registered/${done.caseId}`);
          return;
        }
        const kept = await keepFiles(deps, staff, entry, files);
        if (done.kind === 'refused') {
          const problems = new Map([...kept.problems, ...done.problems]);
          sendPage(response, await pageOf(frame, staff, kept.entry, { problems }), 400);
          return;
        }
        const { text, changes } = conflict(done);
        const next = changedEntry(kept.entry, changes);
        sendPage(response, await pageOf(frame, staff, next, { note: { tone: 'warn', text } }), 409);
      });
    }),
  );

  router.use(createFieldRoutes(deps));
  router.use(createHandoverRoutes(deps));
  router.use(createUploadRoutes(deps));
  router.use(createPrintRoutes(deps));
  return router;
}

/** What to say of a form that met another one, and how it goes on as a form of its own. */
function conflict(done: Exclude<Registered, { kind: 'registered' | 'refused' }>): {
  text: string;
  changes: Record<string, string>;
} {
  return done.kind === 'filesGone'
    ? {
        text: '没有登记：手机上传的文件已归入另一件收件，或已失效。请重新上传，再点“登记”。',
        changes: { handoverId: '', handoverToken: '' },
      }
    : {
        text: `这张登记表已经登记为 ${done.number}，现在的内容与当时不同，没有再次登记。要更正请打开该件案卷；确需另登一件的，请核对后再点“登记”。`,
        changes: { requestId: blankEntry().get('requestId') ?? '' },
      };
}

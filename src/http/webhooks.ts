import express, { Router } from 'express';
import type { HttpDeps } from './deps.ts';
import { Problem } from './problem.ts';

/** Where the SMS provider reports what became of a message. Only its own signature opens this door. */
export function createWebhooks({ smsCallback, config }: HttpDeps): Router {
  const router = Router();
  const parse = express.urlencoded({ extended: false, limit: '32kb', parameterLimit: 60 });
  router.post('/twilio', parse, async (request, response) => {
    if (!smsCallback) throw new Problem('not-found');
    const verdict = await smsCallback({
      url: `${config.publicUrl}${request.originalUrl}`,
      signature: request.get('x-twilio-signature') ?? '',
      parameters: textParameters(request.body),
    });
    if (verdict === 'refused') throw new Problem('signature-refused');
    response.status(204).end();
  });
  return router;
}

/** The form's fields; a field sent twice cannot be signed by the provider and is left out. */
function textParameters(body: unknown): Record<string, string> {
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(
    Object.entries(body).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}

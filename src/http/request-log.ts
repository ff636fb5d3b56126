import type { RequestHandler } from 'express';
import { pinoHttp } from 'pino-http';
import type { Logger } from '../logger.ts';

/** The address without anything that opens a case or names a person: tokens masked, query dropped. */
export function loggedPath(url: string): string {
  const path = url.split('?', 1)[0] ?? '';
  return path.replace(/^(\/[acqu]\/|\/api\/customer\/)[^/]+/, '$1***');
}

/** One line per request: method, path, status, milliseconds. No headers, no query, no bodies, no addresses. */
export function createRequestLog(logger: Logger): RequestHandler {
  return pinoHttp({
    logger,
    quietReqLogger: true,
    customLogLevel: (_request, response, error) =>
      error || response.statusCode >= 500 ? 'error' : response.statusCode >= 400 ? 'warn' : 'info',
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request',
    serializers: {
      req: (request: { method: string; url: string }) => ({
        method: request.method,
        path: loggedPath(request.url),
      }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
      // The error middleware logs what failed; here its message could quote what a person sent.
      err: () => undefined,
    },
  });
}

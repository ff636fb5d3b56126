import { rateLimit } from 'express-rate-limit';
import type { RequestHandler } from 'express';
import { documentLimitBytes } from '../documents/index.ts';
import { Problem, sendProblem } from './problem.ts';

/** Requests per client address. A counter with several clerks behind one address must never notice it. */
export interface RateLimits {
  registrationsPerMinute: number;
  customerRequestsPerMinute: number;
  /** Only failed logins count. */
  failedLoginsPerQuarterHour: number;
  /** Tries of number and query secret, and links asked for again. */
  queriesPerQuarterHour: number;
}

export const rateLimits: RateLimits = {
  registrationsPerMinute: 600,
  customerRequestsPerMinute: 300,
  failedLoginsPerQuarterHour: 20,
  queriesPerQuarterHour: 60,
};

/** Sizes and counts of what a client may send at once. */
export const bodyLimits = {
  jsonBytes: 256 * 1024,
  fileBytes: documentLimitBytes,
  files: 30,
  multipartBytes: 200 * 1024 * 1024,
} as const;

export type Limiters = Readonly<Record<'registration' | 'customer' | 'login' | 'query', RequestHandler>>;

/** One limiter per kind of request; refusals are problem documents with `Retry-After`. */
export function createLimiters(limits: RateLimits): Limiters {
  return {
    registration: limiter(60_000, limits.registrationsPerMinute),
    customer: limiter(60_000, limits.customerRequestsPerMinute),
    login: limiter(15 * 60_000, limits.failedLoginsPerQuarterHour, { skipSuccessfulRequests: true }),
    query: limiter(15 * 60_000, limits.queriesPerQuarterHour),
  };
}

function limiter(windowMs: number, limit: number, options = {}): RequestHandler {
  return rateLimit({
    windowMs,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (request, response) => {
      sendProblem(request, response, new Problem('too-many-requests'));
    },
    ...options,
  });
}

import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import type { Logger } from '../logger.ts';
import { describeField, type FieldCode, type FieldIssue } from './field-texts.ts';
import { languageOf, type Language } from './language.ts';
import { problems, type ProblemCode } from './problem-texts.ts';
import { problemPage } from './problem-page.ts';

export type { ProblemCode } from './problem-texts.ts';

/** One wrong field as the client sees it; `field` is a path such as `materials[2].code`. */
export interface FieldProblem {
  field: string;
  code: FieldCode;
  message: string;
}

/** The body of a refusal, RFC 9457. */
export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ProblemCode;
  errors?: readonly FieldProblem[];
}

/** A refusal with a text for the person on the other side; thrown by routes and pages, rendered once here. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly fields: readonly FieldIssue[];

  constructor(code: ProblemCode, fields: readonly FieldIssue[] = []) {
    super(code);
    this.name = 'Problem';
    this.code = code;
    this.fields = fields;
  }

  get status(): number {
    return problems[this.code].status;
  }
}

/** The problem document in the reader's language. */
export function problemDocument(problem: Problem, language: Language): ProblemDocument {
  const { status, title, detail } = problems[problem.code];
  return {
    type: `/problems/${problem.code}`,
    title: title[language],
    status,
    detail: detail[language],
    code: problem.code,
    ...(problem.fields.length > 0
      ? {
          errors: problem.fields.map((issue) => ({
            field: issue.field,
            code: issue.code,
            message: describeField(issue, language),
          })),
        }
      : {}),
  };
}

/** Answers with the problem: a small page for browsers outside `/api`, a problem document for everybody else. */
export function sendProblem(request: Request, response: Response, problem: Problem): void {
  const language = languageOf(request);
  const document = problemDocument(problem, language);
  response.status(document.status).set('Cache-Control', 'no-store').vary('Accept-Language');
  if (problem.code === 'login-required') response.set('WWW-Authenticate', 'Bearer');
  if (wantsPage(request)) response.type('html').send(problemPage(document, language));
  else response.type('application/problem+json').send(JSON.stringify(document));
}

/** The last route: nothing is here. */
export const notFound: RequestHandler = () => {
  throw new Problem('not-found');
};

/** The error middleware: every refusal is a Problem; what is not one is logged and answered without its text. */
export function createProblemHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const problem = error instanceof Problem ? error : fromLibrary(error);
    // The message of a database or library error may quote what was sent: only its place is logged.
    if (problem.code === 'internal')
      logger.error({ method: request.method, error: placeOf(error) }, 'request failed');
    sendProblem(request, response, problem);
  };
}

function wantsPage(request: Request): boolean {
  if (/^\/(api|webhooks|healthz|readyz|metrics)(\/|$)/.test(request.path)) return false;
  return request.accepts('application/problem+json', 'html') === 'html';
}

/** Express, its parsers and the rate limiter throw errors of their own, recognisable by `type` and `status`. */
function fromLibrary(error: unknown): Problem {
  const status = numberOf(error, 'status') ?? numberOf(error, 'statusCode');
  if (status === 413) return new Problem('body-too-large');
  if (status === 415) return new Problem('media-type-not-supported');
  if (status !== undefined && status >= 400 && status < 500 && status in STATUS_CODES)
    return new Problem('malformed-request');
  return new Problem('internal');
}

function numberOf(value: unknown, key: string): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const found: unknown = Reflect.get(value, key);
  return typeof found === 'number' ? found : undefined;
}

function placeOf(error: unknown): { name: string; code?: string; stack: string[] } {
  if (!(error instanceof Error)) return { name: typeof error, stack: [] };
  const code: unknown = Reflect.get(error, 'code');
  return {
    name: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    stack: (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at ')),
  };
}

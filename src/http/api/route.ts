import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { z } from 'zod';
import { isRegisterError, languages, type RegisterErrorCode } from '../../register/index.ts';
import { isCookieSession, requireStaff } from '../auth.ts';
import { parseFields } from '../field-problems.ts';
import type { FieldIssue } from '../field-texts.ts';
import { suggestLanguage } from '../language.ts';
import { bodyLimits, type Limiters } from '../limits.ts';
import { Problem, type ProblemCode } from '../problem.ts';
import { withMultipart, type ReceivedFile } from './multipart.ts';

/** For routes without parameters in the path, and without a body in request or answer. */
export const noParams = z.object({});
export const noBody = z.undefined();

/** What a handler gets; `fail` takes only the problems that the route declares. */
export interface RouteContext<P, B, F extends ProblemCode> {
  request: Request;
  params: P;
  body: B;
  files: readonly ReceivedFile[];
  fail: (code: F | 'fields-invalid', fields?: readonly FieldIssue[]) => never;
}

export interface RouteSpec<
  P extends z.ZodType,
  B extends z.ZodType,
  S extends z.ZodType,
  F extends ProblemCode,
> {
  method: 'get' | 'post';
  /** Below `/api`, in OpenAPI's notation: `/cases/{id}`. */
  path: `/${string}`;
  operationId: string;
  summary: string;
  /** `public`: anybody · `staff`: a session · `link`: whoever holds the token in the path. */
  access: 'public' | 'staff' | 'link';
  limiter?: keyof Limiters;
  params: P;
  /** The refusal when what stands in the path cannot name anything. */
  paramsProblem?: F;
  /** Runs before the body is read, so that nobody uploads to what is not theirs. */
  guard?: (request: Request, params: z.output<P>) => Promise<void>;
  body: B;
  bodyExample?: z.input<B>;
  /** Name of the JSON part when the body may also come as `multipart/form-data` with files. */
  multipartPart?: string;
  /** Whether the route heeds `Idempotency-Key`. */
  isRepeatable?: boolean;
  /** The answer is a file. */
  isDownload?: boolean;
  success: {
    schema: S;
    /** Status and what it means. */
    statuses: Readonly<Partial<Record<200 | 201 | 204, string>>>;
    example: z.input<S>;
  };
  problems: readonly F[];
  handle: (context: RouteContext<z.output<P>, z.output<B>, F>) => Promise<Answer<z.input<S>>>;
}

export type Answer<T> = { status: 200 | 201 | 204; body: T; download?: Download };

/** A file that the answer consists of, instead of JSON. */
export interface Download {
  content: Readable;
  fileName: string;
  mediaType: string;
  /** Bytes. */
  size: number;
}

/** A route without its type parameters, as the OpenAPI document sees it. */
export type RouteDescription = Omit<
  RouteSpec<z.ZodType, z.ZodType, z.ZodType, ProblemCode>,
  'handle' | 'guard'
>;

export interface MountOptions {
  limiters: Limiters;
  publicUrl: string;
  uploadFolder: string | undefined;
}

export interface Route {
  spec: RouteDescription;
  /** Every problem the route can answer with, the general ones of its kind included. */
  problems: readonly ProblemCode[];
  mount(router: Router, options: MountOptions): void;
}

const parseJson = express.json({ limit: bodyLimits.jsonBytes });

/** Declares a route: the spec is both what runs and what the OpenAPI document says. */
export function defineRoute<
  P extends z.ZodType,
  B extends z.ZodType,
  S extends z.ZodType,
  F extends ProblemCode,
>(spec: RouteSpec<P, B, S, F>): Route {
  const { handle, guard, ...described } = spec;
  return {
    spec: described,
    problems: problemsOf(described),
    mount(router, { limiters, publicUrl, uploadFolder }) {
      const steps: RequestHandler[] = [];
      if (spec.limiter) steps.push(limiters[spec.limiter]);
      if (spec.access === 'staff') steps.push(staffOnly(publicUrl));
      steps.push(async (request, _response, next) => {
        await guard?.(request, readParams(spec, request));
        next();
      });
      if (hasBody(spec)) steps.push(checkMediaType(spec.multipartPart !== undefined), parseJson);
      router[spec.method](expressPath(spec.path), ...steps, async (request, response) => {
        const run = (sent: unknown, files: readonly ReceivedFile[], root?: string) => {
          followLanguage(request, sent);
          return handle({
            request,
            params: readParams(spec, request),
            body: parseFields(spec.body, sent, root),
            files,
            fail: (code, fields) => {
              throw new Problem(code, fields);
            },
          });
        };
        const part = request.is('multipart/form-data') ? spec.multipartPart : undefined;
        const answer =
          part === undefined
            ? await run(request.body, [])
            : await withMultipart(request, response, { part, folder: uploadFolder }, ({ json, files }) =>
                run(json, files, part),
              );
        // Parsing drops every column that the answer does not name: nothing leaves by whole row.
        const body = spec.success.schema.parse(answer.body);
        response.status(answer.status).set('Cache-Control', 'no-store');
        if (answer.download) await sendDownload(response, answer.download);
        else if (body === undefined) response.end();
        else response.json(body);
      });
    },
  };
}

/** `/cases/{id}` → `/cases/:id`. */
export function expressPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

export function hasBody(spec: { body: z.ZodType }): boolean {
  return spec.body !== noBody;
}

function readParams<P extends z.ZodType>(
  spec: { params: P; paramsProblem?: ProblemCode },
  request: Request,
): z.output<P> {
  const parsed = spec.params.safeParse(request.params);
  if (!parsed.success) throw new Problem(spec.paramsProblem ?? 'not-found');
  return parsed.data;
}

function problemsOf(spec: RouteDescription): ProblemCode[] {
  return [
    ...new Set<ProblemCode>([
      ...(hasBody(spec)
        ? (['fields-invalid', 'malformed-request', 'body-too-large', 'media-type-not-supported'] as const)
        : []),
      ...(spec.access === 'staff' ? (['login-required'] as const) : []),
      ...(spec.access === 'staff' && spec.method === 'post' ? (['origin-refused'] as const) : []),
      ...(spec.limiter ? (['too-many-requests'] as const) : []),
      ...spec.problems,
    ]),
  ];
}

/** Staff only; a session that came by cookie may change things only from our own pages. */
function staffOnly(publicUrl: string): RequestHandler {
  return (request, _response, next) => {
    requireStaff(request);
    const isChange = request.method !== 'GET' && request.method !== 'HEAD';
    if (isChange && isCookieSession(request) && request.get('origin') !== new URL(publicUrl).origin)
      throw new Problem('origin-refused');
    next();
  };
}

function checkMediaType(acceptsFiles: boolean): RequestHandler {
  return (request, _response, next) => {
    const isKnown = request.is('application/json') || (acceptsFiles && request.is('multipart/form-data'));
    if (!isKnown) throw new Problem('media-type-not-supported');
    next();
  };
}

/** Turns the register's refusals into problems that the route declares; other errors pass. */
export async function refusing<T, F extends ProblemCode>(
  work: Promise<T>,
  fail: (code: F) => never,
  codes: Readonly<Partial<Record<RegisterErrorCode, F>>>,
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const code = isRegisterError(error) ? codes[error.code] : undefined;
    if (code === undefined) throw error;
    return fail(code);
  }
}

/** What people handed in is never run: saved under a name of ours, of the type that was checked. */
async function sendDownload(response: Response, { content, fileName, mediaType, size }: Download) {
  response.attachment(fileName).set({
    'Content-Type': mediaType,
    'Content-Length': String(size),
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'X-Content-Type-Options': 'nosniff',
  });
  await pipeline(content, response);
}

/** A client that names no language gets refusals in the one that the application asks for. */
function followLanguage(request: Request, sent: unknown): void {
  if (typeof sent !== 'object' || sent === null || !('language' in sent)) return;
  const wanted = languages.find((language) => language === sent.language);
  if (wanted) suggestLanguage(request, wanted);
}

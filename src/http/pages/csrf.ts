import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import { readCookie, sessionToken } from '../auth.ts';
import { Problem } from '../problem.ts';

/*
 * Cookies of ours are SameSite=Strict already; a token in every form of the console is the second lock. It is
 * derived from the session's secret, so nothing needs to be kept, and it is worthless after the session.
 */
const visitorCookie = 'intake_visitor';

function derive(secret: string): string {
  return createHash('sha256').update(`form:${secret}`).digest('base64url');
}

function isSame(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The token for forms of a logged-in person. */
export function csrfTokenOf(request: Request): string {
  return derive(sessionToken(request) ?? '');
}

/** Refuses (`origin-refused`) a form that does not come from a page of this session. */
export function checkCsrf(request: Request, sent: unknown): void {
  const secret = sessionToken(request);
  if (!secret || typeof sent !== 'string' || !isSame(sent, derive(secret)))
    throw new Problem('origin-refused');
}

/** The token for the login form: there is no session yet, so a cookie of the visitor's own carries the secret. */
export function visitorCsrfToken(request: Request, response: Response, isSecure: boolean): string {
  const secret = readCookie(request, visitorCookie) ?? randomBytes(32).toString('base64url');
  response.cookie(visitorCookie, secret, {
    httpOnly: true,
    sameSite: 'strict',
    secure: isSecure,
    path: '/login',
  });
  return derive(secret);
}

/** Refuses a login form that does not come from our own login page. */
export function checkVisitorCsrf(request: Request, sent: unknown): void {
  const secret = readCookie(request, visitorCookie);
  if (!secret || typeof sent !== 'string' || !isSame(sent, derive(secret)))
    throw new Problem('origin-refused');
}

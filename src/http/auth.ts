import type { Request, RequestHandler, Response } from 'express';
import { resolveSession, type StaffMember } from '../register/index.ts';
import type { HttpDeps } from './deps.ts';
import { Problem } from './problem.ts';

export const sessionCookie = 'intake_session';

/** Roles that work on cases of every department. */
export const intakeRoles = [
  'intake-clerk',
  'reviewer',
  'circulation-specialist',
  'feedback-specialist',
  'manager',
] as const;

interface Session {
  staff: StaffMember;
  token: string;
  /** A cookie travels with requests that another site's page starts, a Bearer token does not. */
  source: 'bearer' | 'cookie';
}

const sessions = new WeakMap<Request, Session>();

/**
 * Remembers who sends the request, from `Authorization: Bearer` or the session cookie. Never refuses: pages
 * and routes ask `requireStaff` or `requireRole`. A token that does not resolve counts as nobody.
 */
export function createSessionReader({ register }: HttpDeps): RequestHandler {
  return async (request, _response, next) => {
    const bearer = /^Bearer ([\w-]{16,128})$/.exec(request.get('authorization') ?? '')?.[1];
    const token = bearer ?? readCookie(request, sessionCookie);
    if (token) {
      const staff = await resolveSession(register, token);
      if (staff) sessions.set(request, { staff, token, source: bearer ? 'bearer' : 'cookie' });
    }
    next();
  };
}

/** Who sends the request, or undefined for a customer or a visitor. */
export function currentStaff(request: Request): StaffMember | undefined {
  return sessions.get(request)?.staff;
}

/** The raw session token of the request, for ending the session. */
export function sessionToken(request: Request): string | undefined {
  return sessions.get(request)?.token;
}

/** Whether the session came by cookie, so that a change needs proof of its origin. */
export function isCookieSession(request: Request): boolean {
  return sessions.get(request)?.source === 'cookie';
}

/** Who sends the request. Throws `login-required` when nobody is logged in. */
export function requireStaff(request: Request): StaffMember {
  const staff = currentStaff(request);
  if (!staff) throw new Problem('login-required');
  return staff;
}

/** Who sends the request, holding at least one of the roles. Throws `login-required` or `role-required`. */
export function requireRole(request: Request, ...roles: readonly string[]): StaffMember {
  const staff = requireStaff(request);
  if (!staff.groups.some((role) => roles.includes(role))) throw new Problem('role-required');
  return staff;
}

/** Whether the person works at the window rather than only in a department. */
export function isIntakeStaff(staff: StaffMember): boolean {
  return intakeRoles.some((role) => staff.groups.includes(role));
}

/** Whether the person may see a case: intake roles every one, departments those handed to them. */
export function maySeeCase(staff: StaffMember, departmentCode: string | null): boolean {
  return isIntakeStaff(staff) || (departmentCode !== null && staff.departmentCodes.includes(departmentCode));
}

/**
 * Keeps the session in a cookie that scripts cannot read and other sites cannot send. It goes with the browser's
 * window; the register ends the session in any case, by the app's clock and not by the browser's.
 */
export function setSessionCookie(response: Response, token: string, config: HttpDeps['config']): void {
  response.cookie(sessionCookie, token, cookieOptions(config));
}

export function clearSessionCookie(response: Response, config: HttpDeps['config']): void {
  response.clearCookie(sessionCookie, cookieOptions(config));
}

function cookieOptions(config: HttpDeps['config']) {
  return {
    httpOnly: true,
    sameSite: 'strict',
    secure: config.publicUrl.startsWith('https:'),
    path: '/',
  } as const;
}

/** The value of a cookie, or undefined. Cookies of ours hold only base64url and need no decoding. */
export function readCookie(request: Request, name: string): string | undefined {
  for (const pair of (request.get('cookie') ?? '').split(';')) {
    const [key, value] = pair.split('=', 2);
    if (key?.trim() === name && value) return value.trim();
  }
  return undefined;
}

import { z } from 'zod';
import { authenticate, createSession, revokeSession } from '../../register/index.ts';
import { sessionToken } from '../auth.ts';
import type { HttpDeps } from '../deps.ts';
import { instant, line } from './fields.ts';
import { defineRoute, noBody, noParams, type Route } from './route.ts';

const loginSchema = z.strictObject({
  username: line(60),
  password: z.string().min(1).max(200),
});

const sessionSchema = z.object({
  token: z.string().meta({ description: 'Send as `Authorization: Bearer`.' }),
  expiresAt: instant,
  staff: z.object({ username: z.string(), displayName: z.string(), groups: z.array(z.string()) }),
});

export function sessionRoutes({ register }: HttpDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/login',
      operationId: 'logIn',
      summary: 'Start a session of a member of staff',
      access: 'public',
      limiter: 'login',
      params: noParams,
      body: loginSchema,
      bodyExample: { username: 'clerk', password: 'clerk' },
      success: {
        schema: sessionSchema,
        statuses: { 200: 'Logged in' },
        example: {
          token: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
          expiresAt: '2026-11-24T20:00:00.000Z',
          staff: { username: 'clerk', displayName: '收件员', groups: ['intake-clerk'] },
        },
      },
      problems: ['login-failed'],
      async handle({ body, fail }) {
        const staff = await authenticate(register, body.username, body.password);
        if (!staff) return fail('login-failed');
        const { token, expiresAt } = await createSession(register, staff.id);
        const { username, displayName, groups } = staff;
        return {
          status: 200,
          body: {
            token,
            expiresAt: expiresAt.toISOString(),
            staff: { username, displayName, groups: [...groups] },
          },
        };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/logout',
      operationId: 'logOut',
      summary: 'End the session',
      access: 'staff',
      params: noParams,
      body: noBody,
      success: { schema: noBody, statuses: { 204: 'Logged out' }, example: undefined },
      problems: [],
      async handle({ request }) {
        const token = sessionToken(request);
        if (token) await revokeSession(register, token);
        return { status: 204, body: undefined };
      },
    }),
  ];
}

import request from 'supertest';
import { apiRoutes } from '../../src/http/api/index.ts';
import type { Route } from '../../src/http/api/route.ts';
import { sessionCookie } from '../../src/http/auth.ts';
import { problems, type ProblemCode } from '../../src/http/problem-texts.ts';
import { closeCase, listDocuments, openRound, openSurvey } from '../../src/register/index.ts';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makePdf } from '../support/attachments.ts';
import { caseJson, createTestApp, logIn, readProblem, register, type TestApp } from './test-app.ts';

const dayMs = 86_400_000;
const nowhere = '00000000-0000-4000-8000-000000000000';

let test: TestApp;
let tight: TestApp;
let routes: readonly Route[];
let clerk: Record<string, string>;
let pdf: Buffer;
beforeAll(async () => {
  test = await createTestApp();
  tight = await createTestApp({
    rateLimits: {
      registrationsPerMinute: 1,
      customerRequestsPerMinute: 1,
      failedLoginsPerQuarterHour: 1,
      queriesPerQuarterHour: 1,
    },
  });
  routes = apiRoutes(test.deps);
  clerk = { Authorization: `Bearer ${await logIn(test, 'clerk')}` };
  pdf = await makePdf('a', ['b'], 'a');
});
afterAll(() => Promise.all([test.close(), tight.close()]));

/** A request that meets the problem on the route: by `operationId code`, or by code for every route. */
type Meet = (route: Route) => Promise<request.Response>;

const urlOf = async ({ spec }: Route) => {
  const { id, token } = await register(test);
  return `/api${spec.path.replace('{id}', id).replace('{documentId}', nowhere).replace('{token}', token)}`;
};
const send = async (route: Route, type: string, body: string, headers: object = clerk) =>
  request(test.app)
    [route.spec.method](await urlOf(route))
    .set({ ...headers, 'Content-Type': type })
    .send(body);
const dueIn = (days: number) => new Date(test.clock.now().getTime() + days * dayMs);

async function waitingCase() {
  const found = await register(test);
  await openRound(test.register, {
    caseId: found.id,
    dueAt: dueIn(10),
    reminderAt: dueIn(7),
    serviceElementInstanceKey: found.id,
    items: [{ code: 'a', name: 'a', problem: 'a', requirement: 'a' }],
  });
  return found;
}

/** The second request of a client that may send one. */
async function limited({ spec }: Route): Promise<request.Response> {
  const path = `/api${spec.path.replace('{token}', 'A'.repeat(43))}`;
  await request(tight.app)[spec.method](path);
  return request(tight.app)[spec.method](path);
}

const everywhere: Readonly<Partial<Record<ProblemCode, Meet>>> = {
  'fields-invalid': (route) => send(route, 'application/json', '{"unknown":1}'),
  'malformed-request': (route) => send(route, 'application/json', '{'),
  'body-too-large': (route) => send(route, 'application/json', `{"a":"${'x'.repeat(300_000)}"}`),
  'media-type-not-supported': (route) => send(route, 'text/plain', 'a'),
  'login-required': (route) => send(route, 'application/json', '{}', {}),
  'origin-refused': async (route) =>
    send(route, 'application/json', '{}', { Cookie: `${sessionCookie}=${await logIn(test, 'clerk')}` }),
  'too-many-requests': limited,
  'link-not-valid': ({ spec }) =>
    Promise.resolve(
      request(test.app)
        [spec.method](`/api${spec.path.replace('{token}', 'A'.repeat(43))}`)
        .send({ score: 5 }),
    ),
  'case-not-found': ({ spec }) =>
    Promise.resolve(
      request(test.app)
        [spec.method](`/api${spec.path.replace('{id}', nowhere).replace('{documentId}', nowhere)}`)
        .set(clerk),
    ),
};

const onOne: Readonly<Record<string, Meet>> = {
  'registerCase request-differs': async () => {
    const post = () =>
      request(test.app).post('/api/cases').set('Idempotency-Key', 'documented-1').send(caseJson(test));
    await post().expect(201);
    return post();
  },
  'logIn login-failed': async () =>
    request(test.app).post('/api/login').send({ username: 'legal', password: 'wrong' }),
  'addDocuments case-closed': async () => {
    const { id } = await register(test);
    await closeCase(test.register, id, { outcome: 'notAccepted' });
    return request(test.app).post(`/api/cases/${id}/documents`).set(clerk).send({});
  },
  'readDocument document-not-found': async (route) =>
    request(test.app)
      .get(await urlOf(route))
      .set(clerk),
  'readDocument document-lost': async () => {
    const { id } = await register(test);
    const code = caseJson(test).materials[0]?.code ?? '';
    const adding = request(test.app).post(`/api/cases/${id}/documents`).set(clerk);
    await adding.attach(`document.${code}`, pdf, 'a.pdf').expect(201);
    const [document] = await listDocuments(test.register, id);
    const sha256 = document?.sha256 ?? '';
    await rm(join(test.documentFolder, sha256.slice(0, 2), sha256));
    return request(test.app).get(`/api/cases/${id}/documents/${document?.id}`).set(clerk);
  },
  'supplement supplement-not-open': async (route) => send(route, 'application/json', '{}'),
  'supplement supplement-too-late': async () => {
    const { token } = await waitingCase();
    test.clock.advance(11 * dayMs);
    clerk = { Authorization: `Bearer ${await logIn(test, 'clerk')}` };
    return request(test.app)
      .post(`/api/customer/${token}/supplement`)
      .send({ items: [{ code: 'a' }] });
  },
  'withdraw withdrawal-not-possible': async () => {
    const { id, token } = await register(test);
    await closeCase(test.register, id, { outcome: 'notAccepted' });
    return request(test.app).post(`/api/customer/${token}/withdraw`);
  },
  'rate survey-not-open': async (route) => send(route, 'application/json', '{"score":5}'),
  'rate survey-already-answered': async () => {
    const { id, token } = await register(test);
    await openSurvey(test.register, id, dueIn(5));
    const rate = () => request(test.app).post(`/api/customer/${token}/survey`).send({ score: 5 });
    await rate().expect(200);
    return rate();
  },
};

it('are all real: each documented refusal of each route can be met', async () => {
  for (const route of routes)
    for (const code of route.problems) {
      const name = `${route.spec.operationId} ${code}`;
      const meet = onOne[name] ?? everywhere[code];
      if (!meet) throw new Error(`Add a request that meets "${name}", or document it no more.`);
      const response = await meet(route);
      expect(`${route.spec.operationId} ${readProblem(response).code}`).toBe(name);
      expect(response.status).toBe(problems[code].status);
    }
}, 120_000);

import request from 'supertest';
import { sessionCookie } from '../../src/http/auth.ts';
import { setClassification } from '../../src/register/index.ts';
import {
  caseJson,
  createTestApp,
  logIn,
  people,
  publicUrl,
  readProblem,
  register,
  wrongFields,
  type TestApp,
} from './test-app.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

const read = (id: string, session?: string) =>
  request(test.app)
    .get(`/api/cases/${id}`)
    .set(session ? { Authorization: `Bearer ${session}` } : {});

describe('logging in', () => {
  const logInAs = (username: string, password: string) =>
    request(test.app).post('/api/login').send({ username, password });

  it('gives a session that works until it is ended', async () => {
    const { id } = await register(test);
    const session = await logIn(test, 'clerk');
    expect((await read(id, session)).status).toBe(200);
    const bearer = { Authorization: `Bearer ${session}` };
    expect((await request(test.app).post('/api/logout').set(bearer)).status).toBe(204);
    expect((await read(id, session)).status).toBe(401);
    expect((await request(test.app).post('/api/logout').set(bearer)).status).toBe(401);
  });

  it('ends by itself', async () => {
    const { id } = await register(test);
    const session = await logIn(test, 'clerk');
    test.clock.advance(13 * 3_600_000);
    expect((await read(id, session)).status).toBe(401);
  });

  it('answers alike for an unknown name and a wrong password', async () => {
    const unknown = await logInAs('nobody', 'clerk-password');
    const wrong = await logInAs('legal', 'wrong');
    expect([unknown.status, wrong.status]).toEqual([401, 401]);
    expect(unknown.text).toBe(wrong.text);
  });

  it('names wrong fields', async () => {
    expect(wrongFields(await request(test.app).post('/api/login').send({ username: 'clerk' }))).toEqual([
      'password required',
    ]);
    expect(wrongFields(await logInAs('clerk', 'x'.repeat(201)))).toEqual(['password too-long']);
  });
});

describe('a case file', () => {
  it('is masked', async () => {
    const [customer, agent] = [people.person(), people.person()];
    const { id, number } = await register(test, caseJson(test, { customer, agent }));
    const response = await read(id, await logIn(test, 'clerk'));
    expect(response.body).toMatchObject({
      number,
      matterCode: 'refund-claim',
      status: 'registered',
      parties: [{ role: 'customer' }, { role: 'agent' }],
    });
    for (const person of [customer, agent])
      for (const value of Object.values(person)) expect(response.text).not.toContain(value);
    expect(response.headers['cache-control']).toBe('no-store');
  });

  it('is for staff: intake roles read all, a department only what is its own', async () => {
    const [finance, legal] = [await logIn(test, 'finance'), await logIn(test, 'legal')];
    const clerk = await logIn(test, 'clerk');
    const { id, token } = await register(test);
    expect(readProblem(await read(id)).code).toBe('login-required');
    expect(readProblem(await read(id, token)).code).toBe('login-required');
    // Not classified yet: nobody's department.
    expect(readProblem(await read(id, finance)).code).toBe('case-not-found');
    await setClassification(test.register, id, {
      classification: 'routine',
      serviceLevel: 'standard',
      departmentCode: 'finance',
      priority: 50,
    });
    expect((await read(id, finance)).status).toBe(200);
    expect((await read(id, clerk)).status).toBe(200);
    const foreign = await read(id, legal);
    const missing = await read('00000000-0000-4000-8000-000000000000', legal);
    expect(foreign.status).toBe(404);
    expect(foreign.text).toBe(missing.text);
    expect((await read('1', clerk)).text).toBe(missing.text);
    expect((await read("1' or '1'='1", clerk)).status).toBe(404);
  });

  it('may be read with the session cookie, and changed only from our own pages', async () => {
    const { id } = await register(test);
    const session = await logIn(test, 'clerk');
    const cookie = { Cookie: `other=1; ${sessionCookie}=${session}` };
    expect((await request(test.app).get(`/api/cases/${id}`).set(cookie)).status).toBe(200);
    const change = (headers: Record<string, string>) =>
      request(test.app)
        .post(`/api/cases/${id}/documents`)
        .set({ ...cookie, ...headers })
        .send({});
    expect(readProblem(await change({})).code).toBe('origin-refused');
    expect(readProblem(await change({ Origin: 'http://elsewhere.test' })).code).toBe('origin-refused');
    expect(readProblem(await change({ Origin: publicUrl })).code).toBe('fields-invalid');
  });
});

import request from 'supertest';
import { listAudit } from '../../src/register/index.ts';
import { createTestApp, register, type TestApp } from '../http/test-app.ts';
import { openConsole, readCsrf } from './scenes.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

const right = { username: 'clerk', password: 'clerk-password' };

/** What the browser keeps of an answer's cookies, `name=value` each. */
const cookiesOf = (headers: Record<string, unknown>): string[] =>
  [headers['set-cookie'] ?? []].flat().map(String);

async function logIn(form: object) {
  const browser = request.agent(test.app);
  const csrf = readCsrf((await browser.get('/login')).text);
  return browser
    .post('/login')
    .type('form')
    .send({ csrf, ...form });
}

describe('the login', () => {
  it('starts a session that scripts cannot read and other sites cannot use', async () => {
    const answer = await logIn(right);
    expect([answer.status, answer.headers.location]).toEqual([303, '/console']);
    const cookie = cookiesOf(answer.headers).find((one) => one.startsWith('intake_session='));
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect(cookie).not.toMatch(/Secure/);
  });

  it.each([
    ['wrong password', { username: 'clerk', password: 'wrong' }],
    ['unknown user', { username: 'nobody', password: 'clerk-password' }],
    ['nothing', {}],
    ['a list', { username: ['clerk', 'clerk'], password: ['x', 'y'] }],
  ])('answers alike for %s', async (_case, form) => {
    const answer = await logIn(form);
    expect([answer.status, answer.text.includes('用户名或密码不正确')]).toEqual([401, true]);
    expect(cookiesOf(answer.headers).join()).not.toContain('intake_session');
  });

  it('leads back to where the visitor wanted to go, and nowhere else', async () => {
    const wanted = await request(test.app).get('/console/cases/some-id');
    expect([wanted.status, wanted.headers.location]).toEqual([
      303,
      '/login?next=%2Fconsole%2Fcases%2Fsome-id',
    ]);
    const goal = async (next: string) => (await logIn({ ...right, next })).headers.location;
    expect(await goal('/console/cases/some-id')).toBe('/console/cases/some-id');
    for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', '/console/../x', ''])
      expect(await goal(next)).toBe('/console');
  });

  it('refuses a form that is not ours', async () => {
    const answer = await request(test.app)
      .post('/login')
      .type('form')
      .send({ ...right, csrf: 'x' });
    expect(answer.status).toBe(403);
  });

  it('ends with the logout, also for who kept the cookie', async () => {
    const { browser, csrf } = await openConsole(test, 'clerk');
    const answer = await browser.post('/logout').type('form').send({ csrf });
    expect([answer.status, answer.headers.location]).toEqual([303, '/login']);
    expect((await browser.get('/console/cases')).status).toBe(303);
  });
});

describe('a form of the console', () => {
  it('is refused without the token of its session, and changes nothing', async () => {
    const { id } = await register(test);
    const clerk = await openConsole(test, 'clerk');
    const other = await openConsole(test, 'finance');
    const before = await listAudit(test.register, id);
    for (const csrf of [undefined, '', 'x', other.csrf])
      for (const action of ['reveal', 'corrections', 'opinions']) {
        const answer = await clerk.browser
          .post(`/console/cases/${id}/${action}`)
          .type('form')
          .send({ csrf, reason: '核对登记内容', text: '意见', elementId: 'Task_HandleCase' });
        expect([action, answer.status]).toEqual([action, 403]);
      }
    const upload = await clerk.browser
      .post(`/console/cases/${id}/documents`)
      .attach('document.scan', Buffer.from('%PDF-1.4'), 'a.pdf');
    expect(upload.status).toBe(403);
    expect((await clerk.browser.post('/logout').type('form').send({})).status).toBe(403);
    expect(await listAudit(test.register, id)).toEqual(before);
  });

  it('needs a session', async () => {
    const answer = await request(test.app)
      .post('/console/cases/00000000-0000-4000-8000-000000000000/reveal')
      .type('form')
      .send({ reason: 'x' });
    expect(answer.status).toBe(401);
  });
});

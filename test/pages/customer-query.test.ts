import request from 'supertest';
import { listAudit, listNotices, readQuerySecret, resolveCustomerToken } from '../../src/register/index.ts';
import { caseJson, createTestApp, people, register, type TestApp } from '../http/test-app.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

const minuteMs = 60_000;
const ask = (fields: object, path = '/progress') => request(test.app).post(path).type('form').send(fields);
const secretOf = async (caseId: string) => (await readQuerySecret(test.register, caseId)) ?? '';
const messagesOf = (caseId: string) =>
  test.register.db.selectFrom('notification').select('channel').where('caseId', '=', caseId).execute();

describe('number and query code', () => {
  it('have a page without script, with the number of the paper filled in, in both languages', async () => {
    const page = await request(test.app).get('/progress?number=20260302-TK-0001');
    expect(page.status).toBe(200);
    expect(page.headers['cache-control']).toBe('no-store');
    expect(page.text).toContain('value="20260302-TK-0001"');
    expect(page.text).not.toContain('<script');
    const english = await request(test.app).get('/progress?lang=en');
    expect(english.text).toContain('<html lang="en">');
    expect(english.text.replace(/<a href="\/progress.*?<\/a>/, '')).not.toMatch(/\p{Script=Han}/u);
    const odd = await request(test.app).get('/progress?number="><b>&number=2');
    expect([odd.status, odd.text.includes('<b>')]).toEqual([200, false]);
  });

  it('open the case by a link of half an hour', async () => {
    const { id, number } = await register(test);
    const answer = await ask({ number: ` ${number.toLowerCase()}`, secret: await secretOf(id) });
    expect(answer.status).toBe(303);
    const [, token = ''] = /^\/c\/([\w-]{43})$/.exec(answer.headers.location ?? '') ?? [];
    expect((await request(test.app).get(`/c/${token}`)).text).toContain(number);
    const before = test.clock.now();
    test.clock.advance(31 * minuteMs);
    expect(await resolveCustomerToken(test.register, token)).toBeUndefined();
    expect((await request(test.app).get(`/c/${token}`)).text).toContain('href="/progress?lang=zh-CN"');
    test.clock.set(before);
    expect((await listAudit(test.register, id)).map(({ action }) => action)).toContain('queryGranted');
  });

  it('answer alike for a wrong number, a wrong code, nothing at all and a locked case; nothing is echoed or logged', async () => {
    const { id, number } = await register(test);
    const wrong = await ask({ number, secret: 'ZZZZ2345' });
    const answers = [
      wrong,
      await ask({ number: '20260302-TK-9999', secret: await secretOf(id) }),
      await ask({ number, secret: '' }),
      await ask({ number, secret: ['a', 'b'] }),
    ];
    for (let time = 0; time < 4; time++) await ask({ number, secret: 'ZZZZ2345' });
    answers.push(await ask({ number, secret: await secretOf(id) }));
    const plain = (text: string) => text.replace(/value="2026[^"]*"/g, '');
    expect(new Set(answers.map(({ text }) => plain(text))).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400]);
    expect(wrong.text).toMatch(/role="alert"[\s\S]*收件编号或查询码不正确/);
    expect(wrong.text).not.toContain('ZZZZ2345');
    const kept = JSON.stringify(await listAudit(test.register, id)) + test.logLines.join('');
    expect(kept).not.toContain('ZZZZ2345');
    expect(kept).not.toContain(await secretOf(id));
  });
});

describe('the link, asked for again', () => {
  const again = (number: string) => ask({ number }, '/progress/link');

  it('goes to the contact in the register, once in ten minutes, and a few times a day', async () => {
    const customer = people.person();
    const { id, number } = await register(test, caseJson(test, { customer }));
    const before = test.clock.now();
    await Promise.all([again(number), again(number), again(number.toLowerCase())]);
    expect(await messagesOf(id)).toHaveLength(2);
    test.clock.advance(9 * minuteMs);
    await again(number);
    expect(await messagesOf(id)).toHaveLength(2);
    for (let time = 0; time < 8; time++) {
      test.clock.advance(11 * minuteMs);
      await again(number);
    }
    test.clock.set(before);
    const notices = await listNotices(test.register, id);
    expect(notices.map(({ template }) => template)).toEqual(Array<string>(5).fill('page-link'));
    expect(notices[0]?.number).toMatch(/^链〔2026〕\d{4}号$/);
  });

  it('is answered alike whether the number exists', async () => {
    const { number } = await register(test);
    const known = await again(number);
    const unknown = await again('20260302-TK-9999');
    const nonsense = await again('%00');
    expect([known.status, unknown.status, nonsense.status]).toEqual([200, 200, 200]);
    expect(new Set([known.text, unknown.text, nonsense.text]).size).toBe(1);
    expect(known.text).not.toContain('/c/');
  });
});

it('asks a client that tries too often to wait', async () => {
  const limited = await createTestApp({
    rateLimits: {
      registrationsPerMinute: 9,
      customerRequestsPerMinute: 9,
      failedLoginsPerQuarterHour: 9,
      queriesPerQuarterHour: 2,
    },
  });
  const post = (path: string) => request(limited.app).post(path).type('form').send({ number: 'x' });
  const statuses = [await post('/progress'), await post('/progress/link'), await post('/progress')];
  expect(statuses.map(({ status }) => status)).toEqual([400, 200, 429]);
  await limited.close();
});

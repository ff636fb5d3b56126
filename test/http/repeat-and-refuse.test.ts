import request from 'supertest';
import {
  caseJson,
  createTestApp,
  logIn,
  readProblem,
  readRegistered,
  wrongFields,
  type TestApp,
} from './test-app.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

const post = (body: object, headers: Record<string, string> = {}) =>
  request(test.app).post('/api/cases').set(headers).send(body);

const countCases = async () => (await test.register.db.selectFrom('cases').select('id').execute()).length;

describe('a request that is no application', () => {
  it.each([
    ['{"matterCode":', 'application/json', 400, 'malformed-request'],
    ['"text"', 'application/json', 400, 'malformed-request'],
    ['a=b', 'application/x-www-form-urlencoded', 415, 'media-type-not-supported'],
    ['<case/>', 'application/xml', 415, 'media-type-not-supported'],
    [JSON.stringify({ reason: 'x'.repeat(300_000) }), 'application/json', 413, 'body-too-large'],
    ['no parts', 'multipart/form-data', 400, 'malformed-request'],
    ['--x\r\nbroken', 'multipart/form-data; boundary=x', 400, 'malformed-request'],
  ])('%#: is refused', async (body, type, status, code) => {
    const response = await request(test.app).post('/api/cases').set('Content-Type', type).send(body);
    expect(response.status).toBe(status);
    expect(readProblem(response).code).toBe(code);
  });

  it('is told that nothing came when the body is missing', async () => {
    const response = await request(test.app).post('/api/cases');
    expect(readProblem(response).code).toBe('media-type-not-supported');
  });
});

describe('Idempotency-Key', () => {
  it('makes one case of many requests at once', async () => {
    const json = caseJson(test);
    const before = await countCases();
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => post(json, { 'Idempotency-Key': 'counter-1-000042' })),
    );
    const found = answers.map(readRegistered);
    expect(new Set(found.map(({ id }) => id)).size).toBe(1);
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(11).fill(200), 201]);
    expect(await countCases()).toBe(before + 1);
  });

  it('refuses another application under the same key', async () => {
    const headers = { 'Idempotency-Key': 'counter-1-000043' };
    expect((await post(caseJson(test), headers)).status).toBe(201);
    const response = await post(caseJson(test), headers);
    expect(response.status).toBe(409);
    expect(readProblem(response).code).toBe('request-differs');
  });

  it('belongs to its sender: staff and customers do not meet under one key', async () => {
    const json = caseJson(test);
    const headers = { 'Idempotency-Key': 'counter-1-000044' };
    const session = await logIn(test, 'clerk');
    const first = readRegistered(await post(json, headers));
    const second = readRegistered(await post(json, { ...headers, Authorization: `Bearer ${session}` }));
    expect(second.id).not.toBe(first.id);
  });

  it('must be plain', async () => {
    expect(wrongFields(await post(caseJson(test), { 'Idempotency-Key': 'a b' }))).toEqual([
      'requestId id-invalid',
    ]);
  });
});

it('refuses to flood: beyond the limit 429 with a time to come back', async () => {
  const tight = await createTestApp({
    rateLimits: {
      registrationsPerMinute: 2,
      customerRequestsPerMinute: 2,
      failedLoginsPerQuarterHour: 2,
      queriesPerQuarterHour: 2,
    },
  });
  try {
    const answers = [];
    for (let n = 0; n < 3; n += 1) answers.push(await request(tight.app).post('/api/cases').send({}));
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 429]);
    expect(answers[2]?.headers['retry-after']).toBeDefined();
    const wrong = { username: 'clerk', password: 'wrong' };
    const logins = [];
    for (let n = 0; n < 3; n += 1) logins.push(await request(tight.app).post('/api/login').send(wrong));
    expect(logins.map(({ status }) => status)).toEqual([401, 401, 429]);
  } finally {
    await tight.close();
  }
});

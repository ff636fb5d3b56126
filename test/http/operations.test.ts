import request from 'supertest';
import { makePdf } from '../support/attachments.ts';
import type { SamplePerson } from '../support/sample-people.ts';
import { loggedPath } from '../../src/http/request-log.ts';
import { caseJson, createTestApp, logIn, people, readProblem, register, type TestApp } from './test-app.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

describe('/healthz and /readyz', () => {
  it('say that all is well', async () => {
    expect((await request(test.app).get('/healthz')).body).toEqual({ status: 'ok' });
    const ready = await request(test.app).get('/readyz');
    expect(ready.status).toBe(200);
    expect(ready.body).toEqual({
      status: 'ready',
      parts: {
        register: 'ok',
        engine: 'ok',
        relay: 'ok',
        sender: 'ok',
        'worker intake.bindCase': 'ok',
      },
      warnings: [],
    });
  });

  it('name what does not work, and warn of a strange deployment', async () => {
    const engine = {
      ...test.deps.engine,
      reach: () => Promise.resolve({ isHealthy: false, detail: 'unreachable' }),
      workers: () => ({ 'intake.bindCase': { isHealthy: false, detail: 'no poll for 40 s' } }),
      deployment: () => Promise.resolve({ isHealthy: false, detail: 'run npm run deploy' }),
    };
    const ill = await createTestApp({ engine, relay: { health: () => ({ isHealthy: false }) } });
    await ill.register.close();
    const response = await request(ill.app).get('/readyz');
    await ill.close();
    expect(response.status).toBe(503);
    expect(response.body).toMatchObject({
      status: 'not ready',
      parts: {
        engine: 'unreachable',
        relay: 'no progress',
        sender: 'ok',
        'worker intake.bindCase': 'no poll for 40 s',
      },
      warnings: ['run npm run deploy'],
    });
    expect(response.text).toContain('the database does not answer');
  });
});

describe('/metrics', () => {
  it('counts requests, jobs, notices, cases and the outbox', async () => {
    const { token } = await register(test);
    await request(test.app).get(`/api/customer/${token}`);
    test.clock.advance(90_000);
    const { text, status } = await request(test.app).get('/metrics');
    expect(status).toBe(200);
    expect(text).toContain('jobs_total{type="intake.bindCase",outcome="completed"} 3');
    expect(text).toContain('open_cases{status="registered"} 1');
    expect(text).toContain('outbox_waiting 1');
    expect(text).toMatch(/outbox_oldest_seconds 90\b/);
    expect(text).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/api\/customer\/:token",status="200"\} 1/,
    );
    expect(text).not.toContain(token);
  });

  it('are for private addresses only', async () => {
    const response = await request(test.app).get('/metrics').set('X-Forwarded-For', '203.0.113.9');
    expect(response.status).toBe(404);
  });
});

describe('every answer', () => {
  it('carries the headers that protect its reader', async () => {
    for (const path of ['/healthz', '/api/matters', '/login', '/nowhere']) {
      const { headers } = await request(test.app).get(path);
      expect(headers).toMatchObject({
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['x-powered-by']).toBeUndefined();
    }
  });

  it('is a problem document for clients and a page for browsers', async () => {
    const client = await request(test.app).get('/nowhere');
    expect(readProblem(client).code).toBe('not-found');
    const browser = await request(test.app).get('/nowhere').set('Accept', 'text/html,*/*;q=0.8');
    expect(browser.status).toBe(404);
    expect(browser.type).toBe('text/html');
    expect(browser.text).toContain('<h1>找不到页面</h1>');
    const api = await request(test.app).get('/api/nowhere').set('Accept', 'text/html');
    expect(readProblem(api).code).toBe('not-found');
    expect((await request(test.app).get('/%E0%A4%A')).status).toBeLessThan(500);
  });
});

describe('an error of ours', () => {
  it('answers 500 without its text, and is logged without what was sent', async () => {
    const broken = await createTestApp();
    const json = caseJson(broken);
    await broken.register.close();
    const response = await request(broken.app).post('/api/cases').send(json);
    await broken.close();
    expect(response.status).toBe(500);
    expect(readProblem(response).code).toBe('internal');
    expect(response.text).not.toMatch(/driver|pool|select/i);
    const line = broken.logLines.find((text) => text.includes('request failed')) ?? '';
    expect(line).toContain('at ');
    expect(line).not.toContain(JSON.stringify(Reflect.get(json, 'reason')));
  });
});

const valuesOf = (person: SamplePerson): string[] => Object.values({ ...person });

describe('the log', () => {
  it('has one line per request and no word of the people in it', async () => {
    const [customer, agent] = [people.person(), people.person()];
    const from = test.logLines.length;
    const json = caseJson(test, { customer, agent, reason: '机密事由' });
    const { token } = await register(test, json);
    const session = await logIn(test, 'clerk');
    await request(test.app)
      .post('/api/cases')
      .send({ ...json, agent: undefined, extra: customer.name });
    await request(test.app)
      .post('/api/cases')
      .field('case', JSON.stringify(json))
      .attach('document.moon-rock', await makePdf('a', ['b'], 'a'), `${customer.name}.pdf`);
    await request(test.app).get(`/api/customer/${token}?name=${encodeURIComponent(customer.name)}`);
    await request(test.app).post(`/api/customer/${token}/survey`).send({ score: 9, comment: customer.phone });
    await request(test.app).get(`/c/${token}`);
    const lines = test.logLines.slice(from);
    const written = lines.join('');
    expect(lines.length).toBe(7);
    for (const secret of [token, session, '机密事由', ...valuesOf(customer), ...valuesOf(agent)]) {
      expect(written).not.toContain(secret);
      expect(written).not.toContain(encodeURIComponent(secret));
    }
    expect(written).toContain('"/api/customer/***/survey"');
  });

  it('masks tokens wherever they stand', () => {
    expect(loggedPath('/c/abc/survey?score=5')).toBe('/c/***/survey');
    expect(loggedPath('/api/customer/abc')).toBe('/api/customer/***');
    expect(loggedPath('/api/cases/1?x=y')).toBe('/api/cases/1');
  });
});

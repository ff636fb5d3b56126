import request from 'supertest';
import {
  closeCase,
  createCustomerToken,
  openRound,
  openSurvey,
  revokeCustomerTokens,
  setResult,
} from '../../src/register/index.ts';
import { makeScan } from '../support/attachments.ts';
import {
  caseJson,
  createTestApp,
  fieldsOf,
  readProblem,
  register,
  wrongFields,
  type TestApp,
} from './test-app.ts';

const dayMs = 86_400_000;
let test: TestApp;
let scan: Buffer;
beforeAll(async () => {
  test = await createTestApp();
  scan = makeScan({ isSealed: false, seed: 3 });
});
afterAll(() => test.close());

const get = (token: string) => request(test.app).get(`/api/customer/${token}`);
const post = (token: string, action: string, body: object = {}) =>
  request(test.app).post(`/api/customer/${token}/${action}`).send(body);
const inDays = (days: number) => new Date(test.clock.now().getTime() + days * dayMs);

async function askForSupplement(caseId: string): Promise<void> {
  await openRound(test.register, {
    caseId,
    dueAt: inDays(10),
    reminderAt: inDays(7),
    serviceElementInstanceKey: `round of ${caseId}`,
    items: [
      { code: 'application-form', name: '申请表', problem: '未签字', requirement: '本人签字' },
      { code: 'payment-proof', name: '付款凭证', problem: '未提交', requirement: '复印件一份' },
    ],
  });
}

/** The messages for the engine about one case. */
const messages = (caseId: string, name: string) =>
  test.register.db
    .selectFrom('outbox')
    .selectAll()
    .where('name', '=', name)
    .where('correlationKey', 'like', `${caseId}%`)
    .execute();

describe('a customer’s link', () => {
  it('shows where the case stands, and nobody’s data in the clear', async () => {
    const json = caseJson(test);
    const { token, number } = await register(test, json);
    const response = await get(token);
    expect(response.status).toBe(200);
    expect(response.body).toMatchObject({
      number,
      status: 'registered',
      progress: '我们已收到您的申请，正在登记核对。',
      supplement: null,
      survey: null,
    });
    const text = response.text;
    for (const [key, value] of Object.entries(fieldsOf(json.customer)))
      if (key !== 'documentType' && key !== 'documentValidUntil') expect(text).not.toContain(value);
    expect(response.headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
  });

  it('speaks English to who chose it', async () => {
    const { token } = await register(test, caseJson(test, { language: 'en' }));
    expect((await get(token)).body).toMatchObject({
      progress: 'We have received your application and are checking the entry.',
    });
    expect(readProblem(await post(token, 'survey', { score: 5 })).title).toBe('Rating is not open');
  });

  it('answers alike whether unknown, malformed, expired or revoked', async () => {
    const [expired, revoked] = [await register(test), await register(test)];
    const short = await createCustomerToken(test.register, expired.id, 1000);
    test.clock.advance(2000);
    await revokeCustomerTokens(test.register, revoked.id);
    const texts = [];
    for (const token of ['A'.repeat(43), 'x', '..%2f..', short, revoked.token]) {
      const response = await get(token);
      expect(response.status).toBe(404);
      texts.push(response.text);
    }
    expect(new Set(texts).size).toBe(1);
    for (const action of ['supplement', 'withdraw', 'survey'])
      expect(readProblem(await post(short, action, { score: 5 })).code).toBe('link-not-valid');
    test.clock.advance(181 * dayMs);
    expect((await get(expired.token)).status).toBe(404);
  });

  it('opens one case only', async () => {
    const [mine, other] = [await register(test), await register(test)];
    expect((await get(mine.token)).text).not.toContain(other.number);
  });
});

describe('a supplement', () => {
  it('hands in items and files of the round, once', async () => {
    const { id, token } = await register(test);
    await askForSupplement(id);
    const before = await get(token);
    expect(before.body).toMatchObject({
      status: 'waitingForSupplement',
      supplement: { round: 1, items: [{ code: 'application-form' }, { code: 'payment-proof' }] },
    });
    const send = () =>
      request(test.app)
        .post(`/api/customer/${token}/supplement`)
        .field('supplement', JSON.stringify({ items: [{ code: 'application-form', isSigned: true }] }))
        .attach('document.payment-proof', scan, '凭证.png');
    const response = await send();
    expect(response.status).toBe(200);
    expect(response.body).toMatchObject({ status: 'reviewing', supplement: null });
    const rows = await test.register.db
      .selectFrom('material')
      .selectAll()
      .where('caseId', '=', id)
      .where('round', '=', 1)
      .execute();
    expect(rows.map(({ code, isSigned, name }) => ({ code, isSigned, name }))).toEqual(
      expect.arrayContaining([
        { code: 'application-form', isSigned: true, name: '申请表' },
        { code: 'payment-proof', isSigned: false, name: '付款凭证' },
      ]),
    );
    expect(await messages(id, 'intake.supplementReceived')).toMatchObject([{ correlationKey: `${id}:1` }]);
    const again = await send();
    expect(again.status).toBe(409);
    expect(readProblem(again).code).toBe('supplement-not-open');
    expect(await messages(id, 'intake.supplementReceived')).toHaveLength(1);
  });

  it('takes only what was asked for, each once, and not nothing', async () => {
    const { id, token } = await register(test);
    await askForSupplement(id);
    const sent: [object, string[]][] = [
      [{}, ['items nothing-submitted']],
      [{ items: [{ code: 'moon-rock' }] }, ['items[0].code material-not-missing']],
      [
        { items: [{ code: 'application-form' }, { code: 'application-form' }] },
        ['items[1].code material-repeated'],
      ],
      [
        { items: [{ code: 'application-form', originals: 0, copies: 0 }] },
        ['items[0].originals material-count'],
      ],
      [{ items: [{ code: 'application-form', verdict: 'ok' }] }, ['items[0].verdict unknown-field']],
    ];
    for (const [body, expected] of sent)
      expect(wrongFields(await post(token, 'supplement', body))).toEqual(expected);
    const file = await request(test.app)
      .post(`/api/customer/${token}/supplement`)
      .attach('document.moon-rock', scan, 'a.png');
    expect(wrongFields(file)).toEqual(['document.moon-rock material-not-missing']);
    expect(await messages(id, 'intake.supplementReceived')).toHaveLength(0);
  });

  it('is refused before it is asked for, after the deadline and after a withdrawal', async () => {
    const [early, late, withdrawn] = [await register(test), await register(test), await register(test)];
    const items = { items: [{ code: 'application-form' }] };
    expect(readProblem(await post(early.token, 'supplement', items)).code).toBe('supplement-not-open');
    await askForSupplement(withdrawn.id);
    await post(withdrawn.token, 'withdraw').expect(200);
    expect(readProblem(await post(withdrawn.token, 'supplement', items)).code).toBe('supplement-not-open');
    await askForSupplement(late.id);
    test.clock.advance(11 * dayMs);
    const response = await post(late.token, 'supplement', items);
    expect(response.status).toBe(409);
    expect(readProblem(response)).toMatchObject({
      code: 'supplement-too-late',
      detail: '补正期限已届满，无法再提交补正资料。如需办理，请重新提交申请。',
    });
  });
});

describe('a withdrawal', () => {
  it('tells the process once, however often it is asked for', async () => {
    const { id, token } = await register(test);
    const answers = await Promise.all([1, 2, 3].map(() => post(token, 'withdraw')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers[0]?.body).toMatchObject({ progress: '我们已收到您的撤回申请，正在处理。' });
    expect(await messages(id, 'intake.withdrawn')).toMatchObject([{ correlationKey: id }]);
  });

  it('comes too late once there is a result or the case is closed', async () => {
    const [decided, closed] = [await register(test), await register(test)];
    await setResult(test.register, decided.id, { result: 'granted' }, 'finance');
    await closeCase(test.register, closed.id, { outcome: 'notAccepted' });
    for (const { token } of [decided, closed]) {
      const response = await post(token, 'withdraw');
      expect(response.status).toBe(409);
      expect(readProblem(response).code).toBe('withdrawal-not-possible');
    }
  });

  it('is no matter of looking: GET changes nothing', async () => {
    const { id, token } = await register(test);
    expect((await request(test.app).get(`/api/customer/${token}/withdraw`)).status).toBe(404);
    expect(await messages(id, 'intake.withdrawn')).toHaveLength(0);
  });
});

describe('a rating', () => {
  it('counts once, between opening and deadline', async () => {
    const { id, token } = await register(test);
    const score = { score: 4, reasons: ['good'], comment: '谢谢' };
    expect(readProblem(await post(token, 'survey', score)).code).toBe('survey-not-open');
    await openSurvey(test.register, id, inDays(5));
    const answers = await Promise.all([1, 2].map(() => post(token, 'survey', score)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await get(token)).body).toMatchObject({ survey: { score: 4 } });
    expect(readProblem(await post(token, 'survey', score)).code).toBe('survey-already-answered');
    expect(await messages(id, 'intake.surveyAnswered')).toMatchObject([{ variables: { surveyScore: 4 } }]);
  });

  it('is refused after its deadline and when it is no rating', async () => {
    const { id, token } = await register(test);
    await openSurvey(test.register, id, inDays(5));
    const sent: [object, string][] = [
      [{}, 'score required'],
      [{ score: 0 }, 'score too-small'],
      [{ score: 6 }, 'score too-large'],
      [{ score: '5' }, 'score wrong-type'],
      [{ score: 4.5 }, 'score wrong-type'],
      [{ score: 5, comment: '好'.repeat(1001) }, 'comment too-long'],
    ];
    for (const [body, expected] of sent)
      expect(wrongFields(await post(token, 'survey', body))).toEqual([expected]);
    test.clock.advance(6 * dayMs);
    expect(readProblem(await post(token, 'survey', { score: 5 })).code).toBe('survey-not-open');
  });
});

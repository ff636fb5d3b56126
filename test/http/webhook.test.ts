import { randomUUID } from 'node:crypto';
import request from 'supertest';
import twilio from 'twilio';
import { createSmsCallback } from '../../src/notification/index.ts';
import { createTestApp, publicUrl, readProblem, register, type TestApp } from './test-app.ts';

const authToken = 'a-token-only-the-provider-knows';
let test: TestApp;
beforeAll(async () => {
  const bare = await createTestApp();
  test = {
    ...bare,
    ...(await withCallback(bare)),
  };
});
afterAll(() => test.close());

async function withCallback({ deps }: TestApp): Promise<Pick<TestApp, 'app'>> {
  const { createHttpApp } = await import('../../src/http/app.ts');
  return {
    app: createHttpApp({ ...deps, smsCallback: createSmsCallback({ register: deps.register, authToken }) }),
  };
}

const report = (status: string, providerId: string) => ({
  AccountSid: 'AC1',
  MessageSid: providerId,
  MessageStatus: status,
  To: '+8613800138000',
});

function post(parameters: Record<string, string>, signature?: string) {
  const expected = twilio.getExpectedTwilioSignature(authToken, `${publicUrl}/webhooks/twilio`, parameters);
  return request(test.app)
    .post('/webhooks/twilio')
    .type('form')
    .set('X-Twilio-Signature', signature ?? expected)
    .send(parameters);
}

/** A text message that the provider has taken. */
async function sentMessage(): Promise<string> {
  const { id: caseId } = await register(test);
  const { db, cipher } = test.register;
  const [noticeId, providerId] = [randomUUID(), `SM${randomUUID().replaceAll('-', '')}`];
  const now = test.clock.now();
  await db
    .insertInto('notice')
    .values({
      id: noticeId,
      caseId,
      template: 'receipt',
      occurrence: '1',
      number: noticeId,
      language: 'zh-CN',
      issuedAt: now,
      contentEnc: cipher.encrypt('x', 'x'),
    })
    .execute();
  await db
    .insertInto('notification')
    .values({
      id: randomUUID(),
      noticeId,
      caseId,
      recipient: 'customer',
      channel: 'sms',
      addressEnc: cipher.encrypt('x', 'x'),
      addressMasked: '138****8000',
      bodyEnc: cipher.encrypt('x', 'x'),
      state: 'sent',
      nextAttemptAt: now,
      messageId: noticeId,
      providerId,
      createdAt: now,
    })
    .execute();
  return providerId;
}

const stateOf = async (providerId: string) =>
  (
    await test.register.db
      .selectFrom('notification')
      .select('state')
      .where('providerId', '=', providerId)
      .executeTakeFirstOrThrow()
  ).state;

it('records what the provider signs, twice or out of order', async () => {
  const providerId = await sentMessage();
  expect((await post(report('delivered', providerId))).status).toBe(204);
  expect(await stateOf(providerId)).toBe('delivered');
  expect((await post(report('delivered', providerId))).status).toBe(204);
  expect((await post(report('sent', providerId))).status).toBe(204);
  expect(await stateOf(providerId)).toBe('delivered');
});

it('refuses what it has not signed', async () => {
  const providerId = await sentMessage();
  for (const signature of [
    '',
    'bm9wZQ==',
    twilio.getExpectedTwilioSignature(authToken, `${publicUrl}/webhooks/twilio`, {}),
  ]) {
    const response = await post(report('failed', providerId), signature);
    expect(response.status).toBe(403);
    expect(readProblem(response).code).toBe('signature-refused');
  }
  expect(await stateOf(providerId)).toBe('sent');
});

it('takes no notice of messages it does not know', async () => {
  expect((await post(report('delivered', 'SM0'))).status).toBe(204);
  expect((await post({ MessageSid: 'SM0', MessageStatus: 'dancing' })).status).toBe(204);
});

it('does not exist without a provider', async () => {
  const bare = await createTestApp();
  const response = await request(bare.app).post('/webhooks/twilio').type('form').send({ a: '1' });
  await bare.close();
  expect(response.status).toBe(404);
});

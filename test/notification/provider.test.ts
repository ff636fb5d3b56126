import fc from 'fast-check';
import { formatDay, formatInstant } from '../../src/notification/dates.ts';
import { createSmsProvider, smsCallbackUrl } from '../../src/notification/index.ts';
import { smsNumber } from '../../src/notification/provider.ts';
import { startTwilioDouble, type TwilioDouble } from '../support/twilio-double.ts';

describe('numbers that can get an SMS', () => {
  test.each([
    ['13912345678', '+8613912345678'],
    ['+86 139-1234-5678', '+8613912345678'],
    ['0086 13912345678', '+8613912345678'],
    ['１３９１２３４５６７８', '+8613912345678'],
    ['+85291234567', '+85291234567'],
    ['021-58881234', undefined],
    ['+862158881234', undefined],
    ['12345', undefined],
    ['', undefined],
  ])('%s', (phone, expected) => expect(smsNumber(phone)).toBe(expected));

  test('the answer is E.164 or nothing', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(smsNumber(text) ?? '+86139').toMatch(/^\+[1-9]\d+$/);
      }),
    );
  });
});

test('dates are written for people, in the zone of the office', () => {
  const evening = new Date('2026-03-05T10:00:00Z');
  expect(formatInstant(evening, 'zh-CN')).toBe('2026年3月5日 18:00');
  expect(formatInstant(evening, 'en')).toBe('5 March 2026, 18:00');
  expect(formatDay(new Date('2025-12-31T16:30:00Z'), 'zh-CN')).toBe('2026年1月1日');
  expect(formatInstant(new Date('2025-12-31T16:00:00Z'), 'en')).toBe('1 January 2026, 00:00');
});

test('the callback is only asked for where the provider can reach us', () => {
  expect(smsCallbackUrl('https://window.example.com', false)).toBe(
    'https://window.example.com/webhooks/twilio',
  );
  for (const local of ['http://127.0.0.1:3000', 'http://localhost:3000', 'http://[::1]:3000']) {
    expect(smsCallbackUrl(local, false)).toBeUndefined();
    expect(smsCallbackUrl(local, true)).toBe(`${local}/webhooks/twilio`);
  }
});

describe('the Twilio client', () => {
  let double: TwilioDouble;
  beforeAll(async () => {
    double = await startTwilioDouble();
  });
  afterAll(() => double.stop());

  const sms = { to: '+8613912345678', body: '您的收件已收到。https://window.example.com/c/abc' };
  const provider = (change: { authToken?: string; apiUrl?: string } = {}) => {
    const { accountSid, authToken, from, url } = double;
    const made = createSmsProvider({ accountSid, authToken, from, apiUrl: url, ...change }, undefined);
    if (!made) throw new Error('There are credentials, so there must be a provider.');
    return made;
  };

  test('sends and finds', async () => {
    const sent = await provider().send(sms);
    expect(sent).toEqual({ kind: 'sent', providerId: double.messages[0]?.sid });
    expect(await provider().find(sms)).toEqual(sent);
    expect(await provider().find({ ...sms, body: 'another text' })).toMatchObject({ kind: 'failed' });
    expect(await provider().find({ ...sms, to: '+8613800000000' })).toMatchObject({ kind: 'failed' });
  });

  test.each([
    ['refuse', 'failed', 'SMS_21211'],
    ['busy', 'retry', 'SMS_20429'],
    ['fail', 'unknown', 'SMS_20500'],
    ['drop', 'unknown', 'SMS_ECONNRESET'],
    ['vanish', 'unknown', 'SMS_ECONNRESET'],
    ['nonsense', 'unknown', undefined],
  ] as const)('%s means %s', async (how, kind, errorCode) => {
    double.misbehave(how);
    const result = await provider().send({ ...sms, body: `text ${how}` });
    expect(result).toMatchObject({ kind, ...(errorCode ? { errorCode } : {}) });
    // The provider's own message holds the number.
    expect(JSON.stringify(result)).not.toContain('13912345678');
  });

  test('wrong credentials and a closed port are tried again', async () => {
    expect(await provider({ authToken: 'wrong' }).send(sms)).toMatchObject({ kind: 'retry' });
    expect(await provider({ apiUrl: 'http://127.0.0.1:9' }).send(sms)).toEqual({
      kind: 'retry',
      errorCode: 'SMS_ECONNREFUSED',
    });
    expect(await provider({ apiUrl: 'http://127.0.0.1:9' }).find(sms)).toMatchObject({ kind: 'retry' });
  });

  test('a nonsense list is not read as "not there"', async () => {
    double.setListBroken(true);
    expect(await provider().find(sms)).toMatchObject({ kind: 'retry' });
    double.setListBroken(false);
  });

  test('there is no provider without credentials', () => {
    expect(createSmsProvider(undefined, undefined)).toBeUndefined();
  });
});

import {
  applyProviderEvent,
  claimNotifications,
  createNotice,
  listNotifications,
  markFailed,
  markNotSent,
  markSent,
  markUnknown,
  planNotification,
  recoverStuck,
  retryNotification,
  type ClaimedNotification,
  type NotificationState,
  type Register,
} from '../../src/register/index.ts';
import { createTestRegister, type TestRegister } from '../support/register.ts';
import { newCase, wholeDatabase } from './case-input.ts';

let scratch: TestRegister;
let register: Register;
let caseId: string;
let noticeId: string;

beforeEach(async () => {
  scratch = await createTestRegister();
  register = scratch.register;
  caseId = (await newCase(register)).id;
  const series = { template: 'receipt', occurrence: '1', series: '收', language: 'zh-CN' } as const;
  noticeId = (await createNotice(register, { caseId, ...series, render: () => '收件回执' })).id;
});
afterEach(() => scratch.drop());

function plan(recipient = 'customer', channel: 'sms' | 'email' = 'sms'): Promise<void> {
  const address = channel === 'sms' ? '13812345678' : 'yutong.ouyang@customer.example';
  return planNotification(register, { noticeId, caseId, recipient, channel, address, body: '欧阳女士您好' });
}

async function claimOne(): Promise<ClaimedNotification> {
  await plan();
  const [claimed] = await claimNotifications(register, 10);
  if (!claimed) throw new Error('nothing was claimed');
  return claimed;
}

const state = async () => (await listNotifications(register, caseId))[0];

test('a message is planned once per channel and recipient, encrypted, and shown masked', async () => {
  await plan();
  await plan();
  await plan('customer', 'email');
  expect(await listNotifications(register, caseId)).toHaveLength(2);
  expect(
    (await listNotifications(register, caseId, noticeId)).map((row) => row.addressMasked).sort(),
  ).toEqual(['138****5678', 'y***@customer.example']);
  const dump = await wholeDatabase(register);
  for (const personal of ['13812345678', 'yutong', '欧阳女士']) expect(dump).not.toContain(personal);
});

test('claiming gives the text in the clear and an unchanging message id', async () => {
  const claimed = await claimOne();
  expect(claimed).toMatchObject({
    address: '13812345678',
    body: '欧阳女士您好',
    subject: undefined,
    attempts: 1,
  });
  expect(claimed.messageId).toMatch(/^<[0-9a-f-]{36}@intake-window>$/);
  await retryNotification(register, claimed.id, '451', 60_000);
  expect(await claimNotifications(register, 10)).toEqual([]);
  scratch.clock.advance(60_000);
  expect(await claimNotifications(register, 10)).toMatchObject([
    { id: claimed.id, messageId: claimed.messageId, attempts: 2 },
  ]);
});

test('ten senders at once never get the same message, nor more than they ask for', async () => {
  for (let index = 0; index < 60; index += 1) await plan(`staff:s${index}`);
  const batches = await Promise.all(Array.from({ length: 10 }, () => claimNotifications(register, 5)));
  expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(5);
  const ids = batches.flat().map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length + (await claimNotifications(register, 100)).length).toBe(60);
});

test('what a crash left in sending is taken over once it has been there long enough', async () => {
  const claimed = await claimOne();
  const options = { stuckForMs: 120_000, limit: 10 };
  scratch.clock.advance(119_999);
  expect(await recoverStuck(register, options)).toEqual([]);
  scratch.clock.advance(1);
  const [one, other] = await Promise.all([recoverStuck(register, options), recoverStuck(register, options)]);
  expect([...one, ...other]).toMatchObject([{ id: claimed.id, messageId: claimed.messageId, attempts: 2 }]);
  expect(await recoverStuck(register, options)).toEqual([]);
});

test.each<[NotificationState, (id: string) => Promise<void>]>([
  ['sent', (id) => markSent(register, id, 'SM1')],
  ['failed', (id) => markFailed(register, id, '550')],
  ['unknown', (id) => markUnknown(register, id, 'crash')],
  ['notSent', (id) => markNotSent(register, id)],
])('sending ends as %s, and a slow sender cannot change that', async (expected, end) => {
  const { id } = await claimOne();
  await end(id);
  expect(await state()).toMatchObject({ state: expected });
  await markFailed(register, id, 'late');
  await retryNotification(register, id, 'late', 0);
  expect(await state()).toMatchObject({ state: expected });
  expect(await claimNotifications(register, 10)).toEqual([]);
});

describe('reports of the provider', () => {
  const event = (status: string, rank: number, reported: NotificationState, errorCode?: string) =>
    applyProviderEvent(register, { providerId: 'SM1', status, rank, state: reported, errorCode });
  const delivered = () => event('delivered', 3, 'delivered');
  const sent = () => event('sent', 1, 'sent');

  test('take a message forward, tell once that it changed, and never take it back', async () => {
    const { id } = await claimOne();
    await markSent(register, id, 'SM1');
    expect(await sent()).toBeUndefined();
    expect(await delivered()).toEqual({ id, noticeId, caseId, recipient: 'customer', state: 'delivered' });
    expect(await delivered()).toBeUndefined();
    expect(await sent()).toBeUndefined();
    expect(await event('queued', 0, 'sent')).toBeUndefined();
    expect(await event('undelivered', 3, 'failed', '30003')).toBeUndefined();
    expect(await state()).toMatchObject({ state: 'delivered', deliveredAt: scratch.clock.now() });
    expect(await register.db.selectFrom('providerEvent').selectAll().execute()).toHaveLength(4);
  });

  test('that come before the sender has noted the id are applied then', async () => {
    const { id } = await claimOne();
    expect(await event('undelivered', 3, 'failed', '30003')).toBeUndefined();
    await markSent(register, id, 'SM1');
    expect(await state()).toMatchObject({ state: 'failed', errorCode: '30003' });
  });

  test('in any order and number at once end in the highest', async () => {
    const { id } = await claimOne();
    await Promise.all([delivered(), sent(), markSent(register, id, 'SM1'), sent(), delivered()]);
    expect(await state()).toMatchObject({ state: 'delivered' });
  });
});

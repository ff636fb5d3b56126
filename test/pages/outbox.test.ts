import {
  claimNotifications,
  createNotice,
  findOutboxItem,
  listAudit,
  listOutbox,
  markFailed,
  markNotSent,
  markSent,
  markUnknown,
  planNotification,
  verifyAudit,
  type OutboxItem,
} from '../../src/register/index.ts';
import { caseJson, createTestApp, people, register, type TestApp } from '../http/test-app.ts';
import { openConsole } from './scenes.ts';

let test: TestApp;
let clerk: Awaited<ReturnType<typeof openConsole>>;
beforeEach(async () => {
  test = await createTestApp();
  clerk = await openConsole(test, 'clerk');
});
afterEach(() => test.close());

type Ending = (id: string) => Promise<void>;
const endings = {
  failed: (id) => markFailed(test.register, id, 'SMTP_550'),
  notSent: (id) => markNotSent(test.register, id),
  unknown: (id) => markUnknown(test.register, id, 'SMS_NO_ANSWER'),
  sent: (id) => markSent(test.register, id, undefined),
} satisfies Record<string, Ending>;

const letter = { text: '陈先生，您的申请已办结。', html: '<p>陈先生</p>', language: 'zh-CN' };

/** A case with a notice to its customer by SMS and e-mail, each claimed and ended as told. */
async function caseWith(
  sms: keyof typeof endings,
  email: keyof typeof endings,
  template = 'result',
): Promise<{
  caseId: string;
  sms: OutboxItem;
  email: OutboxItem;
  customer: ReturnType<typeof people.person>;
}> {
  const customer = people.person();
  const { id: caseId } = await register(test, caseJson(test, { customer }));
  const series = { occurrence: '1', series: '办', language: 'zh-CN' } as const;
  const { id: noticeId } = await createNotice(test.register, {
    ...{ caseId, template, ...series },
    render: () => letter.text,
  });
  const message = { noticeId, caseId, recipient: 'customer' };
  await planNotification(test.register, {
    ...{ ...message, channel: 'sms' },
    address: '+8613800000001',
    body: letter.text,
  });
  await planNotification(test.register, {
    ...{ ...message, channel: 'email', subject: '办理结果' },
    address: 'old@customer.example',
    body: JSON.stringify(letter),
  });
  for (const claimed of await claimNotifications(test.register, 100))
    if (claimed.noticeId === noticeId) await endings[claimed.channel === 'sms' ? sms : email](claimed.id);
  const items = (await listOutbox(test.register, { limit: 100 })).filter((item) => item.caseId === caseId);
  const of = (channel: string) => {
    const item = items.find((one) => one.template === template && one.channel === channel);
    if (!item) throw new Error(`no message by ${channel}`);
    return item;
  };
  return { caseId, customer, sms: of('sms'), email: of('email') };
}

const decide = ({ id }: { id: string }, decision: string, who = clerk) =>
  who.browser.post(`/console/outbox/${id}/decision`).type('form').send({ csrf: who.csrf, decision });
const stateOf = async ({ id }: { id: string }) => (await findOutboxItem(test.register, id))?.state;
const messagesToProcess = (caseId: string) =>
  test.register.db
    .selectFrom('outbox')
    .select(['name', 'correlationKey'])
    .where('name', '=', 'intake.noticeUndeliverable')
    .where('correlationKey', '=', caseId)
    .execute();

it('lists every message masked, with its case, state and the reason in words, and filters', async () => {
  const { sms, email, customer } = await caseWith('unknown', 'failed');
  const { text } = await clerk.browser.get('/console/outbox').expect(200);
  for (const part of [sms.caseNumber ?? '', '办理结果通知书', '138****0001', 'o***@customer.example'])
    expect(text).toContain(part);
  for (const part of ['结果未知', '发送失败', '收件邮箱不存在或拒收', 'SMTP_550', '短信服务商没有答复'])
    expect(text).toContain(part);
  for (const secret of [customer.name, customer.phone, '13800000001', 'old@customer', '陈先生'])
    expect(text).not.toContain(secret);
  const ids = async (query: object) => {
    const page = await clerk.browser.get('/console/outbox').query(query);
    return [...page.text.matchAll(/href="\/console\/outbox\/([0-9a-f-]{36})"/g)].map(([, id]) => id);
  };
  expect(await ids({ state: 'failed' })).toEqual([email.id]);
  expect(await ids({ channel: 'sms', state: 'unknown' })).toEqual([sms.id]);
  expect(await ids({ number: sms.caseNumber?.toLowerCase(), state: 'unknown' })).toEqual([sms.id]);
  expect(await ids({ number: '20260302-RC-9999' })).toEqual([]);
});

it('pages without gap or repetition, also at the same instant', async () => {
  const { caseId } = await caseWith('sent', 'sent');
  const { noticeId } = (await listOutbox(test.register, { limit: 1 }))[0] ?? { noticeId: '' };
  for (let index = 0; index < 40; index += 1)
    await planNotification(test.register, {
      ...{ noticeId, caseId, recipient: `staff:s${index}`, channel: 'email', subject: 'x' },
      address: 'staff@company.example',
      body: JSON.stringify(letter),
    });
  const seen: string[] = [];
  for (let next = '/console/outbox'; next;) {
    const { text } = await clerk.browser.get(next);
    seen.push(...[...text.matchAll(/href="\/console\/outbox\/([0-9a-f-]{36})"/g)].map(([, id = '']) => id));
    next = /rel="next" href="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
  }
  const all = await test.register.db.selectFrom('notification').select('id').execute();
  expect(seen).toHaveLength(all.length);
  expect(new Set(seen)).toEqual(new Set(all.map(({ id }) => id)));
});

it('shows a message in the clear after a reason, once, and audits it first', async () => {
  const { caseId, email } = await caseWith('sent', 'failed');
  const preview = (reason: string) =>
    clerk.browser.post(`/console/outbox/${email.id}/preview`).type('form').send({ csrf: clerk.csrf, reason });
  const refused = await preview('联系 13812345678');
  expect([refused.status, refused.text.includes(letter.text)]).toEqual([400, false]);
  expect((await clerk.browser.get(`/console/outbox/${email.id}`)).text).not.toContain(letter.text);
  const shown = await preview('客户询问通知内容');
  for (const part of [letter.text, 'old@customer.example', '办理结果']) expect(shown.text).toContain(part);
  expect(shown.text).not.toContain('&lt;p&gt;');
  expect((await listAudit(test.register, caseId)).at(-1)).toMatchObject({
    actor: 'clerk',
    action: 'notificationRevealed',
    details: { notificationId: email.id, reason: '客户询问通知内容' },
  });
});

describe('a failed message', () => {
  it('goes out again to the address that the case has now, under the same Message-ID', async () => {
    const { email, customer, caseId } = await caseWith('sent', 'failed');
    const before = await test.register.db
      .selectFrom('notification')
      .select('messageId')
      .where('id', '=', email.id)
      .executeTakeFirstOrThrow();
    const answer = await decide(email, 'retry');
    expect([answer.status, answer.headers.location]).toEqual([303, `/console/outbox/${email.id}?done=retry`]);
    expect((await clerk.browser.get(String(answer.headers.location))).text).toContain('已安排重新发送');
    const again = (await claimNotifications(test.register, 100)).find(({ id }) => id === email.id);
    expect(again).toMatchObject({ address: customer.email, attempts: 1, messageId: before.messageId });
    expect((await listAudit(test.register, caseId)).at(-1)).toMatchObject({
      action: 'notificationRetried',
      details: { notificationId: email.id, to: 'planned' },
    });
    expect((await decide(email, 'retry')).status).toBe(409);
    expect((await verifyAudit(test.register)).problems).toEqual([]);
  });

  it('cannot go to an address that the case has no more', async () => {
    const { email, caseId } = await caseWith('sent', 'failed');
    await test.register.db
      .updateTable('party')
      .set({ emailEnc: null })
      .where('caseId', '=', caseId)
      .execute();
    const answer = await decide(email, 'retry');
    expect([answer.status, answer.text.includes('已没有这种联系方式')]).toEqual([409, true]);
    expect(await stateOf(email)).toBe('failed');
  });
});

it.each(['sent', 'delivered', 'planned', 'sending'] as const)(
  'a message that is %s cannot be retried or settled',
  async (state) => {
    const { sms } = await caseWith('sent', 'sent');
    await test.register.db.updateTable('notification').set({ state }).where('id', '=', sms.id).execute();
    for (const decision of ['retry', 'hasArrived', 'sendAgain', 'hasNotArrived'])
      expect((await decide(sms, decision)).status).toBe(409);
    expect((await decide(sms, 'x')).status).toBe(400);
    expect(await stateOf(sms)).toBe(state);
  },
);

it('a kept message goes out when a provider is there', async () => {
  const { sms } = await caseWith('notSent', 'sent');
  expect((await decide(sms, 'hasArrived')).status).toBe(409);
  expect((await decide(sms, 'retry')).status).toBe(303);
  expect(await stateOf(sms)).toBe('planned');
});

describe('a message whose fate nobody knows', () => {
  it.each([
    ['hasArrived', 'delivered', 0],
    ['sendAgain', 'planned', 0],
    ['hasNotArrived', 'failed', 1],
  ] as const)('%s: becomes %s, and the process hears what it must', async (decision, state, heard) => {
    const { sms, caseId } = await caseWith('unknown', 'failed');
    expect(await messagesToProcess(caseId)).toEqual([]);
    expect((await decide(sms, decision)).status).toBe(303);
    expect(await stateOf(sms)).toBe(state);
    expect(await messagesToProcess(caseId)).toHaveLength(heard);
    expect((await listAudit(test.register, caseId)).at(-1)).toMatchObject({
      actor: 'clerk',
      action: 'notificationSettled',
      details: { notificationId: sms.id, to: state },
    });
  });

  it('that did not arrive says nothing to the process while another way is open', async () => {
    const { sms, caseId } = await caseWith('unknown', 'sent');
    expect((await decide(sms, 'hasNotArrived')).status).toBe(303);
    expect(await messagesToProcess(caseId)).toEqual([]);
  });

  it('is settled by one of two people who decide at once', async () => {
    const { sms, caseId } = await caseWith('unknown', 'sent');
    const reviewer = await openConsole(test, 'reviewer');
    const answers = await Promise.all([decide(sms, 'hasArrived'), decide(sms, 'sendAgain', reviewer)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    const settled = (await listAudit(test.register, caseId)).filter(
      ({ action }) => action === 'notificationSettled',
    );
    expect(settled).toHaveLength(1);
    expect(await stateOf(sms)).toBe(settled[0]?.details.to);
  });
});

it('is for the window’s own staff, and every change needs the session’s token', async () => {
  const { sms } = await caseWith('unknown', 'sent');
  const finance = await openConsole(test, 'finance');
  const { browser, csrf } = finance;
  const item = `/console/outbox/${sms.id}`;
  const answers = [
    await browser.get('/console/outbox'),
    await browser.get(item),
    await browser.post(`${item}/preview`).type('form').send({ csrf, reason: '核对内容' }),
    await decide(sms, 'hasArrived', finance),
  ];
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  expect((await decide(sms, 'hasArrived', { ...clerk, csrf: 'x' })).status).toBe(403);
  for (const id of ['no-id', '00000000-0000-4000-8000-000000000000']) {
    expect((await clerk.browser.get(`/console/outbox/${id}`)).status).toBe(404);
    expect((await decide({ id }, 'retry')).status).toBe(404);
  }
  expect(await stateOf(sms)).toBe('unknown');
});

import request from 'supertest';
import {
  closeCase,
  createNotice,
  listAudit,
  listDocuments,
  listMaterials,
  listNotices,
  listRounds,
  readSurvey,
  requestWithdrawal,
  revokeCustomerTokens,
} from '../../src/register/index.ts';
import { caseJson, createTestApp, people, register, type TestApp } from '../http/test-app.ts';
import { makeScan } from '../support/attachments.ts';
import { accept, askForSupplement, classify, finish, issueReceipt, later } from './scenes.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

const open = (token: string, query = '') => request(test.app).get(`/c/${token}${query}`);
const scan = makeScan({ isSealed: true, seed: 5 });
const messagesOf = (caseId: string) =>
  test.register.db
    .selectFrom('outbox')
    .select(['name', 'correlationKey'])
    .where('correlationKey', 'like', `${caseId}%`)
    .where('name', '<>', 'intake.caseRegistered')
    .execute();

describe('the page of a case', () => {
  it('tells where it stands and nothing personal but the masked name', async () => {
    const customer = { ...people.person(), name: '王小芳' };
    const { id, token, number } = await register(test, caseJson(test, { customer }));
    await classify(test, id);
    const page = await open(token);
    expect(page.status).toBe(200);
    expect(page.text).toContain('王*芳');
    expect(page.text).toContain(number);
    expect(page.text).toContain('正在登记和核对');
    expect(page.text).toMatch(/<li class="now"[^>]*aria-current="step"[^>]*>\s*<span class="name">审核/);
    expect(page.text).toContain('预计不晚于 2026年3月7日 告知是否受理');
    for (const secret of [customer.name, customer.idNumber, customer.phone, customer.email, customer.address])
      expect(page.text).not.toContain(secret);
  });

  it('is kept by nobody: no store, no index, no referrer, no script', async () => {
    const { token } = await register(test);
    const { headers, text } = await open(token);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-robots-tag']).toBe('noindex, nofollow');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(text).not.toContain('<script');
  });

  it('speaks English to those who chose it', async () => {
    const { id, token } = await register(test, caseJson(test, { language: 'en' }));
    await accept(test, id);
    const { text } = await open(token);
    expect(text).toContain('<html lang="en">');
    expect(text).toContain('Refund');
    expect(text).toContain('We promise to finish by 9 March 2026');
    expect(text.replace(/<span class="keep">Applicant .*?<\/span>/, '')).not.toMatch(/\p{Script=Han}/u);
  });

  it('lists notices to the customer, by title and number', async () => {
    const { id, token } = await register(test);
    await issueReceipt(test, id, '内容不在此页');
    const { text } = await open(token);
    expect(text).toContain('收件回执');
    expect(text).toMatch(/收〔2026〕\d{4}号/);
    expect(text).not.toContain('内容不在此页');
  });

  it('shows a notice as issued, only the own ones, and notes who looked', async () => {
    const { id, token } = await register(test);
    await issueReceipt(
      test,
      id,
      '收件回执：主题\n\n<b>资料清单</b>\n\n查询：https://window.test/c/…?score=5',
    );
    const other = await register(test);
    const [, path = ''] = /href="(\/c\/[^"]+\/notices\/[^"]+)"/.exec((await open(token)).text) ?? [];
    const page = await request(test.app).get(path);
    expect(page.status).toBe(200);
    expect(page.headers['cache-control']).toBe('no-store');
    expect(page.text).toMatch(/<h1>收件回执<\/h1>[\s\S]*收〔2026〕\d{4}号/);
    expect(page.text).toContain('&lt;b&gt;资料清单&lt;/b&gt;');
    expect(page.text).toContain('查询：（链接只在当时的短信或邮件中）');
    const viewed = (await listAudit(test.register, id)).filter(({ action }) => action === 'noticeViewed');
    expect(viewed).toMatchObject([{ actor: 'customer', details: { number: expect.any(String) as string } }]);

    for (const wrong of [path.replace(token, other.token), `/c/${token}/notices/1`, path.replace(token, 'x')])
      expect((await request(test.app).get(wrong)).status).toBe(404);
  });

  it('shows neither messages to staff nor links that were sent again', async () => {
    const { id, number, token } = await register(test);
    await createNotice(test.register, {
      caseId: id,
      template: 'urgent-case',
      occurrence: '1',
      series: '急',
      language: 'zh-CN',
      render: () => '内部提醒',
    });
    await request(test.app).post('/progress/link').type('form').send({ number });
    expect((await open(token)).text).not.toContain('/notices/');
    const [internal] = await listNotices(test.register, id);
    const answer = await request(test.app).get(`/c/${token}/notices/${internal?.id}`);
    expect([answer.status, answer.text.includes('内部提醒')]).toEqual([404, false]);
  });

  it('tells reason and collection when it is finished', async () => {
    const { id, token } = await register(test);
    await finish(test, id, 'refused');
    const { text } = await open(token);
    expect(text).toContain('未获通过');
    expect(text).toContain('依据不足');
    expect(text).toMatch(/致电收件窗口 [\d-]+/);
    expect(text).toContain('到收件窗口领取');
    expect(text).not.toContain('/withdraw');
  });

  it.each([
    ['notAccepted', '不予受理', '代理人未提供授权委托书'],
    ['notSupplemented', '未在期限内收到补充资料', undefined],
    ['withdrawn', '已按您的申请撤回', undefined],
  ] as const)('tells the outcome %s', async (outcome, sentence, reason) => {
    const { id, token } = await register(test);
    await closeCase(test.register, id, {
      outcome,
      ...(reason ? { outcomeReasonCode: 'authorisationMissing' } : {}),
    });
    const { text } = await open(token);
    expect(text).toContain(sentence);
    expect(text).toContain('class="stopped"');
    if (reason) expect(text).toContain(reason);
  });

  it('answers alike for unknown, revoked and expired links', async () => {
    const revoked = await register(test);
    await revokeCustomerTokens(test.register, revoked.id);
    const expired = await register(test);
    const before = test.clock.now();
    test.clock.advance(181 * 86_400_000);
    const answers = await Promise.all(
      [expired.token, revoked.token, 'x'.repeat(43), 'short', '%00'].map((token) => open(token)),
    );
    test.clock.set(before);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers[0]?.text).toContain('链接无效或已过期');
  });

  it('keeps its secret out of the log', async () => {
    const { token } = await register(test);
    await open(token);
    expect(test.logLines.join('')).not.toContain(token);
  });
});

describe('a supplement', () => {
  async function waitingCase(days?: number) {
    const registered = await register(test);
    await classify(test, registered.id);
    await askForSupplement(test, registered.id, days);
    return registered;
  }
  const post = (token: string) => request(test.app).post(`/c/${token}/supplement`);

  it('shows each missing item with problem, requirement and deadline', async () => {
    const { token } = await waitingCase();
    const { text } = await open(token);
    for (const part of ['退款申请表', '未签字', '填写完整，本人签字。', '付款凭证', '2026年3月12日 10:00'])
      expect(text).toContain(part);
    expect(text).toContain('name="document.payment-proof"');
  });

  it('takes files with their ticks and tells the process once', async () => {
    const { id, token } = await waitingCase();
    const answer = await post(token)
      .field('isSigned.application-form', 'true')
      .field('copies.application-form', '2')
      .field('copies.payment-proof', '1')
      .attach('document.application-form', scan, '申请表.png');
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('补充资料已收到');
    expect(await listRounds(test.register, id)).toMatchObject([{ round: 1, status: 'received' }]);
    const materials = await listMaterials(test.register, id);
    expect(materials.filter(({ round }) => round === 1)).toMatchObject([
      { code: 'application-form', copies: 2, isSigned: true, isSealed: false },
    ]);
    expect(await listDocuments(test.register, id)).toMatchObject([
      { fileName: '申请表.png', mediaType: 'image/png', materialCode: 'application-form' },
    ]);
    expect(await messagesOf(id)).toEqual([{ name: 'intake.supplementReceived', correlationKey: `${id}:1` }]);
  });

  it('explains a second one, and one that comes too late', async () => {
    const twice = await waitingCase();
    const send = () => post(twice.token).attach('document.payment-proof', scan, 'a.png');
    await send().expect(200);
    const again = await send();
    expect([again.status, again.text.includes('目前不需要补充资料')]).toEqual([409, true]);

    const late = await waitingCase(1);
    const before = test.clock.now();
    test.clock.set(later(test, 2));
    const answer = await post(late.token).attach('document.payment-proof', scan, 'a.png');
    test.clock.set(before);
    expect([answer.status, answer.text.includes('补充期限已过')]).toEqual([409, true]);
    expect(await messagesOf(late.id)).toEqual([]);
  });

  it('names the item whose file cannot be taken, and takes nothing', async () => {
    const { id, token } = await waitingCase();
    const answer = await post(token)
      .field('isSigned.application-form', 'true')
      .field('copies.payment-proof', '3')
      .attach('document.application-form', scan, 'a.png')
      .attach('document.payment-proof', Buffer.from('MZ not a picture'), 'photo.png');
    expect(answer.status).toBe(400);
    expect(answer.text).toMatch(/role="alert"[^<]*付款凭证：文件内容不是可接收的类型/);
    // What was ticked and counted is still there; files have to be chosen again.
    expect(answer.text).toMatch(/name="isSigned.application-form"\s+value="true"\s+checked/);
    expect(answer.text).toMatch(/name="copies.payment-proof"\s+value="3"/);
    expect(await listRounds(test.register, id)).toMatchObject([{ status: 'waiting' }]);
    expect(await listDocuments(test.register, id)).toEqual([]);
  });

  it('asks for a file when none was chosen, and refuses what was not asked for', async () => {
    const { token } = await waitingCase();
    const none = await post(token).field('copies.payment-proof', '1');
    expect([none.status, none.text.includes('请至少选择一个文件')]).toEqual([400, true]);
    const other = await post(token).attach('document.other', scan, 'a.png');
    expect([other.status, other.text.includes('不在本次补正清单内')]).toEqual([400, true]);
  });
});

describe('a withdrawal', () => {
  const withdraw = (token: string) =>
    request(test.app).post(`/c/${token}/withdraw`).type('form').send({ isConfirmed: 'true' });

  it('is asked for on a page of its own; looking changes nothing', async () => {
    const { id, token } = await register(test);
    const page = await request(test.app).get(`/c/${token}/withdraw`);
    expect(page.text).toContain('确认撤回');
    expect(await messagesOf(id)).toEqual([]);
    const hasty = await request(test.app).post(`/c/${token}/withdraw`);
    expect([hasty.status, hasty.text.includes('请填写或勾选：我已了解，确定要撤回')]).toEqual([400, true]);
    expect(await messagesOf(id)).toEqual([]);
    const answer = await withdraw(token);
    expect([answer.status, answer.text.includes('撤回申请已收到')]).toEqual([200, true]);
    expect(await messagesOf(id)).toEqual([{ name: 'intake.withdrawn', correlationKey: id }]);
    expect((await open(token)).text).toContain('我们已收到您的撤回申请');
    await withdraw(token).expect(200);
    expect(await messagesOf(id)).toHaveLength(1);
  });

  it('is explained when it comes too late', async () => {
    const { id, token } = await register(test);
    await finish(test, id);
    for (const answer of [await request(test.app).get(`/c/${token}/withdraw`), await withdraw(token)])
      expect([answer.status, answer.text.includes('已不能撤回')]).toEqual([409, true]);
  });

  it('closes the way for supplements', async () => {
    const { id, token } = await register(test);
    await askForSupplement(test, id);
    await requestWithdrawal(test.register, id);
    const answer = await request(test.app)
      .post(`/c/${token}/supplement`)
      .attach('document.payment-proof', scan, 'a.png');
    expect(answer.status).toBe(409);
    expect((await open(token)).text).not.toContain('document.payment-proof');
  });
});

describe('the survey', () => {
  const rate = (token: string, answer: object) =>
    request(test.app).post(`/c/${token}/survey`).type('form').send(answer);

  it('opens with the score of the link chosen; opening it counts nothing', async () => {
    const { id, token } = await register(test);
    await finish(test, id);
    const { text } = await open(token, '?score=4');
    expect(text).toMatch(/value="4"\s+required\s+checked/);
    expect(text.match(/ checked/g)).toHaveLength(1);
    expect((await open(token, '?score=9')).text).not.toMatch(/\schecked/);
    expect(await readSurvey(test.register, id)).toBeUndefined();
  });

  it('takes score, reasons and comment, once', async () => {
    const { id, token } = await register(test);
    await finish(test, id);
    const answer = await rate(token, {
      score: '2',
      reasons: ['slow', 'made-up'],
      comment: '等了<b>三周</b>',
    });
    expect([answer.status, answer.text.includes('感谢您的评价')]).toEqual([200, true]);
    expect(await readSurvey(test.register, id)).toMatchObject({
      score: 2,
      reasons: ['slow'],
      comment: '等了<b>三周</b>',
    });
    const again = await rate(token, { score: '5' });
    expect([again.status, again.text.includes('您已评价过')]).toEqual([409, true]);
    expect((await open(token)).text).toContain('您的评价：不满意');
  });

  it('asks for a score, and keeps to what the form offers', async () => {
    const { id, token } = await register(test);
    await finish(test, id);
    for (const score of ['', '0', '6', '4.5', 'x'])
      expect((await rate(token, { score })).text).toContain('请选择一个评分');
    const kept = await rate(token, { score: '', reasons: 'slow', comment: '等了<b>三周' });
    expect(kept.text).toMatch(/value="slow"\s+checked/);
    expect(kept.text).toContain('>\n等了&lt;b&gt;三周</textarea');
    expect((await rate(token, { score: '5', comment: 'x'.repeat(1001) })).status).toBe(400);
    expect(await readSurvey(test.register, id)).toBeUndefined();
  });

  it('is explained before it opens and after it has closed', async () => {
    const early = await register(test);
    const answer = await rate(early.token, { score: '5' });
    expect([answer.status, answer.text.includes('目前不能评价')]).toEqual([409, true]);

    const { id, token } = await register(test);
    await finish(test, id);
    const before = test.clock.now();
    test.clock.set(later(test, 15));
    const late = await rate(token, { score: '5' });
    const page = await open(token);
    test.clock.set(before);
    expect(late.status).toBe(409);
    expect(page.text).not.toContain('name="score"');
  });
});

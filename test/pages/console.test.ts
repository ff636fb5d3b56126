import {
  addDocuments,
  addOpinion,
  listAudit,
  listDocuments,
  listEntryChanges,
  listOpinions,
  readParties,
  resolveCustomerToken,
  verifyAudit,
} from '../../src/register/index.ts';
import { rm } from 'node:fs/promises';
import request from 'supertest';
import { caseJson, createTestApp, people, register, type TestApp } from '../http/test-app.ts';
import { makePdf, makeScan } from '../support/attachments.ts';
import { accept, decide, finish, handOver, issueReceipt, openConsole } from './scenes.ts';

let test: TestApp;
let clerk: Awaited<ReturnType<typeof openConsole>>;
let finance: typeof clerk;
let legal: typeof clerk;
beforeAll(async () => {
  test = await createTestApp();
  clerk = await openConsole(test, 'clerk');
  finance = await openConsole(test, 'finance');
  legal = await openConsole(test, 'legal');
});
afterAll(() => test.close());

const fileOf = (id: string, action = '') => `/console/cases/${id}${action && `/${action}`}`;
const scan = makeScan({ isSealed: false, seed: 9 });
const actionsOf = async (id: string) => (await listAudit(test.register, id)).map(({ action }) => action);

describe('the case file', () => {
  it('shows persons masked, decisions in words, the slip and the way to Operate', async () => {
    const customer = { ...people.person(), name: '王小芳' };
    const { id } = await register(test, caseJson(test, { customer, agent: people.person() }));
    await accept(test, id);
    await decide(test, id);
    await handOver(test, id);
    await issueReceipt(test, id, '致王小芳的回执');
    await test.register.db
      .updateTable('cases')
      .set({ processInstanceKey: '2251799813685250' })
      .where('id', '=', id)
      .execute();
    const page = await clerk.browser.get(fileOf(id)).expect(200);
    expect(page.headers['cache-control']).toBe('no-store');
    for (const part of ['王*芳', '代理人', '核实客户身份', '收件员甲', '不实', '填写有误', '证件已过期'])
      expect(page.text).toContain(part);
    for (const part of ['流转单', '财务部', '已签收', '财务甲', '收件回执', '138****5678', '待发送'])
      expect(page.text).toContain(part);
    expect(page.text).toContain('href="http://operate.test/processes/2251799813685250"');
    expect(page.text).toContain(
      'href="http://tasklist.test/?filter=all-open&amp;sortBy=priority&amp;sortOrder=desc"',
    );
    for (const secret of [customer.name, customer.idNumber, customer.phone, customer.email, customer.address])
      expect(page.text).not.toContain(secret);
    expect(await actionsOf(id)).not.toContain('partyRevealed');
  });

  it('is the department’s own: another one gets 404 for everything in it', async () => {
    const { id } = await register(test);
    await accept(test, id);
    const stored = await test.deps.documents.put(scan);
    const [documentId] = await addDocuments(test.register, id, 0, 'clerk', [
      { ...stored, fileName: 'scan.png' },
    ]);
    const { browser, csrf } = legal;
    const reason = '核对办理资料';
    const answers = [
      await browser.get(fileOf(id)),
      await browser.post(fileOf(id, 'reveal')).type('form').send({ csrf, reason }),
      await browser.post(fileOf(id, 'corrections')).type('form').send({ csrf, reason }),
      await browser.post(fileOf(id, 'opinions')).type('form').send({ csrf, text: 'x' }),
      await browser.post(fileOf(id, 'documents')).field('csrf', csrf).attach('document.scan', scan, 'a.png'),
      await browser.get(`/console/documents/${documentId}`),
      await browser.get(`/console/documents/${documentId}/view`),
      await browser.get(fileOf('00000000-0000-4000-8000-000000000000')),
      await browser.get(fileOf('no-id')),
      await browser.get('/console/documents/no-id'),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    expect((await finance.browser.get(fileOf(id))).status).toBe(200);
    expect(await actionsOf(id)).not.toContain('documentViewed');
  });

  it('escapes what people have written', async () => {
    const attack = '<script>alert(1)</script>"\'>';
    const customer = { ...people.person(), name: attack, address: attack };
    const { id, token } = await register(test, caseJson(test, { customer, reason: attack }));
    await addOpinion(test.register, { caseId: id, elementId: attack, text: attack, writtenBy: 'clerk' });
    await issueReceipt(test, id, attack);
    const { browser, csrf } = clerk;
    const pages = [
      await browser.get(fileOf(id)),
      await browser.post(fileOf(id, 'reveal')).type('form').send({ csrf, reason: '核对登记内容' }),
      await browser.post(fileOf(id, 'opinions')).type('form').send({ csrf, text: attack, elementId: 'x' }),
      await browser.post(fileOf(id, 'corrections')).type('form').send({ csrf, reason: attack }),
      await request(test.app).get(`/c/${token}`),
      await browser.get('/console/cases'),
    ];
    for (const { text } of pages) {
      expect(text).toContain('</html>');
      expect(text).not.toContain('<script');
    }
    expect(pages[1]?.text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&gt;');
  });
});

describe('looking at personal data', () => {
  it('needs a reason, is audited first, and lasts for one answer', async () => {
    const customer = people.person();
    const { id } = await register(test, caseJson(test, { customer, reason: '商品有瑕疵，请求退款' }));
    await issueReceipt(test, id, '致客户的回执全文');
    const { browser, csrf } = clerk;
    const page = await browser
      .post(fileOf(id, 'reveal'))
      .type('form')
      .send({ csrf, reason: '电话核实补正资料' });
    expect(page.status).toBe(200);
    expect(page.headers['cache-control']).toBe('no-store');
    for (const secret of [customer.name, customer.idNumber, customer.phone, customer.email, customer.address])
      expect(page.text).toContain(secret);
    for (const text of ['商品有瑕疵', '致客户的回执全文']) expect(page.text).toContain(text);
    expect((await browser.get(fileOf(id))).text).not.toContain(customer.phone);
    const trail = await listAudit(test.register, id);
    expect(trail.slice(-2)).toMatchObject([
      { actor: 'clerk', action: 'partyRevealed', details: { reason: '电话核实补正资料' } },
      { actor: 'clerk', action: 'caseFileRevealed' },
    ]);
    expect(JSON.stringify(trail)).not.toContain(customer.name);
    expect((await verifyAudit(test.register)).problems).toEqual([]);
    for (const secret of [customer.name, customer.phone, '电话核实补正资料'])
      expect(test.logLines.join('')).not.toContain(secret);
  });

  it.each([[''], ['x'], ['联系 13812345678 核实'], ['x'.repeat(201)]])(
    'is refused with the reason %j',
    async (reason) => {
      const customer = people.person();
      const { id } = await register(test, caseJson(test, { customer }));
      const { browser, csrf } = clerk;
      const page = await browser.post(fileOf(id, 'reveal')).type('form').send({ csrf, reason });
      expect([page.status, page.text.includes('请说明理由')]).toEqual([400, true]);
      expect(page.text).not.toContain(customer.phone);
      expect(await actionsOf(id)).not.toContain('partyRevealed');
    },
  );
});

describe('a correction', () => {
  const correct = (id: string, form: object, who = clerk) =>
    who.browser
      .post(fileOf(id, 'corrections'))
      .type('form')
      .send({ csrf: who.csrf, reason: '与纸质登记表核对', ...form });

  it('keeps the old value, follows in the mask and is listed', async () => {
    const customer = people.person();
    const { id } = await register(test, caseJson(test, { customer }));
    const answer = await correct(id, { target: 'customer.phone', value: '139 1111 2222' });
    expect([answer.status, answer.headers.location]).toEqual([
      303,
      `${fileOf(id)}?done=correction#corrections`,
    ]);
    expect((await readParties(test.register, id))[0]?.phone).toBe('13911112222');
    expect(await listEntryChanges(test.register, id)).toMatchObject([
      { subject: 'customer', field: 'phone', oldValue: customer.phone, changedBy: 'clerk' },
    ]);
    const { text } = await clerk.browser.get(`${fileOf(id)}?done=correction`);
    for (const part of ['更正已保存', '申请人 · 电话', '139****2222', '已保留', '与纸质登记表核对'])
      expect(text).toContain(part);
    expect(text).not.toContain(customer.phone);
    const shown = await clerk.browser
      .post(fileOf(id, 'reveal'))
      .type('form')
      .send({ csrf: clerk.csrf, reason: '核对更正记录' });
    expect(shown.text).toContain(customer.phone);
  });

  it.each([
    ['customer.name', '欧阳若兰', 'name', '欧阳若兰'],
    ['customer.documentType', '护照', 'documentType', 'passport'],
    ['customer.documentValidUntil', '长期', 'documentValidUntil', '9999-12-31'],
    ['customer.documentValidFrom', '2020-03-05', 'documentValidFrom', '2020-03-05'],
    ['customer.email', '', 'email', undefined],
  ])('writes %s', async (target, value, field, kept) => {
    const { id } = await register(test);
    expect((await correct(id, { target, value })).status).toBe(303);
    expect(Reflect.get((await readParties(test.register, id))[0] ?? {}, field)).toBe(kept);
  });

  it('reaches the agent’s authorisation and the reason of the case', async () => {
    const { id } = await register(test, caseJson(test, { agent: people.person() }));
    expect((await correct(id, { target: 'authorisation.scope', value: '全部事项' })).status).toBe(303);
    expect((await correct(id, { target: 'case.reason', value: '换货不成，改为退款' })).status).toBe(303);
    expect((await correct(id, { target: 'agent.phone', value: '13911112222' })).status).toBe(303);
    const subjects = (await listEntryChanges(test.register, id)).map(({ subject }) => subject);
    expect(subjects.sort()).toEqual(['agent', 'authorisation', 'case']);
  });

  it.each([
    ['customer.documentNumber', '110105194912310021', '证件号码有误'],
    ['customer.phone', '12345', '手机号码'],
    ['customer.email', 'no-mail', '电子邮箱'],
    ['customer.documentValidUntil', '2026-02-30', '有效日期'],
    ['customer.documentType', '驾驶证', '可选项'],
    ['customer.name', '', '请填写'],
    ['customer.role', 'agent', '请选择要更正的栏目'],
    ['agent.phone', '13911112222', '本件没有这一栏'],
  ])('refuses %s = %j', async (target, value, sentence) => {
    const { id } = await register(test);
    const answer = await correct(id, { target, value });
    expect([answer.status, answer.text.includes(sentence)]).toEqual([400, true]);
    expect(await listEntryChanges(test.register, id)).toEqual([]);
  });

  it('needs a reason and a role that enters the register', async () => {
    const { id } = await register(test);
    await accept(test, id);
    const change = { target: 'customer.phone', value: '13911112222' };
    expect((await correct(id, { ...change, reason: '' })).status).toBe(400);
    expect((await correct(id, change, finance)).status).toBe(403);
    expect((await finance.browser.get(fileOf(id))).text).not.toContain('更正登记内容');
    expect(await listEntryChanges(test.register, id)).toEqual([]);
  });

  it('takes back links that went to a wrong address, when asked to', async () => {
    const { id, token } = await register(test);
    const change = { target: 'customer.phone', value: '13911112222', isLinkRevoked: 'true' };
    expect((await correct(id, change)).status).toBe(303);
    expect(await resolveCustomerToken(test.register, token)).toBeUndefined();
  });
});

describe('opinions', () => {
  it('are kept encrypted and read with a reason', async () => {
    const { id } = await register(test);
    await accept(test, id);
    const { browser, csrf } = finance;
    const text = '申请人提供的凭证\n与账目一致。';
    const answer = await browser
      .post(fileOf(id, 'opinions'))
      .type('form')
      .send({ csrf, elementId: 'Task_HandleCase', text });
    expect(answer.status).toBe(303);
    expect(await listOpinions(test.register, id)).toMatchObject([{ text, writtenBy: 'finance' }]);
    const page = (await clerk.browser.get(fileOf(id))).text;
    expect(page).toContain('办理意见');
    expect(page).not.toContain('与账目一致');
    const shown = await clerk.browser
      .post(fileOf(id, 'reveal'))
      .type('form')
      .send({ csrf: clerk.csrf, reason: '审阅书面意见' });
    expect(shown.text).toContain('与账目一致');
  });
});

describe('scans', () => {
  async function caseWith(content: Buffer, fileName: string) {
    const { id } = await register(test);
    const stored = await test.deps.documents.put(content);
    const [documentId = ''] = await addDocuments(test.register, id, 0, 'customer', [{ ...stored, fileName }]);
    return { id, documentId };
  }

  it('open in the browser without any rights of our pages; each look is audited', async () => {
    const { id, documentId } = await caseWith(scan, '王小芳身份证.png');
    const answer = await clerk.browser.get(`/console/documents/${documentId}`);
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': `inline; filename="${documentId}"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect(answer.headers['content-security-policy']).toMatch(/default-src 'none'.*sandbox$/);
    expect(Buffer.compare(Buffer.from(answer.body as Uint8Array), scan)).toBe(0);
    expect((await listAudit(test.register, id)).at(-1)).toMatchObject({
      actor: 'clerk',
      action: 'documentViewed',
      details: { documentId },
    });
    expect((await clerk.browser.get(fileOf(id))).text).not.toContain('王小芳');
  });

  it('of PDF open in the viewer, without scripts or sources of ours', async () => {
    const { documentId } = await caseWith(await makePdf('申请表', ['一'], 'Form'), 'a.pdf');
    const { headers } = await clerk.browser.get(`/console/documents/${documentId}`);
    expect(headers['content-type']).toBe('application/pdf');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('of PDF are drawn by a page of ours, whose reader is served; the page itself is no look', async () => {
    const { id, documentId } = await caseWith(await makePdf('申请表', ['一'], 'Form'), 'a.pdf');
    const page = await clerk.browser.get(`/console/documents/${documentId}/view`);
    expect([page.status, page.text.includes(`data-source="/console/documents/${documentId}"`)]).toEqual([
      200,
      true,
    ]);
    expect(page.text).not.toContain('a.pdf');
    for (const path of ['/assets/pdf-view.js', '/assets/pdf-reader/legacy/build/pdf.min.mjs'])
      expect((await clerk.browser.get(path)).status).toBe(200);
    expect((await listAudit(test.register, id)).map(({ action }) => action)).not.toContain('documentViewed');
  });

  it('are added by staff to the newest hand-in of their material', async () => {
    const { id } = await register(test);
    const { browser, csrf } = clerk;
    const answer = await browser
      .post(fileOf(id, 'documents'))
      .field('csrf', csrf)
      .field('materialCode', 'application-form')
      .attach('document.scan', scan, '扫描.png');
    expect(answer.status).toBe(303);
    expect(await listDocuments(test.register, id)).toMatchObject([
      { materialCode: 'application-form', uploadedBy: 'clerk', fileName: '扫描.png' },
    ]);
    const refused = await browser
      .post(fileOf(id, 'documents'))
      .field('csrf', csrf)
      .attach('document.scan', Buffer.from('plain text'), 'a.png');
    expect([refused.status, refused.text.includes('role="alert"')]).toEqual([400, true]);
    expect(await listDocuments(test.register, id)).toHaveLength(1);
  });

  it('are not added to a closed case', async () => {
    const { id } = await register(test);
    await finish(test, id);
    const { browser, csrf } = clerk;
    const answer = await browser
      .post(fileOf(id, 'documents'))
      .field('csrf', csrf)
      .attach('document.scan', scan, 'a.png');
    expect(answer.status).toBe(409);
  });

  it('that the store has lost answer with a clear page', async () => {
    const { documentId } = await caseWith(makeScan({ isSealed: true, seed: 77 }), 'a.png');
    await rm(test.documentFolder, { recursive: true });
    const answer = await clerk.browser.get(`/console/documents/${documentId}`).set('Accept', 'text/html');
    expect([answer.status, answer.text.includes('文件已不可用')]).toEqual([410, true]);
  });
});

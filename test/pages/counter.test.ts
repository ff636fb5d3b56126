import request from 'supertest';
import {
  listAudit,
  listDocuments,
  listEntryChanges,
  listHandoverDocuments,
  listMaterials,
  listParties,
  readParties,
  readQuerySecret,
  verifyAudit,
} from '../../src/register/index.ts';
import { caseJson, createTestApp, people, register, type TestApp } from '../http/test-app.ts';
import { makePdf, makeScan } from '../support/attachments.ts';
import { issueReceipt, openConsole } from './scenes.ts';

let test: TestApp;
let clerk: Awaited<ReturnType<typeof openConsole>>;
let manager: typeof clerk;
let finance: typeof clerk;
beforeAll(async () => {
  test = await createTestApp();
  clerk = await openConsole(test, 'clerk');
  manager = await openConsole(test, 'manager');
  finance = await openConsole(test, 'finance');
});
afterAll(() => test.close());

const scan = makeScan({ isSealed: true, seed: 21 });
const counter = '/console/counter';
type Fields = Record<string, string>;

/** A form that is right in every point: a refund for a person with paper in the required number. */
function filled(change: Fields = {}, customer = people.person()): Fields {
  return {
    requestId: crypto.randomUUID(),
    matterCode: 'refund-claim',
    channel: 'counter',
    language: 'zh-CN',
    reason: '商品有质量问题，申请退款。',
    'customer.documentType': 'idCard',
    'customer.documentNumber': customer.idNumber,
    'customer.name': customer.name,
    'customer.documentValidUntil': '长期',
    'customer.phone': customer.phone,
    'material.application-form.isReceived': 'true',
    'material.application-form.form': 'paper',
    'material.application-form.originals': '1',
    'material.application-form.copies': '0',
    'material.application-form.isSigned': 'true',
    consent: 'true',
    ...change,
  };
}

/** Sends the form with its files, as a browser does. */
function send(fields: Fields, files: Readonly<Record<string, Buffer>> = {}, by = clerk) {
  let sent = by.browser.post(counter).field('csrf', by.csrf);
  for (const [name, value] of Object.entries(fields)) sent = sent.field(name, value);
  for (const [code, content] of Object.entries(files))
    sent = sent.attach(`document.${code}`, content, 'a.png');
  return sent;
}

/** A question of the form's script. */
const ask = (path: string, fields: Fields, by = clerk) =>
  by.browser
    .post(`${counter}/${path}`)
    .type('form')
    .send({ csrf: by.csrf, ...fields });

const countCases = async () => (await test.register.db.selectFrom('cases').select('id').execute()).length;

/** The case of the result page that an answer leads to. */
function caseOf(answer: { status: number; headers: Record<string, string>; text: string }): string {
  const [, id] = /^\/console\/counter\/registered\/([\w-]{36})$/.exec(answer.headers.location ?? '') ?? [];
  if (answer.status !== 303 || !id) throw new Error(`${answer.status}: ${answer.text}`);
  return id;
}

const hidden = (page: string, name: string) =>
  new RegExp(`name="${name}" value="([^"]+)"`).exec(page)?.[1] ?? '';
const valueIn = (page: string, name: string) =>
  new RegExp(`name="${name}"[^>]*?value="([^"]*)"`, 's').exec(page)?.[1];

describe('the register form', () => {
  it('is for those who register, with a form token', async () => {
    expect((await request(test.app).get(counter)).headers.location).toBe('/login?next=%2Fconsole%2Fcounter');
    expect((await finance.browser.get(counter)).status).toBe(403);
    const page = await manager.browser.get(counter);
    expect([page.status, page.headers['cache-control']]).toEqual([200, 'no-store']);
    expect(page.text).toContain('收件日期 2026年3月2日');
    const before = await countCases();
    for (const csrf of ['', manager.csrf])
      expect((await send(filled(), {}, { ...clerk, csrf })).status).toBe(403);
    expect((await send(filled(), {}, finance)).status).toBe(403);
    for (const path of ['check', 'known', 'fill', 'materials', 'handover', 'handover/remove']) {
      expect((await ask(path, filled(), finance)).status).toBe(403);
      expect((await ask(path, filled(), { ...clerk, csrf: 'x' })).status).toBe(403);
    }
    expect(await countCases()).toBe(before);
  });

  it('registers what was entered, by the member of staff, with files', async () => {
    const customer = people.person();
    const fields = filled(
      {
        'customer.documentNumber': ` ${customer.idNumber.toLowerCase()} `,
        'customer.documentValidFrom': '20200101',
        'customer.documentValidUntil': '2030年1月1日',
        'customer.phone': customer.phone.replace(/\d/g, (digit) =>
          String.fromCharCode(0xff10 + Number(digit)),
        ),
        isUrgentRequested: 'true',
        'material.identity-document.isReceived': 'true',
        'material.identity-document.originals': '0',
        'material.identity-document.copies': '2',
        'material.identity-document.pages': '3',
        'material.identity-document.nature': '证照',
        'material.identity-document.importance': '重要',
      },
      customer,
    );
    // A material that was not ticked, but came as a file.
    const id = caseOf(
      await send({ ...fields, 'material.payment-proof.copies': '1' }, { 'payment-proof': scan }),
    );
    const [party] = await readParties(test.register, id);
    expect(party).toMatchObject({
      documentNumber: customer.idNumber,
      documentValidFrom: '2020-01-01',
      documentValidUntil: '2030-01-01',
      phone: customer.phone,
    });
    const row = await test.register.db
      .selectFrom('cases')
      .innerJoin('staff', 'staff.id', 'cases.registeredBy')
      .select(['staff.username', 'channel', 'isUrgentRequested'])
      .where('cases.id', '=', id)
      .executeTakeFirstOrThrow();
    expect(row).toEqual({ username: 'clerk', channel: 'counter', isUrgentRequested: true });
    expect(await listMaterials(test.register, id)).toMatchObject([
      { code: 'application-form', form: 'paper', originals: 1, copies: 0, isSigned: true },
      { code: 'identity-document', copies: 2, pages: 3, nature: '证照', importance: '重要' },
      { code: 'payment-proof', form: 'electronic', copies: 1 },
    ]);
    expect(await listDocuments(test.register, id)).toMatchObject([
      { materialCode: 'payment-proof', mediaType: 'image/png', uploadedBy: 'clerk' },
    ]);
  });

  it('registers an organisation with an agent', async () => {
    const [company, agent] = [people.company(), people.person()];
    const id = caseOf(
      await send(
        filled({
          'customer.documentType': 'creditCode',
          'customer.documentNumber': company.creditCode,
          'customer.name': company.name,
          hasAgent: 'true',
          'agent.documentType': 'idCard',
          'agent.documentNumber': agent.idNumber,
          'agent.name': agent.name,
          'authorisation.scope': 'this-matter',
          'authorisation.principalName': company.name,
          'material.power-of-attorney.isReceived': 'true',
          'material.power-of-attorney.originals': '1',
        }),
      ),
    );
    expect((await listParties(test.register, id)).map(({ role, type }) => [role, type])).toEqual([
      ['customer', 'organisation'],
      ['agent', 'person'],
    ]);
    expect((await listMaterials(test.register, id)).map(({ code }) => code)).toContain('power-of-attorney');
  });

  it('registers once for a double click and for a reload', async () => {
    const fields = filled();
    const before = await countCases();
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => send(fields, { 'application-form': scan })),
    );
    expect(new Set([...answers, await send(fields, { 'application-form': scan })].map(caseOf)).size).toBe(1);
    expect(await countCases()).toBe(before + 1);
    const changed = await send({ ...fields, reason: '另一件事' }, { 'application-form': scan });
    expect(changed.status).toBe(409);
    const id = caseOf(answers[0] ?? changed);
    const { number } = await test.register.db
      .selectFrom('cases')
      .select('number')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    expect(changed.text).toContain(number);
    expect(changed.text).toContain('另一件事');
    // It may go out as another case, under an id of its own.
    const requestId = hidden(changed.text, 'requestId');
    expect(requestId).not.toBe(fields.requestId);
    expect(caseOf(await send({ ...fields, reason: '另一件事', requestId }))).not.toBe(id);
  });

  it('names every wrong field beside it, starts at the first, keeps everything and writes nothing', async () => {
    const customer = people.person();
    const fields = filled(
      {
        matterCode: 'refund-claim',
        reason: '',
        'customer.documentNumber': `${customer.idNumber.slice(0, -1)}${customer.idNumber.endsWith('1') ? '2' : '1'}`,
        'customer.documentValidFrom': '2030-01-01',
        'customer.documentValidUntil': '2020-01-01',
        'customer.phone': '12345',
        'customer.address': '<b>路 1 号',
        'material.application-form.originals': '0',
        'material.application-form.pages': 'x',
        consent: '',
      },
      customer,
    );
    const before = await countCases();
    const answer = await send(fields, {
      'identity-document': Buffer.from('no picture'),
      'payment-proof': scan,
    });
    expect(answer.status).toBe(400);
    expect(await countCases()).toBe(before);
    const page = answer.text;
    for (const name of ['reason', 'customer-phone', 'material-application-form-pages', 'consent'])
      expect(page).toMatch(new RegExp(`id="${name}-problem"[^>]*>[^<]+<`));
    expect(page).toMatch(/id="document-identity-document-problem"[^>]*>[^<]*可上传/);
    expect(page).toMatch(/<textarea[^>]*id="reason"[^>]*autofocus/);
    expect(page.match(/autofocus/g)).toHaveLength(1);
    expect(valueIn(page, 'customer.name')).toBe(customer.name);
    expect(valueIn(page, 'customer.address')).toBe('&lt;b&gt;路 1 号');
    expect(valueIn(page, 'requestId')).toBe(fields.requestId);
    // The good file waits in a hand-over, and its material counts as received.
    const handoverId = hidden(page, 'handoverId');
    expect(await listHandoverDocuments(test.register, handoverId)).toMatchObject([
      { materialCode: 'payment-proof', uploadedBy: 'clerk' },
    ]);
    expect(page).toMatch(/name="material\.payment-proof\.isReceived"[^>]*checked/);
    const id = caseOf(
      await send(
        filled(
          { handoverId, 'material.payment-proof.isReceived': 'true', 'material.payment-proof.copies': '1' },
          customer,
        ),
      ),
    );
    expect(await listDocuments(test.register, id)).toMatchObject([{ materialCode: 'payment-proof' }]);
  });

  it('keeps the form when a file is too large', async () => {
    const customer = people.person();
    const large = Buffer.concat([scan, Buffer.alloc(20 * 1024 * 1024)]);
    const answer = await send(filled({}, customer), { 'application-form': large });
    expect(answer.status).toBe(400);
    expect(answer.text).toMatch(/id="document-application-form-problem"[^>]*>[^<]*20 MB/);
    expect(valueIn(answer.text, 'customer.name')).toBe(customer.name);
  });

  it('shows check digits and dates as wrong even where the form is incomplete', async () => {
    const check = async (fields: Fields) => {
      const { body } = (await ask('check', fields)) as { body: { problems: Record<string, string> } };
      return body.problems;
    };
    const before = await countCases();
    const early = await check({
      'customer.documentType': 'idCard',
      'customer.documentNumber': '110105194912310021',
      'customer.documentValidFrom': '2030-01-01',
      'customer.documentValidUntil': '20200101',
      'customer.phone': '1',
      'customer.email': 'x@',
    });
    expect(early['customer.documentNumber']).toContain('校验位');
    expect(early['customer.documentValidUntil']).toContain('截止日期');
    expect(early['customer.phone']).toContain('手机号码');
    expect(early['customer.email']).toContain('电子邮箱');
    expect(await check(filled())).toEqual({});
    expect(
      (await check(filled({ 'material.application-form.originals': '0' })))[
        'material.application-form.originals'
      ],
    ).toContain('不能都为 0');
    expect(await countCases()).toBe(before);
  });

  it('lists the materials of the matter with their standards, and keeps what was entered', async () => {
    const fields = { 'material.application-form.isReceived': 'true', 'material.application-form.pages': '7' };
    const person = await ask('materials', { matterCode: 'contract-sealing', ...fields });
    expect(person.text).toContain('受理标准');
    expect(person.text).toContain('data-material="contract-text"');
    expect(person.text).not.toContain('power-of-attorney');
    expect(valueIn(person.text, 'material.application-form.pages')).toBe('7');
    const company = await ask('materials', {
      matterCode: 'contract-sealing',
      'customer.documentType': 'creditCode',
      hasAgent: 'true',
    });
    expect(company.text).toContain('business-licence');
    expect(company.text).toContain('power-of-attorney');
    // The same by the button of a form without script.
    const page = await send({ ...filled({ matterCode: 'contract-sealing' }), step: 'materials' });
    expect([page.status, page.text.includes('data-material="contract-text"')]).toEqual([200, true]);
  });
});

describe('a customer who was here before', () => {
  it('is offered masked, filled in by POST, audited, and warned of the same case twice', async () => {
    const customer = { ...people.person(), name: '王小芳' };
    const earlier = await register(test, caseJson(test, { customer, language: 'en' }));
    const document = {
      matterCode: 'refund-claim',
      'customer.documentType': 'idCard',
      'customer.documentNumber': customer.idNumber,
    };
    const offer = await ask('known', { role: 'customer', ...document });
    expect(offer.headers['cache-control']).toBe('no-store');
    expect(offer.text).toContain('王*芳');
    expect(offer.text).toContain(`href="/console/cases/${earlier.id}"`);
    expect(offer.text).not.toContain(customer.name);
    expect(offer.text).not.toContain(customer.phone);
    const elsewhere = await ask('known', { role: 'customer', ...document, matterCode: 'contract-sealing' });
    expect(elsewhere.text).not.toContain(earlier.number);
    const trail = () => listAudit(test.register, earlier.id);
    expect((await trail()).map(({ action }) => action)).not.toContain('partyRevealed');
    const { body } = (await ask('fill', { role: 'customer', ...document })) as {
      body: { values: Record<string, string> };
    };
    expect(body.values).toMatchObject({
      'customer.name': customer.name,
      'customer.phone': customer.phone,
      'customer.email': customer.email,
      'customer.documentValidUntil': '长期',
      language: 'en',
    });
    expect((await trail()).at(-1)).toMatchObject({
      actor: 'clerk',
      action: 'partyRevealed',
      details: { reason: 'counterRegistration' },
    });
    // Without script the buttons of the form do the same.
    const found = await send({ ...filled(document, customer), step: 'known' });
    expect(found.text).toContain('填入已登记信息');
    const full = await send({
      ...filled({ ...document, 'customer.name': '' }, customer),
      step: 'fill-customer',
    });
    expect(valueIn(full.text, 'customer.name')).toBe(customer.name);
    // A warning, no bar: the second case is registered, and its page names the first.
    const id = caseOf(await send(filled({}, customer)));
    expect((await clerk.browser.get(`${counter}/registered/${id}`)).text).toContain(earlier.number);
    expect((await verifyAudit(test.register)).problems).toEqual([]);
    expect(test.logLines.join('')).not.toContain(customer.idNumber);
  });

  it('is not looked for while the number cannot be right', async () => {
    const answer = await ask('known', { role: 'customer', 'customer.documentType': 'idCard' });
    expect(answer.text.trim()).toBe('');
    const values = { 'customer.documentType': 'passport', 'customer.documentNumber': 'E99999999' };
    expect((await ask('fill', { role: 'customer', ...values })).body).toEqual({ values: {} });
  });
});

describe('the phone beside the counter', () => {
  const phone = () => request(test.app);
  async function handOver(fields: Fields = filled()) {
    const { text } = await ask('handover', fields);
    const [id, token] = [hidden(text, 'handoverId'), hidden(text, 'handoverToken')];
    return { id, token, text, fields: { ...fields, handoverId: id, handoverToken: token } };
  }

  it('brings files to the form, and to the case in one go with it', async () => {
    const { id, token, text, fields } = await handOver();
    expect(text).toContain('<svg');
    expect(text).not.toContain('style=');
    expect(text).toContain(`http://window.test/u/${token}`);
    const page = await phone().get(`/u/${token}`).set('Accept-Language', 'en');
    expect(page.status).toBe(200);
    expect(page.headers['referrer-policy']).toBe('no-referrer');
    for (const part of ['Send documents', 'capture="environment"', 'Application form'])
      expect(page.text).toContain(part);
    expect((await phone().get(`/u/${token}`)).text).toContain('上传资料');
    const pdf = await makePdf('付款凭证', ['金额'], 'proof');
    const up = await phone()
      .post(`/u/${token}`)
      .field('materialCode', 'payment-proof')
      .attach('document.photo', scan, 'IMG_1.png')
      .attach('document.file', pdf, '王小芳.pdf');
    expect([up.status, up.headers.location]).toEqual([303, `/u/${token}?done=payment-proof`]);
    await phone()
      .post(`/u/${token}`)
      .field('materialCode', 'nonsense')
      .attach('document.file', scan, 'x.png');
    const list = await clerk.browser.get(`${counter}/handovers/${id}`);
    expect(list.headers['x-handover']).toBe('open');
    expect(list.text.match(/data-document/g)).toHaveLength(3);
    expect(list.text).not.toContain('王小芳');
    expect(test.logLines.join('')).not.toContain(token);
    // The button without script ticks what has come.
    const refreshed = await send({ ...fields, step: 'refresh' });
    expect(refreshed.text).toMatch(/name="material\.payment-proof\.isReceived"[^>]*checked/);
    expect(refreshed.text).toContain('<svg');
    const listed = {
      ...fields,
      'material.payment-proof.isReceived': 'true',
      'material.payment-proof.form': 'electronic',
      'material.payment-proof.copies': '1',
    };
    const caseId = caseOf(await send(listed));
    expect(caseOf(await send(listed))).toBe(caseId);
    const documents = await listDocuments(test.register, caseId);
    expect(documents.map(({ materialCode, uploadedBy }) => [materialCode, uploadedBy])).toEqual(
      expect.arrayContaining([
        ['payment-proof', 'customer'],
        ['payment-proof', 'customer'],
        [null, 'customer'],
      ]),
    );
    expect(documents.map(({ fileName }) => fileName)).toContain('王小芳.pdf');
    for (const answer of [
      await phone().get(`/u/${token}`),
      await phone().post(`/u/${token}`).attach('document.file', scan, 'late.png'),
    ])
      expect([answer.status, answer.text.includes('二维码已失效')]).toEqual([404, true]);
    expect((await clerk.browser.get(`${counter}/handovers/${id}`)).headers['x-handover']).toBe('over');
    expect((await listDocuments(test.register, caseId)).length).toBe(3);
    // Its files do not go to a second case.
    const again = await send({ ...filled(), handoverId: id });
    expect(again.status).toBe(409);
  });

  it('refuses what is no document, too many files and nothing at all, and keeps none of it', async () => {
    const { id, token } = await handOver();
    const bad = await phone().post(`/u/${token}`).attach('document.file', Buffer.from('MZ program'), 'a.pdf');
    expect([bad.status, bad.text.includes('可上传')]).toEqual([400, true]);
    expect((await phone().post(`/u/${token}`).field('materialCode', 'payment-proof')).status).toBe(400);
    let many = phone().post(`/u/${token}`);
    for (let n = 0; n < 31; n += 1)
      many = many.attach('document.file', Buffer.concat([scan, Buffer.from([n])]), 'x.png');
    expect((await many).status).toBe(400);
    expect(await listHandoverDocuments(test.register, id)).toEqual([]);
  });

  it('is the clerk’s own: nobody else sees, takes or removes anything', async () => {
    const { id, token, fields } = await handOver();
    await phone()
      .post(`/u/${token}`)
      .field('materialCode', 'payment-proof')
      .attach('document.file', scan, 'x.png');
    const [document] = await listHandoverDocuments(test.register, id);
    const path = `${counter}/handovers/${id}/documents/${document?.id}`;
    expect((await manager.browser.get(`${counter}/handovers/${id}`)).status).toBe(404);
    expect((await manager.browser.get(path)).status).toBe(404);
    expect((await finance.browser.get(path)).status).toBe(403);
    await ask('handover/remove', { ...fields, documentId: document?.id ?? '' }, manager);
    const foreign = await ask('handover', fields, manager);
    expect(hidden(foreign.text, 'handoverId')).not.toBe(id);
    // Neither by registering nor by a refused form.
    expect((await send(fields, {}, manager)).status).toBe(409);
    await send({ ...fields, reason: '' }, { 'application-form': scan }, manager);
    expect(await listHandoverDocuments(test.register, id)).toHaveLength(1);
    const seen = await clerk.browser.get(path);
    expect([seen.status, seen.headers['content-type']]).toEqual([200, 'image/png']);
    expect(seen.headers['content-security-policy']).toContain('sandbox');
    expect((await listAudit(test.register, 'office')).at(-1)).toMatchObject({
      actor: 'clerk',
      action: 'handoverDocumentViewed',
    });
    await ask('handover/remove', { ...fields, documentId: document?.id ?? '' });
    expect(await listHandoverDocuments(test.register, id)).toEqual([]);
  });

  it('is over after half an hour, and can be shown anew', async () => {
    const { id, token, fields } = await handOver();
    test.clock.advance(31 * 60_000);
    expect((await phone().get(`/u/${token}`)).status).toBe(404);
    expect((await phone().get('/u/nonsense')).status).toBe(404);
    const { text } = await ask('handover', fields);
    expect(hidden(text, 'handoverId')).toBe(id);
    expect((await phone().get(`/u/${hidden(text, 'handoverToken')}`)).status).toBe(200);
  });
});

describe('what is printed', () => {
  it('is a receipt in the customer’s language, with secret and limit, and audited', async () => {
    const customer = people.person();
    const id = caseOf(await send(filled({}, customer)));
    await issueReceipt(test, id, '回执');
    const secret = (await readQuerySecret(test.register, id)) ?? '';
    const page = await clerk.browser.get(`/console/cases/${id}/print/receipt`);
    expect([page.status, page.headers['cache-control']]).toEqual([200, 'no-store']);
    const parts = [
      '收件回执',
      '收〔2026〕',
      customer.name,
      '业务申请表',
      '收件员甲',
      '收件不等于受理',
      '400-820-0000',
    ];
    for (const part of [...parts, '2026年3月9日 18:00', '<svg', 'http://window.test/progress?number='])
      expect(page.text).toContain(part);
    expect(page.text).toContain(`${secret.slice(0, 4)}-${secret.slice(4)}`);
    expect(page.text).not.toContain(customer.idNumber);
    expect(page.text).not.toContain('style=');
    expect((await listAudit(test.register, id)).at(-1)).toMatchObject({
      actor: 'clerk',
      action: 'partyRevealed',
      details: { reason: 'printReceipt' },
    });
    const english = caseOf(await send(filled({ language: 'en' })));
    const paper = await clerk.browser.get(`/console/cases/${english}/print/receipt`);
    for (const part of ['Receipt is not acceptance', 'Application form', 'lang="en"'])
      expect(paper.text).toContain(part);
  });

  it('is a register sheet in the clear, with corrections, and audited', async () => {
    const customer = people.person();
    const id = caseOf(await send(filled({}, customer)));
    const { browser, csrf } = clerk;
    await browser
      .post(`/console/cases/${id}/corrections`)
      .type('form')
      .send({ csrf, target: 'customer.phone', value: '13700002222', reason: '与登记表核对' })
      .expect(303);
    expect(await listEntryChanges(test.register, id)).toHaveLength(1);
    const page = await browser.get(`/console/cases/${id}/print/sheet`);
    for (const part of [
      '收件登记表',
      customer.name,
      customer.idNumber,
      '13700002222',
      '申请人 · 电话',
      '与登记表核对',
    ])
      expect(page.text).toContain(part);
    expect(page.text).not.toContain(customer.phone);
    expect((await listAudit(test.register, id)).at(-1)).toMatchObject({
      details: { reason: 'printRegisterSheet' },
    });
  });

  it('belongs to those who register, and is linked from result page and case file', async () => {
    const id = caseOf(await send(filled()));
    const result = await clerk.browser.get(`${counter}/registered/${id}`);
    const file = await clerk.browser.get(`/console/cases/${id}`);
    for (const paper of ['receipt', 'sheet']) {
      const path = `/console/cases/${id}/print/${paper}`;
      expect(result.text).toContain(path);
      expect(file.text).toContain(path);
      expect((await finance.browser.get(path)).status).toBe(403);
      const unknown = '/console/cases/00000000-0000-4000-8000-000000000000/print';
      expect((await clerk.browser.get(`${unknown}/${paper}`)).status).toBe(404);
    }
    expect(result.text).toContain(`/console/cases/${id}#corrections`);
  });
});

import request from 'supertest';
import {
  getInquiry,
  listAudit,
  listEntries,
  listInquiries,
  openAnswer,
  receiveInquiry,
  writeAnswer,
  type InquiryInput,
} from '../../src/register/index.ts';
import { createTestApp, people, register, caseJson, type TestApp } from '../http/test-app.ts';
import { openConsole } from './scenes.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

const question = '欧阳的机器坏了，能换新的吗';
const phone = '13812345678';
const ask = (change: Partial<InquiryInput> = {}) =>
  receiveInquiry(test.register, {
    channel: 'web',
    language: 'zh-CN',
    topic: 'other',
    question,
    asker: { name: '欧阳雨桐', phone },
    ...change,
  });
const route = (inquiryId: string, role: string) =>
  openAnswer(test.register, inquiryId, {
    round: 1,
    role,
    priority: 50,
    dueAt: new Date(test.clock.now().getTime() + 86_400_000),
  });
const countOf = async () => (await listInquiries(test.register, { limit: 100 })).length;
/** The question whose page the answer leads to. */
const ledTo = async (location: string | undefined) => {
  const id = /^\/console\/inquiries\/([\w-]+)\?done=received$/.exec(location ?? '')?.[1];
  return getInquiry(test.register, id ?? '');
};

describe('the page of a question', () => {
  it('shows nothing personal until a reason is given, and keeps who looked', async () => {
    const { id } = await ask();
    await route(id, 'intake-clerk');
    const { browser, csrf } = await openConsole(test, 'clerk');
    const masked = (await browser.get(`/console/inquiries/${id}`).expect(200)).text;
    for (const text of [question, phone, '欧阳雨桐']) expect(masked).not.toContain(text);
    expect(masked).toContain('欧**桐');
    const reveal = (reason: string, token = csrf) =>
      browser.post(`/console/inquiries/${id}/reveal`).type('form').send({ csrf: token, reason });
    expect((await reveal('x').expect(400)).text).not.toContain(phone);
    await reveal('答复咨询', 'wrong').expect(403);
    const { text } = await reveal('答复咨询').expect(200);
    for (const clear of [question, phone, '欧阳雨桐']) expect(text).toContain(clear);
    const trail = await listAudit(test.register, `inquiry:${id}`);
    expect(trail.filter(({ action }) => action === 'inquiryRevealed')).toMatchObject([
      { actor: 'clerk', details: { reason: '答复咨询' } },
    ]);
  });

  it('takes the answer, which the asker does not see before it is sent', async () => {
    const { id, token } = await ask();
    const { browser, csrf } = await openConsole(test, 'reviewer');
    const answer = (text: string) =>
      browser.post(`/console/inquiries/${id}/answer`).type('form').send({ csrf, text });
    expect((await answer(' ').expect(400)).text).toContain('请填写答复');
    await answer('可以换新，请带凭证。').expect(303);
    expect((await listEntries(test.register, id)).at(-1)).toMatchObject({
      kind: 'answer',
      writtenBy: 'reviewer',
    });
    const page = (await browser.get(`/console/inquiries/${id}?done=answer`).expect(200)).text;
    expect(page).toContain('尚未发出');
    expect(page).not.toContain('可以换新');
    expect((await request(test.app).get(`/q/${token}`).expect(200)).text).not.toContain('可以换新');
  });

  it('is there for the role that answers, and for nobody else outside the window', async () => {
    const { id, number } = await ask();
    await route(id, 'department-finance');
    const { browser } = await openConsole(test, 'finance');
    await browser.get(`/console/inquiries/${id}`).expect(200);
    expect((await browser.get('/console/inquiries').expect(200)).text).toContain(number);
    await browser.get(`/console/inquiries?number=${number}`).expect(303);
    await browser.get('/console/inquiries/new').expect(403);
    const { browser: legal, csrf } = await openConsole(test, 'legal');
    const refused = await legal.get(`/console/inquiries/${id}`).expect(404);
    const unknown = await legal.get('/console/inquiries/7f6e7a4e-4a6e-4a53-9d51-0b9b7f3f2f10').expect(404);
    expect(refused.text).toBe(unknown.text);
    for (const action of ['reveal', 'answer'])
      await legal
        .post(`/console/inquiries/${id}/${action}`)
        .type('form')
        .send({ csrf, reason: '答复咨询', text: '好' })
        .expect(404);
    expect((await legal.get('/console/inquiries').expect(200)).text).not.toContain(number);
    await request(test.app).get(`/console/inquiries/${id}`).expect(303);
  });

  it('is listed by state, and pages on', async () => {
    const { browser } = await openConsole(test, 'manager');
    for (let index = 0; index < 31; index += 1) await ask();
    const first = (await browser.get('/console/inquiries?status=received').expect(200)).text;
    const next = /rel="next" href="([^"]+)"/.exec(first)?.[1]?.replaceAll('&amp;', '&');
    const second = (await browser.get(next ?? '').expect(200)).text;
    const numbers = (text: string) => [...text.matchAll(/ZX-\d{8}-\d{4}(?=<)/g)].map(([number]) => number);
    expect(numbers(first)).toHaveLength(30);
    expect(numbers(second).filter((number) => numbers(first).includes(number))).toEqual([]);
    expect((await browser.get('/console/inquiries?status=closed').expect(200)).text).toContain('没有相符');
    await browser.get('/console/inquiries?number=ZX-20260302-9999').expect(404);
    const [{ id, number }, other] = [await ask(), await ask()];
    await route(id, 'intake-clerk');
    const near = (await browser.get('/console/inquiries?limit=near').expect(200)).text;
    expect(near).toContain(number);
    expect(near).not.toContain(other.number);
    expect((await browser.get('/console/inquiries?limit=overdue').expect(200)).text).not.toContain(number);
  });
});

describe('a question at the window', () => {
  const entry = {
    channel: 'phone',
    language: 'zh-CN',
    topic: 'requirements',
    matterCode: 'refund-claim',
    question,
    name: '欧阳雨桐',
    phone,
    way: 'later',
  };
  async function enter(change: object, username = 'clerk') {
    const { browser, csrf } = await openConsole(test, username);
    return browser
      .post('/console/inquiries/new')
      .type('form')
      .send({ csrf, ...entry, ...change });
  }

  it('goes to whoever answers it, with the case that it is about', async () => {
    const { number, id } = await register(test, caseJson(test, { customer: people.person() }));
    const { status, headers } = await enter({ caseNumber: number.toLowerCase() });
    expect(status).toBe(303);
    expect(await ledTo(headers.location)).toMatchObject({
      channel: 'phone',
      status: 'received',
      caseId: id,
      receivedBy: 'clerk',
    });
  });

  it('answered from the guide at once it is only recorded, without an address', async () => {
    const { headers } = await enter({ way: 'guide', phone: '', name: '', channel: 'counter' });
    const found = await ledTo(headers.location);
    expect(found).toMatchObject({
      status: 'closed',
      outcome: 'onTheSpot',
    });
    expect((await listEntries(test.register, found.id))[1]?.text).toContain('《退款申请》办事指南');
  });

  it.each([
    [{ topic: '' }, '请选择咨询内容'],
    [{ phone: '' }, '请至少填写电话或邮箱'],
    [{ way: 'guide', matterCode: '' }, '请选择事项'],
    [{ way: 'now', answer: '' }, '请写下当场答复的内容'],
    [{ caseNumber: '20260101-XX-0001' }, '没有找到该收件编号'],
  ])('%j is refused by name, with what was typed kept', async (change, problem) => {
    const before = await countOf();
    const { status, text } = await enter(change);
    expect(status).toBe(400);
    expect(text).toContain(problem);
    expect(text).toContain(question);
    expect(await countOf()).toBe(before);
  });
});

it('an answer cannot be written once the question is closed', async () => {
  const { id } = await ask({ channel: 'counter', answer: '好', receivedBy: 'clerk' });
  await expect(
    writeAnswer(test.register, { inquiryId: id, text: '再说', writtenBy: 'clerk' }),
  ).rejects.toMatchObject({ code: 'INQUIRY_STATE' });
  const { browser, csrf } = await openConsole(test, 'clerk');
  await browser.post(`/console/inquiries/${id}/answer`).type('form').send({ csrf, text: '再说' }).expect(409);
});

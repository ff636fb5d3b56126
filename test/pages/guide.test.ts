import request from 'supertest';
import { loadGuides } from '../../src/matters/index.ts';
import { listInquiries, listEntries, getInquiry } from '../../src/register/index.ts';
import { createTestApp, type TestApp } from '../http/test-app.ts';
import { templatesDir } from '../notification/setup.ts';

let page: TestApp;
beforeAll(async () => {
  page = await createTestApp({
    rateLimits: {
      registrationsPerMinute: 1_000,
      customerRequestsPerMinute: 1_000,
      failedLoginsPerQuarterHour: 1_000,
      queriesPerQuarterHour: 1_000,
    },
  });
});
afterAll(() => page.close());

const get = (path: string, language = 'zh-CN') =>
  request(page.app).get(path).set('Accept', 'text/html').set('Accept-Language', language);
const namesIn = (text: string) =>
  [...text.matchAll(/class="strong" href="[^"]*"[^>]*>([^<]+)/g)].map(([, name]) => name);

describe('the guide', () => {
  it('has words for every matter in both languages, and a need that exists', () => {
    const codes = page.deps.matters.list('zh-CN').map(({ code }) => code);
    const guides = loadGuides(templatesDir, page.deps.matters);
    expect(codes.filter((code) => !guides.get(code))).toEqual([]);
    const chinese = /\p{Script=Han}/u;
    for (const code of codes) {
      const guide = guides.get(code);
      expect(`${code} ${guide?.['zh-CN'].summary}`).toMatch(chinese);
      expect(JSON.stringify(guide?.en)).not.toMatch(chinese);
    }
  });

  it('refuses to start without one', () => {
    const list = () => [{ code: 'no-such-matter' }] as unknown as ReturnType<typeof page.deps.matters.list>;
    expect(() => loadGuides(templatesDir, { list })).toThrow('no-such-matter.json is missing');
  });

  it.each([
    ['我要退款', '退款申请'],
    ['盖章', '合同用印'],
    ['invoice', '发票补开'],
    ['保险凭证', '入场施工许可'],
    ['ＲＥＦＵＮＤ', '退款申请'],
  ])('finds by the words that people use: %s', async (search, name) => {
    const { text } = await get(`/guide?q=${encodeURIComponent(search)}`).expect(200);
    expect(namesIn(text.slice(text.indexOf('id="found"')))[0]).toBe(name);
  });

  it('says so when nothing fits, and escapes what was searched', async () => {
    const { text } = await get(`/guide?q=${encodeURIComponent('"><script>1</script>')}`).expect(200);
    expect(text).toContain('没有找到相符的事项');
    expect(text).not.toContain('<script>1');
  });

  it('leads from the questions straight to the only matter, with the answers kept', async () => {
    const { headers } = await get('/guide?need=repair&customer=organisation&agent=yes&lang=en').expect(303);
    expect(headers.location).toBe('/guide/warranty-claim?customer=organisation&agent=yes&lang=en');
    const { text } = await get('/guide?need=money').expect(200);
    expect(namesIn(text).slice(0, 2)).toEqual(['退款申请', '发票补开']);
  });

  it.each([
    ['person', 'no', ['身份证件'], ['营业执照', '授权委托书']],
    ['organisation', 'yes', ['营业执照', '授权委托书', '开票信息'], []],
  ])('lists what a %s needs, agent %s', async (customer, agent, there, missing) => {
    const { text } = await get(`/guide/invoice-reissue?customer=${customer}&agent=${agent}`).expect(200);
    const list = text.slice(text.indexOf('class="papers"'), text.indexOf('</ol>'));
    for (const name of there) expect(list).toContain(name);
    for (const name of missing) expect(list).not.toContain(name);
    expect(text).toContain('受理后 5 个工作日内办结');
    expect(text).toContain('财务部');
  });

  it('speaks English to whoever asks for it, and leads to nothing for an unknown matter', async () => {
    const { text } = await get('/guide/refund-claim', 'en').expect(200);
    expect(text).toContain('<html lang="en"');
    expect(text).toContain('Proof of payment');
    expect((await get('/guide/constructor').expect(404)).text).toContain('没有这个事项');
  });
});

const form = {
  requestId: '0b8f6c1e-64a4-4f0e-9a0a-2a4d7a1c0f11',
  language: 'zh-CN',
  topic: 'other',
  matterCode: 'refund-claim',
  question: '欧阳的机器坏了',
  name: '欧阳雨桐',
  phone: '138 1234 5678',
  email: '',
};
const post = (body: object, path = '/ask') =>
  request(page.app).post(path).set('Accept', 'text/html').type('form').send(body);

const headersToken = (location = '') => /[\w-]{43}/.exec(location)?.[0] ?? 'no token';

describe('a question on the public page', () => {
  it('sent twice is one question, followed by a link without personal data', async () => {
    const [first, second] = [await post(form).expect(303), await post(form).expect(303)];
    for (const { headers } of [first, second]) expect(headers.location).toMatch(/^\/q\/[\w-]{43}\?new=yes$/);
    const asked = await listInquiries(page.register, { limit: 10 });
    expect(asked).toMatchObject([{ channel: 'web', topic: 'other', matterName: '退款申请' }]);
    const { text } = await get(first.headers.location ?? '').expect(200);
    expect(text).toContain(asked[0]?.number);
    const log = page.logLines.join('\n');
    expect(log).toContain('/q/***');
    for (const secret of ['欧阳', headersToken(first.headers.location)]) expect(log).not.toContain(secret);
  });

  it.each([
    [{ topic: 'nonsense' }, '请选择您想了解的内容'],
    [{ question: '?' }, '请写下您的问题'],
    [{ question: 'x'.repeat(2001) }, '请写下您的问题'],
    [{ phone: '' }, '请至少填写手机号码或电子邮箱'],
    [{ phone: '123' }, '请填写 11 位手机号码'],
    [{ email: 'nobody' }, '请填写有效的电子邮箱'],
  ])('%j is refused by name, with what was typed kept', async (change, problem) => {
    const before = (await listInquiries(page.register, { limit: 100 })).length;
    const { text } = await post({ ...form, requestId: '', ...change }).expect(400);
    expect(text).toContain(problem);
    expect(text).toContain('value="欧阳雨桐"');
    expect(await listInquiries(page.register, { limit: 100 })).toHaveLength(before);
  });

  it('an unknown matter or request id is no reason to refuse', async () => {
    const { headers } = await post({ ...form, requestId: 'x', matterCode: 'gone' }).expect(303);
    const { text } = await get(headers.location ?? '').expect(200);
    expect(text).toContain('您的问题已收到');
  });

  it('takes no further question before an answer, and opens nothing without its link', async () => {
    const { headers } = await post({ ...form, requestId: '' }).expect(303);
    const path = (headers.location ?? '').replace('?new=yes', '');
    expect((await post({ question: '还有呢？' }, path).expect(409)).text).toContain('追问期限已过');
    const [newest] = await listInquiries(page.register, { limit: 1 });
    expect(await listEntries(page.register, newest?.id ?? '')).toHaveLength(1);
    expect(await getInquiry(page.register, newest?.id ?? '')).toMatchObject({ status: 'received' });
    for (const wrong of ['x', 'A'.repeat(43)])
      expect((await get(`/q/${wrong}`).expect(404)).text).toContain('链接无效');
  });
});

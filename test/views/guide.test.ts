import { markAnswered, receiveInquiry, writeAnswer } from '../../src/register/index.ts';
import { breaches, keepPicture, startViews, type Views, type Width } from './view-browser.ts';

let views: Views;
beforeAll(async () => {
  views = await startViews();
}, 60_000);
afterAll(() => views.close());

const question = '设备买了一个月想退，要准备什么？';
const dayMs = 86_400_000;

async function answeredQuestion() {
  const { register, clock } = views.test;
  const asked = await receiveInquiry(register, {
    channel: 'web',
    language: 'zh-CN',
    topic: 'requirements',
    matter: { code: 'refund-claim', name: '退款申请' },
    question,
    asker: { name: '欧阳雨桐', phone: '13812345678' },
  });
  await writeAnswer(register, {
    inquiryId: asked.id,
    text: '可以退。\n\n请带付款凭证。',
    writtenBy: 'clerk',
  });
  const moreUntilAt = new Date(clock.now().getTime() + 5 * dayMs);
  await markAnswered(register, asked.id, { moreUntilAt, isGuide: false });
  return asked;
}

test.each<Width>(['phone', 'desk'])(
  'three questions lead to the matter, and to a question about it, without script (%s)',
  async (width) => {
    const page = await views.open(width, '/guide', { isScriptless: true });
    await page.getByRole('radio', { name: '产品保修' }).check();
    await page.getByLabel('单位', { exact: true }).check();
    await page.getByLabel('委托他人代办').check();
    await page.getByRole('button', { name: '查看指南' }).click();
    await page.getByRole('heading', { name: '保修索赔' }).waitFor();
    expect(await page.getByText('营业执照').count()).toBe(1);
    expect(await page.getByText('授权委托书', { exact: true }).count()).toBe(1);
    await page.getByRole('link', { name: '就此事项提问' }).click();
    expect(await page.getByLabel('哪个事项（选填）').inputValue()).toBe('warranty-claim');
    await page.getByLabel('其他问题').check();
    await page.getByLabel('您的问题').fill(question);
    await page.getByLabel('手机号码').fill('1381234567');
    await page.getByRole('button', { name: '提交问题' }).click();
    await page.getByRole('alert').getByText('请填写 11 位手机号码').waitFor();
    expect(await page.getByLabel('您的问题').inputValue()).toBe(question);
    await page.getByLabel('手机号码').fill('13812345678');
    await page.getByRole('button', { name: '提交问题' }).click();
    await page.getByText(/咨询编号 ZX-\d{8}-\d{4}/).waitFor();
    expect(await page.getByText(question).count()).toBe(1);
  },
);

test.each<readonly [string, string, string | RegExp]>([
  ['guide', '/guide', '办事指南'],
  ['guide-search', '/guide?q=盖章', /找到/],
  ['guide-matter', '/guide/supplier-admission?customer=organisation&agent=yes', '需要的资料'],
  ['guide-matter-en', '/guide/refund-claim?lang=en', 'What you need'],
  ['ask', '/ask?matter=refund-claim', '我要咨询'],
])('%s is readable and accessible at both widths', async (name, path, text) => {
  for (const width of ['phone', 'desk'] as const) {
    const page = await views.open(width, path);
    await page.getByText(text).first().waitFor();
    await keepPicture(page, `${name}-${width}`);
    expect(await breaches(page)).toEqual([]);
    await page.context().close();
  }
  // A refused form answers 400, which the browser notes.
  expect(views.errors.filter((text) => !text.includes('status of 400'))).toEqual([]);
});

test.each<Width>(['phone', 'desk'])('the asker reads the answer and asks again (%s)', async (width) => {
  const { token } = await answeredQuestion();
  const page = await views.open(width, `/q/${token}`, { isScriptless: width === 'phone' });
  await page.getByText('请带付款凭证。').waitFor();
  await keepPicture(page, `inquiry-${width}`);
  if (width === 'desk') expect(await breaches(page)).toEqual([]);
  await page.getByLabel('还想了解什么').fill('发票也要吗？');
  await page.getByRole('button', { name: '提交追问' }).click();
  await page.getByText('您的问题已收到').waitFor();
  expect(await page.getByText('发票也要吗？').count()).toBe(1);
  expect(await page.getByRole('button', { name: '提交追问' }).count()).toBe(0);
});

test('the guide prints on its own: no menu, no form, every paper', async () => {
  const page = await views.open('desk', '/guide/refund-claim');
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByRole('navigation').count()).toBe(0);
  expect(await page.getByRole('button').count()).toBe(0);
  expect(await page.getByText('付款凭证').isVisible()).toBe(true);
  await keepPicture(page, 'guide-print');
});

test.each<Width>(['phone', 'desk'])('a clerk enters a question, reads it and answers (%s)', async (width) => {
  const page = await views.logIn(width, 'clerk');
  await page.goto(`${views.url}/console/inquiries/new`);
  await keepPicture(page, `inquiry-new-${width}`);
  expect(await breaches(page)).toEqual([]);
  await page.getByLabel('渠道').selectOption('phone');
  await page.getByLabel('咨询内容').selectOption('other');
  await page.getByLabel('问题', { exact: true }).fill(question);
  await page.getByLabel('咨询人（选填）').fill('欧阳雨桐');
  await page.getByLabel('电话', { exact: true }).fill('13812345678');
  await page.getByRole('button', { name: '登记' }).click();
  await page.getByText('咨询已登记').waitFor();
  expect(await page.getByText(question).count()).toBe(0);
  await page.getByRole('button', { name: '查看咨询内容' }).click();
  await page.getByText(question).waitFor();
  await page.getByLabel('答复内容（咨询人会收到原文）').fill('可以退，请带付款凭证。');
  await keepPicture(page, `console-inquiry-${width}`);
  expect(await breaches(page)).toEqual([]);
  await page.getByRole('button', { name: '保存答复' }).click();
  await page.getByText('答复已保存，尚未发出').waitFor();
  await page.goto(`${views.url}/console/inquiries`);
  await keepPicture(page, `console-inquiries-${width}`);
  expect(await breaches(page)).toEqual([]);
});

test.each<Width>(['phone', 'desk'])('an appointment is booked and cancelled (%s)', async (width) => {
  const page = await views.open(width, '/appointment', { isScriptless: width === 'phone' });
  await page.getByLabel('办理事项').selectOption('site-entry');
  await page.getByLabel('日期和时段').selectOption('2026-03-03 morning-2');
  await page.getByLabel('姓名').fill('欧阳雨桐');
  await page.getByLabel('手机号码').fill('13812345678');
  await keepPicture(page, `appointment-${width}`);
  if (width === 'desk') expect(await breaches(page)).toEqual([]);
  await page.getByRole('button', { name: '预约' }).click();
  await page.getByText('预约成功').waitFor();
  await keepPicture(page, `appointment-booked-${width}`);
  if (width === 'desk') expect(await breaches(page)).toEqual([]);
  const clerk = await views.logIn(width, 'clerk');
  await clerk.goto(`${views.url}/console/appointments?day=2026-03-03`);
  await clerk.getByText('欧**桐').first().waitFor();
  await keepPicture(clerk, `console-appointments-${width}`);
  expect(await breaches(clerk)).toEqual([]);
  await page.getByRole('button', { name: '取消预约' }).click();
  await page.getByText('已取消').waitFor();
});

import type { Page } from 'playwright-core';
import {
  listDocuments,
  listMaterials,
  listRounds,
  readQuerySecret,
  readSurvey,
} from '../../src/register/index.ts';
import { caseJson, register } from '../http/test-app.ts';
import { askForSupplement, finish, issueReceipt } from '../pages/scenes.ts';
import { makeScan } from '../support/attachments.ts';
import { breaches, keepPicture, startViews, type Views, type Width } from './view-browser.ts';

let views: Views;
beforeAll(async () => {
  views = await startViews();
}, 60_000);
afterAll(() => views.close());
afterEach(() => {
  expect(views.errors.splice(0)).toEqual([]);
});

const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/octet-stream', buffer });
const scan = file('付款凭证.png', makeScan({ isSealed: false, seed: 7 }));
/** The viewer in the place of the plain form. */
const viewer = (page: Page) => page.locator('.form-place .fjs-container');

async function look(page: Page, name: string, width: Width): Promise<void> {
  await keepPicture(page, `customer-${name}-${width}`);
  expect(await breaches(page)).toEqual([]);
}

describe.each<Width>(['phone', 'desk'])('at the width of a %s, a customer', (width) => {
  test('hands in what is missing; a wrong file is told at once, beside its item', async () => {
    const { id, token } = await register(views.test);
    await askForSupplement(views.test, id);
    const page = await views.open(width, `/c/${token}`);
    await viewer(page).getByRole('group', { name: '付款凭证' }).getByRole('heading').waitFor();
    await look(page, 'supplement', width);

    const item = (name: string) => viewer(page).getByRole('group', { name });
    const form = item('退款申请表').getByLabel('选择文件（可多选）');
    const proof = item('付款凭证').getByLabel('选择文件（可多选）');
    await form.setInputFiles([file('申请表.exe', Buffer.from('MZ')), file('空白.pdf', Buffer.alloc(0))]);
    await viewer(page).getByText('申请表.exe：文件内容不是可接收的类型').waitFor();
    await viewer(page).getByText('空白.pdf：文件是空的，请重新选择。').waitFor();
    await look(page, 'wrong-file', width);
    await viewer(page).getByRole('button', { name: '提交补充资料' }).click();
    expect(await page.evaluate('document.activeElement?.type')).toBe('file');
    expect(await listRounds(views.test.register, id)).toMatchObject([{ status: 'waiting' }]);

    await form.setInputFiles([]);
    await viewer(page).getByText('空白.pdf').first().waitFor({ state: 'detached' });
    await viewer(page).getByRole('button', { name: '提交补充资料' }).click();
    await page.getByRole('alert').getByText('请至少选择一个文件后再提交。').waitFor();

    await proof.setInputFiles([scan, file('第二页.png', makeScan({ isSealed: true, seed: 8 }))]);
    await item('付款凭证').getByLabel('已盖章').check();
    await item('付款凭证').getByLabel('份数').fill('2');
    await viewer(page).getByRole('button', { name: '提交补充资料' }).click();
    await page.getByRole('heading', { name: '补充资料已收到' }).waitFor();
    await look(page, 'supplied', width);
    const supplied = (await listMaterials(views.test.register, id)).filter(({ round }) => round === 1);
    expect(supplied).toMatchObject([{ code: 'payment-proof', copies: 2, isSigned: false, isSealed: true }]);
    expect((await listDocuments(views.test.register, id)).map(({ fileName }) => fileName).sort()).toEqual([
      '付款凭证.png',
      '第二页.png',
    ]);
  });

  test('reads progress and documents and hands in without script', async () => {
    const { id, token } = await register(views.test);
    await issueReceipt(
      views.test,
      id,
      '收件回执\n\n我们已收到您提交的下列资料。\n\n查看：https://x.test/c/…',
    );
    await askForSupplement(views.test, id);
    const page = await views.open(width, `/c/${token}`, { isScriptless: true });
    expect(await page.getByRole('listitem').filter({ hasText: '审核' }).textContent()).toContain('进行中');
    await keepPicture(page, `customer-plain-${width}`);
    await page.getByRole('link', { name: '收件回执' }).click();
    await page.getByText('我们已收到您提交的下列资料。').waitFor();
    expect(await page.locator('article').textContent()).toContain('（链接只在当时的短信或邮件中）');
    await keepPicture(page, `customer-notice-${width}`);
    await page.getByRole('link', { name: '返回办件页面' }).click();
    await page.getByLabel('选择文件（可多选）').first().setInputFiles([scan]);
    await page.getByRole('button', { name: '提交补充资料' }).click();
    await page.getByRole('heading', { name: '补充资料已收到' }).waitFor();
    expect(await listRounds(views.test.register, id)).toMatchObject([{ status: 'received' }]);
  });

  test('rates in English, with the score of the link chosen', async () => {
    const { id, token } = await register(views.test, caseJson(views.test, { language: 'en' }));
    await finish(views.test, id);
    const page = await views.open(width, `/c/${token}?score=4`, { language: 'en' });
    expect(await viewer(page).getByRole('radio', { name: 'Satisfied', exact: true }).isChecked()).toBe(true);
    await viewer(page).getByRole('radiogroup', { name: 'Your rating' }).waitFor();
    await look(page, 'survey', width);
    await viewer(page).getByLabel('Fairly satisfied').check();
    await viewer(page).getByLabel('It took long').check();
    await viewer(page).getByLabel('Comments (optional)').fill('Two visits\nwould have done.');
    await viewer(page).getByRole('button', { name: 'Send the rating' }).click();
    await page.getByRole('heading', { name: 'Thank you for rating us' }).waitFor();
    expect(await readSurvey(views.test.register, id)).toMatchObject({
      score: 3,
      reasons: ['slow'],
      comment: 'Two visits\nwould have done.',
    });
    await page.getByRole('link', { name: 'Back to the case' }).click();
    await page.getByText('Your rating: Fairly satisfied').waitFor();
  });

  test('withdraws after a second question', async () => {
    const { token } = await register(views.test);
    const page = await views.open(width, `/c/${token}`);
    await page.getByRole('link', { name: '撤回申请' }).click();
    await viewer(page).getByRole('button', { name: '确认撤回' }).click();
    await viewer(page).getByText('请填写或选择此项。').waitFor();
    await look(page, 'withdraw', width);
    await viewer(page).getByLabel('我已了解，确定要撤回').check();
    await viewer(page).getByRole('button', { name: '确认撤回' }).click();
    await page.getByRole('heading', { name: '撤回申请已收到' }).waitFor();
  });

  test('who lost the link asks by number and code; five wrong codes lock it', async () => {
    const { id, number } = await register(views.test);
    const secret = (await readQuerySecret(views.test.register, id)) ?? '';
    const page = await views.open(width, `/progress?number=${number}`);
    await look(page, 'progress', width);
    const ask = async (code: string) => {
      await page.getByLabel('查询码', { exact: true }).fill(code);
      await page.getByRole('button', { name: '查询' }).click();
    };
    await ask(secret.toLowerCase());
    await page.waitForURL('**/c/*');
    await page.getByText(number).first().waitFor();

    await page.goto(`${views.url}/progress?number=${number}`);
    for (let time = 0; time < 5; time++) {
      await ask('ZZZZ2345');
      await page.getByRole('alert').getByText('收件编号或查询码不正确').waitFor();
      // A refused form answers 400, which the browser notes on its console.
      views.errors.length = 0;
    }
    await ask(secret);
    await page.getByRole('alert').getByText('收件编号或查询码不正确').waitFor();
    await look(page, 'progress-wrong', width);
    views.errors.length = 0;
    await page.getByRole('button', { name: '重新发送链接' }).click();
    await page.getByRole('heading', { name: '已收到您的请求' }).waitFor();
  });
});

test('the plain form stays where the script does not arrive', async () => {
  const { id, token } = await register(views.test);
  await finish(views.test, id);
  const page = await views.open('phone', '/progress');
  await page.route('**/assets/customer-forms.js', (route) => route.abort());
  await page.goto(`${views.url}/c/${token}`);
  await page.getByLabel('非常满意', { exact: true }).check();
  await page.getByRole('button', { name: '提交评价' }).click();
  await page.getByRole('heading', { name: '感谢您的评价' }).waitFor();
  expect(await readSurvey(views.test.register, id)).toMatchObject({ score: 5 });
  views.errors.length = 0;
});

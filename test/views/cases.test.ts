import { caseJson, people, register } from '../http/test-app.ts';
import {
  accept,
  askForSupplement,
  classify,
  decide,
  finish,
  handOver,
  issueReceipt,
} from '../pages/scenes.ts';
import { breaches, keepPicture, startViews, type Views, type Width } from './view-browser.ts';

let views: Views;
beforeAll(async () => {
  views = await startViews();
}, 60_000);
afterAll(() => views.close());

test.each<Width>(['phone', 'desk'])('staff read a case file (%s)', async (width) => {
  const { test } = views;
  const { id } = await register(test);
  await classify(test, id);
  await accept(test, id);
  await decide(test, id);
  await handOver(test, id);
  await issueReceipt(test, id, '收件回执');
  const page = await views.logIn(width, 'clerk');
  await page.goto(`${views.url}/console/cases/${id}`);
  await keepPicture(page, `case-file-${width}`);
  expect(await breaches(page)).toEqual([]);
  expect(views.errors).toEqual([]);
});

test.each<Width>(['phone', 'desk'])(
  'staff find a case by filters and by a document number (%s)',
  async (width) => {
    const { test } = views;
    const customer = people.person();
    const mine = await register(test, caseJson(test, { customer, matterCode: 'site-entry' }));
    await accept(test, mine.id);
    await finish(test, (await register(test)).id, 'refused');
    await askForSupplement(test, (await register(test)).id);
    const page = await views.logIn(width, 'clerk');
    await page.goto(`${views.url}/console/cases`);
    await keepPicture(page, `cases-${width}`);
    expect(await breaches(page)).toEqual([]);
    await page.getByLabel('状态').selectOption({ label: '办理中' });
    await page.getByLabel('收件编号').fill('2026');
    await page.getByRole('button', { name: '查找' }).first().click();
    await page.getByText('没有找到相符的收件').or(page.getByText('查找结果')).first().waitFor();
    expect(page.url()).toContain('number=2026');
    await page.getByRole('link', { name: '清除条件' }).click();
    await page.getByText('按客户证件号码查找').click();
    await page.getByLabel('证件号码', { exact: true }).fill(customer.idNumber);
    await page.getByRole('button', { name: '查找' }).last().click();
    await page.getByText('按证件号码查找的结果').waitFor();
    expect(page.url()).not.toContain(customer.idNumber);
    await keepPicture(page, `cases-by-document-${width}`);
    expect(await breaches(page)).toEqual([]);
    await page.getByRole('link', { name: mine.number }).click();
    await page.waitForURL(`**/console/cases/${mine.id}`);
    expect(views.errors).toEqual([]);
  },
);

import { register } from '../http/test-app.ts';
import { accept } from '../pages/scenes.ts';
import { breaches, keepPicture, startViews, type Views, type Width } from './view-browser.ts';

let views: Views;
beforeAll(async () => {
  views = await startViews();
}, 60_000);
afterAll(() => views.close());

test.each<Width>(['phone', 'desk'])('a manager reads how the house is kept (%s)', async (width) => {
  const { id, number } = await register(views.test);
  await accept(views.test, id);
  const colleague = await views.logIn(width, 'clerk');
  const page = await views.logIn(width, 'manager');
  const look = async (name: string) => {
    await keepPicture(page, `${name}-${width}`);
    expect(await breaches(page)).toEqual([]);
  };
  await page.goto(`${views.url}/console/matters`);
  await look('matters');
  await page.getByRole('link', { name: '供应商准入' }).click();
  await page.getByText('单位应交资料').waitFor();
  await look('matter');

  await page.goto(`${views.url}/console/audit`);
  await page.getByLabel('收件或咨询编号').fill(number);
  await page.getByRole('button', { name: '查找' }).click();
  await page.getByRole('button', { name: `核对 ${number} 的记录` }).click();
  await page.getByText('条记录完整').waitFor();
  await look('audit');

  await page.goto(`${views.url}/console/sessions`);
  await page.getByText('本次登录').waitFor();
  await look('sessions');

  await page.goto(`${views.url}/console/staff`);
  await look('staff');
  await page.getByRole('button', { name: /^结束 \d 个登录：收件员甲/ }).click();
  await page.getByText('已结束该人员的全部登录').waitFor();
  await colleague.goto(`${views.url}/console/cases`);
  expect(new URL(colleague.url()).pathname).toBe('/login');
  expect(views.errors).toEqual([]);
});

import { breaches, keepPicture, startViews, type Views, type Width } from './view-browser.ts';

let views: Views;
beforeAll(async () => {
  views = await startViews();
}, 60_000);
afterAll(() => views.close());

test.each<Width>(['phone', 'desk'])('a clerk logs in, uses the menu and logs out (%s)', async (width) => {
  const page = await views.open(width, '/console/cases');
  await keepPicture(page, `login-${width}`);
  expect(await breaches(page)).toEqual([]);
  await page.fill('input[name=username]', 'clerk');
  await page.fill('input[name=password]', 'wrong');
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByText('用户名或密码不正确').waitFor();
  expect(await breaches(page)).toEqual([]);
  await page.fill('input[name=username]', 'clerk');
  await page.fill('input[name=password]', 'clerk-password');
  await page.getByRole('button', { name: '登录' }).click();
  await page.waitForURL('**/console/cases');
  if (width === 'phone') await page.getByRole('button', { name: '菜单' }).click();
  await page.getByText('更多', { exact: true }).click();
  await keepPicture(page, `menu-${width}`);
  expect(await breaches(page)).toEqual([]);
  const menu = page.getByRole('navigation', { name: '主菜单' });
  expect(await menu.getByRole('link').allInnerTexts()).toEqual([
    '首页',
    '收件登记',
    '收件',
    '咨询',
    '通知',
    '事项',
    '人员',
    '我的登录',
    '待办任务',
  ]);
  await page.getByRole('button', { name: '退出' }).click();
  await page.waitForURL('**/login');
  // The refused login above is the only complaint of the browser.
  expect(views.errors.filter((error) => !error.includes('401'))).toEqual([]);
});

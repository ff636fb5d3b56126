import { register } from '../http/test-app.ts';
import { askForSupplement } from '../pages/scenes.ts';
import { breaches, keepPicture, startViews, type Views, type Width } from './view-browser.ts';

let views: Views;
beforeAll(async () => {
  views = await startViews();
}, 60_000);
afterAll(() => views.close());

test.each<Width>(['phone', 'desk'])('a customer reads the progress (%s)', async (width) => {
  const { id, token } = await register(views.test);
  await askForSupplement(views.test, id);
  const page = await views.open(width, `/c/${token}`);
  await page.getByText('退款申请表').first().waitFor();
  await keepPicture(page, `customer-supplement-${width}`);
  expect(await breaches(page)).toEqual([]);
  expect(views.errors).toEqual([]);
});

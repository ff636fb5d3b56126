import { register } from '../http/test-app.ts';
import { accept, classify, decide, handOver, issueReceipt } from '../pages/scenes.ts';
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
  await keepPicture(page, `cases-${width}`);
  await page.goto(`${views.url}/console/cases/${id}`);
  await keepPicture(page, `case-file-${width}`);
  expect(await breaches(page)).toEqual([]);
  expect(views.errors).toEqual([]);
});

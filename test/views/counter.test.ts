import type { Page } from 'playwright-core';
import {
  listAudit,
  listDocuments,
  listMaterials,
  readParties,
  verifyAudit,
} from '../../src/register/index.ts';
import { caseJson, people, register } from '../http/test-app.ts';
import { makeScan } from '../support/attachments.ts';
import { breaches, keepPicture, startViews, type Views, type Width } from './view-browser.ts';

let views: Views;
beforeAll(async () => {
  views = await startViews();
}, 60_000);
afterAll(() => views.close());

/** The case that the result page in front of us is about. */
const caseOf = (page: Page) => new URL(page.url()).pathname.split('/').at(-1) ?? '';

/** Presses keys one by one, as a person does, and counts them. */
function keyboardOf(page: Page) {
  let presses = 0;
  return {
    async press(...keys: string[]) {
      for (const key of keys) {
        await page.keyboard.press(key);
        presses += 1;
      }
    },
    async type(text: string) {
      for (const character of text) {
        if (/[ -~]/.test(character)) await page.keyboard.press(character);
        else await page.keyboard.insertText(character);
        presses += 1;
      }
    },
    /** Waits until a field has the focus, without touching anything. */
    async at(name: string) {
      await page.locator(`[name="${name}"]:focus`).waitFor();
    },
    presses: () => presses,
  };
}

test('a known customer is registered by keyboard alone, in few keystrokes', async () => {
  const customer = people.person();
  const earlier = await register(views.test, caseJson(views.test, { customer, matterCode: 'refund-claim' }));
  const page = await views.logIn('desk', 'clerk');
  await page.goto(`${views.url}/console/counter`);
  const keys = keyboardOf(page);
  await keys.at('matterCode');
  await keys.press('ArrowDown', 'ArrowDown');
  await page.locator('[data-material="contract-text"]').waitFor();
  // Past the way of receiving and the language, which stand as usual.
  await keys.press('Enter', 'Enter', 'Enter');
  await keys.at('reason');
  await keys.type('续签年度合同用印');
  await keys.press('Tab', 'Enter', 'Enter');
  await keys.at('customer.documentNumber');
  await keys.type(customer.idNumber);
  await keys.press('Enter');
  await page.locator('[data-fill=customer]:focus').waitFor();
  await keepPicture(page, 'counter-known-desk');
  await keys.press('Enter');
  const ticks = page.locator('[data-receive]');
  const first = (await ticks.first().getAttribute('name')) ?? '';
  await keys.at(first);
  const count = await ticks.count();
  for (let row = 0; row < count; row += 1) await keys.press('Enter');
  await keys.at('consent');
  await keys.press('Space', 'Enter');
  await keepPicture(page, 'counter-filled-desk');
  await keys.press('Enter');
  await page.waitForURL('**/console/counter/registered/**');
  // One key a second, which is slow, leaves it below a minute.
  expect(keys.presses()).toBeLessThanOrEqual(60);
  const id = caseOf(page);
  expect(await readParties(views.test.register, id)).toMatchObject([
    { name: customer.name, phone: customer.phone, email: customer.email, address: customer.address },
  ]);
  const materials = await listMaterials(views.test.register, id);
  expect(materials).toHaveLength(count);
  expect(materials.every(({ originals, copies }) => originals + copies > 0)).toBe(true);
  expect((await listAudit(views.test.register, earlier.id)).at(-1)).toMatchObject({
    action: 'partyRevealed',
    details: { reason: 'counterRegistration' },
  });
  expect(views.errors).toEqual([]);
});

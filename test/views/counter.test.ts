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

const scan = makeScan({ isSealed: true, seed: 5 });

/** How many files a file field holds. */
const filesIn = (page: Page, selector: string) =>
  page.evaluate<number>(`document.querySelector(${JSON.stringify(selector)}).files.length`);

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

test.each<Width>(['phone', 'desk'])(
  'the form shows what is wrong beside it, and the prints are legible (%s)',
  async (width) => {
    const customer = people.person();
    const earlier = await register(views.test, caseJson(views.test, { customer }));
    const page = await views.logIn(width, 'clerk');
    await page.goto(`${views.url}/console/counter`);
    expect(await breaches(page)).toEqual([]);
    await page.selectOption('[name=matterCode]', 'refund-claim');
    await page.locator('[data-material="payment-proof"]').waitFor();
    await page.getByText('由代理人办理').click();
    await page.locator('[data-material="power-of-attorney"]').waitFor();
    // Check digits, days and phones beside the field, before anything is sent.
    const wrong = `${customer.idNumber.slice(0, 17)}${customer.idNumber.endsWith('0') ? '1' : '0'}`;
    await page.fill('[name="customer.documentNumber"]', wrong);
    await page.fill('[name="agent.documentValidUntil"]', '2030-13-01');
    await page.fill('[name="agent.phone"]', '123');
    await page.focus('[name="agent.address"]');
    await page.locator('#customer-documentNumber-problem', { hasText: '校验位' }).waitFor();
    await page.locator('#agent-documentValidUntil-problem', { hasText: '有效日期' }).waitFor();
    await page.locator('#agent-phone-problem', { hasText: '手机号码' }).waitFor();
    await page.fill('[name="customer.documentNumber"]', customer.idNumber);
    await page.focus('[name="customer.name"]');
    await page.locator('#customer-documentNumber-problem:empty').waitFor({ state: 'attached' });
    await page.getByRole('link', { name: earlier.number }).waitFor();
    await page.click('[data-fill=customer]');
    await page.locator('[data-receive]:focus').waitFor();
    expect(await page.inputValue('[name="customer.name"]')).toBe(customer.name);
    // Files that were chosen survive a change of the matter.
    const file = '[name="document.application-form"]';
    await page.locator('[data-material="application-form"] summary').click();
    await page.setInputFiles(file, { name: '申请表.png', mimeType: 'image/png', buffer: scan });
    await page.selectOption('[name=matterCode]', 'contract-sealing');
    await page.locator('[data-material="contract-text"]').waitFor();
    await page.selectOption('[name=matterCode]', 'refund-claim');
    await page.locator('[data-material="payment-proof"]').waitFor();
    expect(await filesIn(page, file)).toBe(1);
    await page.locator('#register').click();
    await page.locator('.note.bad').waitFor();
    await page.locator('[name="reason"]:focus').waitFor();
    await keepPicture(page, `counter-wrong-${width}`);
    expect(await breaches(page)).toEqual([]);
    await page.getByText('由代理人办理').click();
    await page.fill('[name=reason]', '商品有质量问题，申请退款。');
    await page.check('[name=consent]');
    await page.locator('#register').dblclick();
    await page.waitForURL('**/console/counter/registered/**');
    await page.getByText('该客户的同一事项还有未结束的收件').waitFor();
    await keepPicture(page, `counter-registered-${width}`);
    expect(await breaches(page)).toEqual([]);
    const id = caseOf(page);
    expect(await listDocuments(views.test.register, id)).toMatchObject([
      { materialCode: 'application-form' },
    ]);
    for (const paper of ['receipt', 'sheet']) {
      await page.goto(`${views.url}/console/cases/${id}/print/${paper}`);
      await page.locator('#print').waitFor();
      expect(await breaches(page)).toEqual([]);
      await keepPicture(page, `print-${paper}-${width}`);
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('nav').isVisible()).toBe(false);
      await keepPicture(page, `print-${paper}-paper-${width}`);
      await page.emulateMedia({ media: 'screen' });
    }
    expect(views.errors.filter((error) => !error.includes('400 (Bad Request)'))).toEqual([]);
    views.errors.length = 0;
  },
);

test('the customer’s phone brings photos to the form in front of the clerk', async () => {
  const customer = people.person();
  const page = await views.logIn('desk', 'clerk');
  await page.goto(`${views.url}/console/counter`);
  await page.selectOption('[name=matterCode]', 'refund-claim');
  await page.locator('[data-material="payment-proof"]').waitFor();
  await page.click('[data-handover-open]');
  const address = (await page.locator('#handover .address').textContent())?.trim() ?? '';
  const phone = await views.open('phone', new URL(address).pathname, { isScriptless: true });
  await keepPicture(phone, 'upload-phone');
  await phone.selectOption('#material', 'payment-proof');
  await phone.setInputFiles('#photo', { name: 'IMG_0001.png', mimeType: 'image/png', buffer: scan });
  await phone.click('main button');
  await phone.getByText('已送达窗口').waitFor();
  await keepPicture(phone, 'upload-done-phone');
  // Nobody presses anything at the counter: the file appears, and its material is ticked.
  await page.locator('#arrived [data-document]').waitFor();
  expect(await page.isChecked('[name="material.payment-proof.isReceived"]')).toBe(true);
  expect(await page.inputValue('[name="material.payment-proof.form"]')).toBe('electronic');
  await page.locator('#phone').screenshot({ path: '.stack/screenshots/counter-handover-desk.png' });
  expect(await breaches(page)).toEqual([]);
  await page.fill('[name=reason]', '商品有质量问题，申请退款。');
  await page.fill('[name="customer.documentNumber"]', customer.idNumber);
  await page.fill('[name="customer.name"]', customer.name);
  await page.fill('[name="customer.phone"]', customer.phone);
  await page.check('[name=consent]');
  await page.keyboard.press('Control+Enter');
  await page.waitForURL('**/console/counter/registered/**');
  expect(await listDocuments(views.test.register, caseOf(page))).toMatchObject([
    { materialCode: 'payment-proof', uploadedBy: 'customer' },
  ]);
  await phone.reload();
  await phone.getByText('二维码已失效').waitFor();
  const english = await views.open('phone', '/u/gone', { language: 'en' });
  await english.getByText('no longer valid').waitFor();
  expect(await breaches(english)).toEqual([]);
  expect(views.errors.filter((error) => !error.includes('404 (Not Found)'))).toEqual([]);
  views.errors.length = 0;
  expect((await verifyAudit(views.test.register)).problems).toEqual([]);
});

test('without script the same form registers a known customer', async () => {
  const customer = people.person();
  await register(views.test, caseJson(views.test, { customer }));
  const page = await views.logIn('phone', 'clerk', { isScriptless: true });
  await page.goto(`${views.url}/console/counter`);
  await page.selectOption('[name=matterCode]', 'refund-claim');
  await page.fill('[name="customer.documentNumber"]', customer.idNumber);
  await page.getByRole('button', { name: '查找已登记客户' }).click();
  await page.getByRole('button', { name: '填入已登记信息' }).click();
  expect(await page.inputValue('[name="customer.name"]')).toBe(customer.name);
  await page.getByRole('button', { name: '显示二维码' }).click();
  await page.locator('.qr svg').waitFor();
  await page.fill('[name=reason]', '商品有质量问题，申请退款。');
  await page.check('[name="material.application-form.isReceived"]');
  await page.check('[name=consent]');
  // Enter in a field sends the form, not one of the buttons before it.
  await page.press('[name="customer.phone"]', 'Enter');
  await page.waitForURL('**/console/counter/registered/**');
  expect(await readParties(views.test.register, caseOf(page))).toMatchObject([{ name: customer.name }]);
});

import {
  claimNotifications,
  createNotice,
  listOutbox,
  markFailed,
  markUnknown,
  planNotification,
} from '../../src/register/index.ts';
import { register } from '../http/test-app.ts';
import { issueReceipt } from '../pages/scenes.ts';
import { breaches, keepPicture, startViews, type Views, type Width } from './view-browser.ts';

let views: Views;
beforeAll(async () => {
  views = await startViews();
}, 60_000);
afterAll(() => views.close());

const letter = { text: '您的申请已办结，请凭证件到窗口领取。', html: '<p>x</p>', language: 'zh-CN' };

/** A result by SMS and e-mail: nobody knows of the first, the second was refused. */
async function troubledCase(): Promise<string> {
  const { register: store } = views.test;
  const { id: caseId, number } = await register(views.test);
  await issueReceipt(views.test, caseId, '收件回执');
  const { id: noticeId } = await createNotice(store, {
    ...{ caseId, template: 'result', occurrence: '1', series: '办', language: 'zh-CN' },
    render: () => letter.text,
  });
  const message = { noticeId, caseId, recipient: 'customer' };
  await planNotification(store, { ...message, channel: 'sms', address: '+8613800000001', body: letter.text });
  await planNotification(store, {
    ...{ ...message, channel: 'email', subject: '办理结果' },
    address: 'li@customer.example',
    body: JSON.stringify(letter),
  });
  for (const { id, channel, ...claimed } of await claimNotifications(store, 100))
    if (claimed.noticeId === noticeId)
      await (channel === 'sms' ? markUnknown(store, id, 'SMS_NO_ANSWER') : markFailed(store, id, 'SMTP_550'));
  return number;
}

test.each<Width>(['phone', 'desk'])(
  'a clerk settles what nobody knows and sends again (%s)',
  async (width) => {
    const number = await troubledCase();
    const page = await views.logIn(width, 'clerk');
    await page.goto(`${views.url}/console/outbox`);
    await keepPicture(page, `outbox-${width}`);
    expect(await breaches(page)).toEqual([]);

    await page.getByLabel('收件或咨询编号').fill(number);
    await page.getByLabel('状态').selectOption({ label: '结果未知' });
    await page.getByRole('button', { name: '查找' }).click();
    await page.waitForURL('**/console/outbox?*state=unknown*');
    await page.locator('td a').first().click();
    await page.getByRole('button', { name: '已收到' }).waitFor();
    await keepPicture(page, `outbox-item-${width}`);
    expect(await breaches(page)).toEqual([]);
    await page.getByLabel('查看理由').fill('客户询问通知内容');
    await page.getByRole('button', { name: '查看内容' }).click();
    await page.getByText(letter.text).waitFor();
    await keepPicture(page, `outbox-preview-${width}`);
    expect(await breaches(page)).toEqual([]);
    await page.getByRole('button', { name: '已收到' }).click();
    await page.getByText('已记为送达').waitFor();
    expect(await breaches(page)).toEqual([]);

    await page.goto(`${views.url}/console/outbox?state=failed&number=${number}`);
    await page.locator('td a').first().click();
    await page.getByRole('button', { name: '重新发送' }).click();
    await page.getByText('已安排重新发送').waitFor();
    const states = (await listOutbox(views.test.register, { number, limit: 10 })).filter(
      ({ template }) => template === 'result',
    );
    expect(states.map(({ channel, state }) => `${channel} ${state}`).sort()).toEqual([
      'email planned',
      'sms delivered',
    ]);
    expect(views.errors).toEqual([]);
  },
);

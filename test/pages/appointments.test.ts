import request from 'supertest';
import { listAppointments, listNotices } from '../../src/register/index.ts';
import { createTestApp, type TestApp } from '../http/test-app.ts';
import { wholeDatabase } from '../register/case-input.ts';
import { openConsole } from './scenes.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

const day = '2026-03-03';
const form = {
  language: 'zh-CN',
  matterCode: 'refund-claim',
  time: `${day} morning-1`,
  name: '欧阳雨桐',
  phone: '138 1234 5678',
};
const book = (change: object = {}) =>
  request(test.app)
    .post('/appointment')
    .set('Accept', 'text/html')
    .type('form')
    .send({ ...form, ...change });
const get = (path: string) =>
  request(test.app).get(path).set('Accept', 'text/html').set('Accept-Language', 'zh');
const bookedOn = async (when = day) =>
  (await listAppointments(test.register, when)).filter(({ status }) => status === 'booked');

it('offers the next working days only, by the calendar', async () => {
  const { text } = await get('/appointment').expect(200);
  const days = [...text.matchAll(/optgroup label="([^"]+)"/g)].map(([, label]) => label);
  expect(days).toHaveLength(5);
  expect(days[0]).toContain('2026年3月3日');
  // The weekend of 7 and 8 March is left out.
  expect(days[4]).toContain('2026年3月9日');
});

it('books once however often the form is sent, confirms by SMS, and cancels by the link', async () => {
  const requestId = '5b0f6c1e-64a4-4f0e-9a0a-2a4d7a1c0f22';
  await book({ requestId }).expect(303);
  const { headers } = await book({ requestId }).expect(303);
  const [one, another] = await bookedOn();
  expect(another).toBeUndefined();
  const path = (headers.location ?? '').replace('?new=yes', '');
  const { text } = await get(headers.location ?? '').expect(200);
  expect(text).toContain(one?.number);
  expect(text).toContain('预约成功');
  const [notice] = await listNotices(test.register, { appointmentId: one?.id ?? '' });
  expect(notice?.content).toContain('2026年3月3日 09:00–10:30');
  expect(notice?.content).not.toMatch(/\/a\/[\w-]{43}/);
  const messages = await test.register.db
    .selectFrom('notification')
    .select(['channel', 'appointmentId'])
    .execute();
  expect(messages).toEqual([{ channel: 'sms', appointmentId: one?.id }]);
  const dump = await wholeDatabase(test.register);
  for (const personal of ['欧阳雨桐', '13812345678']) expect(dump).not.toContain(personal);
  expect(test.logLines.join('\n')).not.toContain(path);
  await request(test.app).post(path).expect(303);
  await request(test.app).post(path).expect(303);
  expect((await get(path).expect(200)).text).toContain('已取消');
  expect(await bookedOn()).toEqual([]);
});

it('never books more than there are places, also when many ask at once', async () => {
  const answers = await Promise.all(
    Array.from({ length: 9 }, () => book({ time: '2026-03-04 morning-1' }).then(({ status }) => status)),
  );
  expect(answers.filter((status) => status === 303)).toHaveLength(6);
  expect(await bookedOn('2026-03-04')).toHaveLength(6);
  const { text } = await book({ time: '2026-03-04 morning-1' }).expect(400);
  expect(text).toContain('请选择一个有余量的时段');
});

it.each([
  [{ matterCode: 'gone' }, '请选择办理事项'],
  [{ time: '2026-03-07 morning-1' }, '请选择一个有余量的时段'],
  [{ time: '2026-03-02 morning-1' }, '请选择一个有余量的时段'],
  [{ name: '' }, '请填写姓名'],
  [{ phone: '123' }, '请填写 11 位手机号码'],
])('%j is refused by name and books nothing', async (change, problem) => {
  const before = await bookedOn();
  const { text } = await book(change).expect(400);
  expect(text).toContain(problem);
  expect(await bookedOn()).toEqual(before);
});

it('shows the window its day, masked, and departments nothing', async () => {
  await book().expect(303);
  const { browser } = await openConsole(test, 'clerk');
  const { text } = await browser.get(`/console/appointments?day=${day}`).expect(200);
  expect(text).toContain('欧**桐');
  expect(text).toContain('138****5678');
  expect(text).not.toContain('13812345678');
  await browser.get('/console/appointments?day=tomorrow').expect(400);
  await get('/a/' + 'A'.repeat(43)).expect(404);
  const { browser: finance } = await openConsole(test, 'finance');
  await finance.get('/console/appointments').expect(403);
});

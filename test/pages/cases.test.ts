import { verifyAudit } from '../../src/register/index.ts';
import { caseJson, createTestApp, people, register, type TestApp } from '../http/test-app.ts';
import { accept, askForSupplement, classify, finish, openConsole } from './scenes.ts';

let test: TestApp;
let clerk: Awaited<ReturnType<typeof openConsole>>;
let finance: typeof clerk;
let legal: typeof clerk;
beforeEach(async () => {
  test = await createTestApp();
  [clerk, finance, legal] = [
    await openConsole(test, 'clerk'),
    await openConsole(test, 'finance'),
    await openConsole(test, 'legal'),
  ];
});
afterEach(() => test.close());

const path = '/console/cases';
/** The ids of the cases that a page lists, in its order. */
const listed = (text: string) =>
  [...text.matchAll(/<a class="keep" href="\/console\/cases\/([0-9a-f-]{36})"/g)].map(([, id]) => id);
const find = async (query: object, who = clerk) => listed((await who.browser.get(path).query(query)).text);

it('a whole number leads to its case, for whoever may see it', async () => {
  const { id, number } = await register(test);
  await classify(test, id);
  const found = await clerk.browser.get(path).query({ number: ` ${number.toLowerCase()} ` });
  expect([found.status, found.headers.location]).toEqual([303, `${path}/${id}`]);
  expect((await finance.browser.get(path).query({ number })).status).toBe(303);
  const hidden = await legal.browser.get(path).query({ number });
  expect([hidden.status, listed(hidden.text)]).toEqual([200, []]);
  expect(hidden.text).toContain('不在您可查看的范围内');
});

it('pages follow each other with their filters; departments see their own', async () => {
  const ids: string[] = [];
  for (let count = 0; count < 31; count += 1) {
    test.clock.advance(1000);
    const { id } = await register(test);
    await classify(test, id, 'legal');
    ids.unshift(id);
  }
  const other = await register(test, caseJson(test, { matterCode: 'invoice-reissue' }));
  const first = (await legal.browser.get(path).query({ channel: 'web' })).text;
  expect(listed(first)).toEqual(ids.slice(0, 30));
  const older = /rel="next" href="([^"]+)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '';
  expect(older).toContain('channel=web');
  const second = (await legal.browser.get(older)).text;
  expect(listed(second)).toEqual(ids.slice(30));
  expect(second).not.toContain('rel="next"');
  expect(second).toContain(`href="${path}?channel=web"`);
  expect(await find({}, finance)).toEqual([]);
  expect(await find({ department: 'legal' }, finance)).toEqual([]);
  expect(await find({ matter: 'invoice-reissue' })).toEqual([other.id]);
});

it('every filter narrows the list', async () => {
  const waiting = (await register(test)).id;
  await askForSupplement(test, waiting);
  test.clock.advance(86_400_000);
  const handled = await register(test);
  await accept(test, handled.id);
  const closed = (await register(test)).id;
  await finish(test, closed);
  clerk = await openConsole(test, 'clerk');
  const ids = { [waiting]: 'waiting', [handled.id]: 'handled', [closed]: 'closed' };
  const names = async (query: object) => (await find(query)).map((id = '') => ids[id]).sort();
  expect(await names({ state: 'waitingForSupplement' })).toEqual(['waiting']);
  expect(await names({ state: 'closed' })).toEqual(['closed']);
  expect(await names({ state: 'completed' })).toEqual(['closed']);
  expect(await names({ state: 'withdrawn' })).toEqual([]);
  expect(await names({ classification: 'special' })).toEqual([]);
  expect(await names({ channel: 'counter' })).toEqual([]);
  expect(await names({ number: handled.number.slice(0, 11).toLowerCase() })).toEqual(['closed', 'handled']);
  expect(await names({ from: '2026-03-03' })).toEqual(['closed', 'handled']);
  expect(await names({ until: '2026-03-02' })).toEqual(['waiting']);
  expect(await names({ limit: 'overdue' })).toEqual([]);
  test.clock.advance(60 * 86_400_000);
  clerk = await openConsole(test, 'clerk');
  // Neither the paused nor the closed case has a limit that runs.
  expect(await names({ limit: 'overdue' })).toEqual(['handled']);
  expect(await names({ limit: 'near' })).toEqual(['handled']);
});

it.each([
  [{ from: '2026-02-30' }, '请填写日期'],
  [{ from: '2026-03-05', until: '2026-03-04' }, '截止日期不能早于起始日期'],
  [{ number: '%' }, '收件编号只含'],
  [{ number: '<b>' }, '收件编号只含'],
])('%j is refused beside its field', async (query, sentence) => {
  await register(test);
  const { status, text } = await clerk.browser.get(path).query(query);
  expect([status, text.includes(sentence), listed(text)]).toEqual([400, true, []]);
  expect(text).not.toContain('<b>');
});

it('what nobody can know is ignored, not refused', async () => {
  const { id } = await register(test);
  for (const query of [{ before: 'x' }, { state: 'x' }, { limit: 'x' }, { channel: ['web', 'post'] }])
    expect(await find(query)).toEqual([id]);
});

describe('by document number', () => {
  const search = (who: typeof clerk, body: object) =>
    who.browser
      .post(`${path}/by-document`)
      .type('form')
      .send({ csrf: who.csrf, ...body });

  it('finds the cases of a customer or agent that the person may see, and keeps the number nowhere', async () => {
    const agent = people.person();
    const mine = (await register(test, caseJson(test, { agent }))).id;
    const other = (await register(test, caseJson(test, { customer: agent }))).id;
    await register(test);
    await classify(test, other, 'legal');
    const answer = await search(clerk, { documentNumber: ` ${agent.idNumber.toLowerCase()} ` });
    expect(answer.status).toBe(200);
    expect(listed(answer.text).sort()).toEqual([mine, other].sort());
    expect(answer.text).not.toContain(agent.idNumber);
    expect(listed((await search(legal, { documentNumber: agent.idNumber })).text)).toEqual([other]);
    const audit = await test.register.db.selectFrom('audit').selectAll().orderBy('at').execute();
    expect(audit.filter(({ action }) => action === 'casesSearchedByDocument')).toMatchObject([
      { actor: 'clerk', details: { found: 2 } },
      { actor: 'legal', details: { found: 1 } },
    ]);
    expect(JSON.stringify([audit, test.logLines])).not.toContain(agent.idNumber);
    expect((await verifyAudit(test.register)).problems).toEqual([]);
  });

  it('needs a number and the token of the session', async () => {
    const empty = await search(clerk, { documentNumber: ' ' });
    expect([empty.status, empty.text.includes('请填写完整的证件号码')]).toEqual([400, true]);
    expect((await search(clerk, { csrf: 'x', documentNumber: '1' })).status).toBe(403);
  });
});

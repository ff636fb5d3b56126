import {
  bindInquiry,
  bindInstance,
  listAudit,
  receiveInquiry,
  setClassification,
} from '../../src/register/index.ts';
import type { HandChange, OpenTask } from '../../src/engine/reader.ts';
import type { HttpDeps } from '../../src/http/deps.ts';
import { createTestApp, register, type Registered, type TestApp } from '../http/test-app.ts';
import { fakeEngine } from '../support/fake-engine.ts';
import { later, openConsole } from './scenes.ts';

/*
 * Only the engine is not real here: it tells what each test says. Times: Monday, 2 March 2026, ten in the morning.
 */
let app: TestApp;
let told: Partial<HttpDeps['engine']>;
let mine: Registered;
let financeCase: Registered;

const instanceOf = { mine: '2251799813685001', finance: '2251799813685002' };

beforeAll(async () => {
  app = await createTestApp({
    engine: fakeEngine({
      openTasks: (query) => told.openTasks?.(query) ?? Promise.resolve([]),
      openIncidents: () => told.openIncidents?.() ?? Promise.resolve([]),
      endedInstances: (keys) => told.endedInstances?.(keys) ?? Promise.resolve([]),
      handChanges: (since) => told.handChanges?.(since) ?? Promise.resolve([]),
    }),
  });
  mine = await register(app);
  financeCase = await register(app);
  await bindInstance(app.register, mine.id, instanceOf.mine);
  await bindInstance(app.register, financeCase.id, instanceOf.finance);
  await classify(mine.id, 'legal', later(app, 1));
  await classify(financeCase.id, 'finance', later(app, 7));
});
afterAll(() => app.close());
beforeEach(() => {
  told = {};
});

function classify(caseId: string, departmentCode: string, decisionDueAt: Date): Promise<void> {
  return setClassification(app.register, caseId, {
    classification: 'urgent',
    serviceLevel: 'express',
    departmentCode,
    priority: 90,
    decisionDueAt,
  });
}

const task = (key: string, rootInstanceKey: string, change: Partial<OpenTask> = {}): OpenTask => ({
  key,
  elementId: 'Task_CheckCompleteness',
  name: '初审资料完整性',
  processId: 'review',
  processInstanceKey: `${rootInstanceKey}9`,
  rootInstanceKey,
  groups: ['intake-clerk'],
  assignee: null,
  priority: 50,
  dueAt: later(app, 30),
  createdAt: null,
  ...change,
});

async function home(username: string): Promise<string> {
  const { browser } = await openConsole(app, username);
  return (await browser.get('/console').expect(200)).text;
}

/** The part of a page with this id. */
function part(page: string, id: string): string {
  const found = new RegExp(`<section[^>]* id="${id}"[\\s\\S]*?</section>`).exec(page)?.[0];
  if (!found) throw new Error(`The page has no part ${id}`);
  return found.replace(/\s+/g, ' ');
}

describe('own tasks', () => {
  test('lead to the very task and to the case, with the limit of the register in working days', async () => {
    told.openTasks = ({ groups, username }) => {
      expect([groups, username]).toEqual([['intake-clerk'], 'clerk']);
      return Promise.resolve([
        task('11', instanceOf.mine, { assignee: 'clerk' }),
        task('12', instanceOf.finance),
        task('13', 'of-no-case', { name: '回复咨询' }),
        task('14', instanceOf.mine, { assignee: 'reviewer', name: '同事的任务' }),
      ]);
    };
    const tasks = part(await home('clerk'), 'tasks');
    expect(tasks).toContain('<a href="http://tasklist.test/11">初审资料完整性</a>');
    expect(tasks).toContain(`<a href="/console/cases/${mine.id}">${mine.number}</a>`);
    expect(tasks).toContain('剩余 1 个工作日');
    expect(tasks).toContain('剩余 5 个工作日');
    expect(tasks).toContain('紧急');
    expect(tasks).toContain('回复咨询');
    expect(tasks).toContain('我的待办（3）');
    expect(tasks).not.toContain('同事的任务');
    expect(tasks.indexOf('/11"')).toBeLessThan(tasks.indexOf('/12"'));
    expect(tasks).toContain('sortBy=priority');
  });

  test('of cases that the person may not see are left out', async () => {
    told.openTasks = () => Promise.resolve([task('21', instanceOf.mine), task('22', instanceOf.finance)]);
    const tasks = part(await home('finance'), 'tasks');
    expect(tasks).toContain('http://tasklist.test/22');
    expect(tasks).not.toContain('http://tasklist.test/21');
    expect(tasks).not.toContain(mine.number);
  });

  test('of a question lead to it, for those who may see it', async () => {
    const { id, number } = await receiveInquiry(app.register, {
      channel: 'phone',
      language: 'zh-CN',
      topic: 'requirements',
      matter: { code: 'refund-claim', name: '退款申请' },
      question: '退款要哪些资料？',
      asker: { name: '欧阳雨桐', phone: '13812345678', email: 'yutong.ouyang@customer.example' },
    });
    await bindInquiry(app.register, id, '2251799813685077');
    told.openTasks = () => Promise.resolve([task('31', '2251799813685077', { name: '答复咨询' })]);
    const tasks = part(await home('clerk'), 'tasks');
    expect(tasks).toContain(`<a href="/console/inquiries/${id}">${number}</a>`);
    expect(tasks).not.toContain('欧阳');
    expect(part(await home('finance'), 'tasks')).not.toContain(number);
  });

  test('that cannot be read are said to be away, and the cases are there all the same', async () => {
    told.openTasks = () => Promise.reject(new Error('OpenSearch answered 503'));
    const page = await home('clerk');
    expect(part(page, 'tasks')).toContain('暂时读不到流程引擎中的任务');
    expect(part(page, 'near-limit')).toContain(mine.number);
    expect(app.logLines.join('')).toContain('OpenSearch answered 503');
  });
});

describe('cases near their limit', () => {
  test('are those within two working days or overdue, of the departments that the person sees', async () => {
    const page = part(await home('clerk'), 'near-limit');
    expect(page).toContain(mine.number);
    expect(page).not.toContain(financeCase.number);
    expect(part(await home('finance'), 'near-limit')).toContain('没有即将到期或已超期的收件');
    expect(part(await home('legal'), 'near-limit')).toContain(mine.number);
  });

  test('say what is due today and what is late', async () => {
    const limits: readonly (readonly [number, string])[] = [
      [0.1, '今天到期'],
      [-0.1, '已超期'],
      // Thursday to Monday; that Saturday was a make-up day.
      [-4, '已超期 3 个工作日'],
      [1, '剩余 1 个工作日'],
    ];
    for (const [days, words] of limits) {
      await classify(mine.id, 'legal', later(app, days));
      expect(part(await home('clerk'), 'near-limit')).toContain(`>${words}</span>`);
    }
  });
});

describe("the manager's view", () => {
  test('counts what is open, late and stuck; nobody else has it', async () => {
    told.openIncidents = () =>
      Promise.resolve([
        { key: '1', rootInstanceKey: instanceOf.mine, processId: 'review', elementId: 'Task_A' },
        { key: '2', rootInstanceKey: instanceOf.mine, processId: 'review', elementId: 'Task_B' },
      ]);
    const page = await home('manager');
    expect(part(page, 'overview')).toMatch(/<dt>已登记<\/dt> <dd class="">2<\/dd>/);
    const stuck = part(page, 'stuck');
    expect(stuck).toMatch(/ [23] 条消息等待送往流程引擎/);
    expect(stuck.split(`http://operate.test/processes/${instanceOf.mine}`)).toHaveLength(2);
    expect(await home('clerk')).not.toContain('id="overview"');
  });

  test('says when the engine cannot be read', async () => {
    told.endedInstances = () => Promise.reject(new Error('away'));
    expect(part(await home('manager'), 'stuck')).toContain('暂时读不到流程引擎');
  });
});

describe('processes ended or changed by hand', () => {
  const ended = (processInstanceKey: string) => ({
    processInstanceKey,
    ending: 'cancelled' as const,
    endedAt: later(app, -1),
    endedBy: 'clerk',
  });
  const change = (key: string, rootInstanceKey: string): HandChange => ({
    key,
    kind: 'modified',
    rootInstanceKey,
    changedAt: later(app, -1),
    changedBy: null,
  });

  test('stay on the list until they are dealt with, and are counted on the home page', async () => {
    told.endedInstances = (keys) => Promise.resolve(keys.filter((key) => key === instanceOf.mine).map(ended));
    told.handChanges = () =>
      Promise.resolve([change('1-7', instanceOf.finance), change('1-8', 'of-no-case')]);
    const { browser, csrf } = await openConsole(app, 'manager');
    expect(part((await browser.get('/console')).text, 'stuck')).toContain('2 件收件的流程被人工取消或改动');
    const list = (await browser.get('/console/cancelled').expect(200)).text;
    expect(part(list, 'ended')).toContain(mine.number);
    expect(part(list, 'ended')).toContain('收件员甲');
    expect(part(list, 'changed')).toContain(financeCase.number);

    const post = (path: string, body: object) =>
      browser.post(`/console/cancelled/${path}`).type('form').send(body);
    await post(`${mine.id}/restart`, { csrf: 'wrong', key: instanceOf.mine, reason: '误操作' }).expect(403);
    await post(`${mine.id}/restart`, { csrf, key: instanceOf.mine, reason: '' }).expect(400);
    await post(`${mine.id}/restart`, { csrf, key: instanceOf.mine, reason: '电话13812345678' }).expect(400);
    await post(`${financeCase.id}/restart`, { csrf, key: instanceOf.mine, reason: '误操作' }).expect(409);
    await post(`${mine.id}/settle`, { csrf, key: '1-7', reason: '已核对' }).expect(409);
    await post('00000000-0000-4000-8000-000000000000/settle', { csrf, key: '1-7', reason: '已核对' }).expect(
      404,
    );
    expect(await actions(mine)).not.toContain('caseRestarted');

    await post(`${mine.id}/restart`, { csrf, key: instanceOf.mine, reason: '误操作取消' }).expect(303);
    await post(`${mine.id}/restart`, { csrf, key: instanceOf.mine, reason: '误操作取消' }).expect(409);
    await post(`${financeCase.id}/settle`, { csrf, key: '1-7', reason: '环节无误' }).expect(303);
    const after = (await browser.get('/console/cancelled?done=settled').expect(200)).text;
    expect(after).toContain('已记录核对情况');
    expect(part(after, 'ended')).toContain('没有这样的收件');
    expect(part(after, 'changed')).toContain('没有未核对的改动');
    expect((await actions(mine)).filter((action) => action === 'caseRestarted')).toHaveLength(1);
    expect(await actions(financeCase)).toContain('engineChangeSettled');
  });

  test('are for managers only', async () => {
    const { browser, csrf } = await openConsole(app, 'clerk');
    await browser.get('/console/cancelled').expect(403);
    for (const what of ['restart', 'settle'])
      await browser
        .post(`/console/cancelled/${financeCase.id}/${what}`)
        .type('form')
        .send({ csrf, key: instanceOf.finance, reason: '误操作' })
        .expect(403);
  });

  test('cannot be judged while the engine is away; an engine that does not tell of changes says so', async () => {
    const { browser } = await openConsole(app, 'manager');
    told.handChanges = () => Promise.reject(new Error('away'));
    expect((await browser.get('/console/cancelled').expect(200)).text).toContain('暂时读不到流程引擎');
    told.handChanges = () => Promise.resolve(undefined);
    expect((await browser.get('/console/cancelled').expect(200)).text).toContain('不提供人工改动的记录');
  });
});

async function actions({ id }: Registered): Promise<string[]> {
  return (await listAudit(app.register, id)).map(({ action }) => action);
}

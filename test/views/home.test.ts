import { readFileSync } from 'node:fs';
import { bindInstance } from '../../src/register/index.ts';
import type { OpenTask } from '../../src/engine/reader.ts';
import { register, type Registered } from '../http/test-app.ts';
import { accept, classify, later } from '../pages/scenes.ts';
import { fakeEngine } from '../support/fake-engine.ts';
import { breaches, keepPicture, startViews, type Views } from './view-browser.ts';

/* The engine tells of one case that stands in the review, of its tasks and of one that was cancelled. */
const root = '2251799813685001';
const cancelled = '2251799813685002';
const model = (name: string) => readFileSync(`bpmn/intake/${name}.bpmn`, 'utf8');

let views: Views;
let found: Registered;
let isAway = false;
let incidents: readonly string[] = [];

beforeAll(async () => {
  const unless = <T>(answer: () => T): Promise<T> =>
    isAway ? Promise.reject(new Error('away')) : Promise.resolve(answer());
  views = await startViews({
    engine: fakeEngine({
      openTasks: () => unless(() => tasks()),
      tokens: (key) => unless(() => (key === root ? tokens() : [])),
      modelXml: (key) => unless(() => model(key)),
      endedInstances: () =>
        unless(() => [
          {
            processInstanceKey: cancelled,
            ending: 'cancelled' as const,
            endedAt: later(views.test, -0.1),
            endedBy: 'reviewer',
          },
        ]),
      handChanges: () =>
        unless(() => [
          {
            key: '1-1',
            kind: 'modified' as const,
            rootInstanceKey: root,
            changedAt: later(views.test, -0.2),
            changedBy: null,
          },
        ]),
      openIncidents: () =>
        unless(() => [
          { key: '1', rootInstanceKey: root, processId: 'review', elementId: 'Task_CheckMaterials' },
        ]),
    }),
  });
  const { test } = views;
  found = await register(test);
  await classify(test, found.id);
  await bindInstance(test.register, found.id, root);
  const other = await register(test);
  await accept(test, other.id);
  await bindInstance(test.register, other.id, cancelled);
  test.clock.set(later(test, 3));
}, 60_000);
afterAll(() => views.close());
beforeEach(() => {
  isAway = false;
  incidents = [];
});

function tasks(): OpenTask[] {
  const task = {
    key: '2251799813686043',
    elementId: 'Task_CheckCompleteness',
    name: '初审资料完整性',
    processId: 'review',
    processInstanceKey: '2251799813685908',
    rootInstanceKey: root,
    groups: ['intake-clerk'],
    assignee: 'clerk',
    priority: 50,
    dueAt: later(views.test, 5),
    createdAt: null,
  };
  return [task, { ...task, key: '2251799813686044', rootInstanceKey: cancelled, assignee: null }];
}

function tokens() {
  return [
    {
      processInstanceKey: root,
      processDefinitionKey: 'intake',
      processId: 'intake',
      elementIds: ['SubProcess_Main', 'Call_Review'],
      incidentElementIds: [],
    },
    {
      processInstanceKey: '2251799813685908',
      processDefinitionKey: 'review',
      processId: 'review',
      elementIds: ['SubProcess_Examination', 'Task_CheckCompleteness'],
      incidentElementIds: incidents,
    },
  ];
}

const widths = ['phone', 'desk'] as const;

test.each(widths)('home of a clerk and of a manager, %s', async (width) => {
  for (const username of ['clerk', 'manager']) {
    const page = await views.logIn(width, username);
    await page.goto(`${views.url}/console`);
    await page.getByText('我的待办').waitFor();
    expect(await breaches(page)).toEqual([]);
    await keepPicture(page, `home-${username}-${width}`);
    await page.context().close();
  }
});

test.each(widths)('the case file draws the process with its token, %s', async (width) => {
  const page = await views.logIn(width, 'clerk');
  await page.goto(`${views.url}/console/cases/${found.id}`);
  const drawn = page.locator('#progress');
  await drawn.getByText('审核 · 初审资料完整性').waitFor();
  await drawn.locator('[data-element-id="Task_CheckCompleteness"].is-active').waitFor();
  expect(await drawn.locator('.token').allTextContents()).toEqual(['当前']);
  // The token is in the part of the drawing that is seen.
  const box = await drawn.locator('.diagram').boundingBox();
  const token = await drawn.locator('.token').boundingBox();
  expect(token?.x).toBeGreaterThanOrEqual(box?.x ?? NaN);
  expect((token?.x ?? NaN) + (token?.width ?? NaN)).toBeLessThanOrEqual((box?.x ?? 0) + (box?.width ?? 0));
  expect(await breaches(page)).toEqual([]);
  await keepPicture(page, `diagram-${width}`);
  await drawn.getByRole('button', { name: '收件受理' }).click();
  await drawn.locator('[data-element-id="Call_Review"].is-active').waitFor();
  await drawn.locator('[data-element-id="SubProcess_Main"].is-around').waitFor();
  await drawn.screenshot({ path: `.stack/screenshots/diagram-whole-${width}.png` });
  await page.context().close();
});

test('an incident is red, in the words too', async () => {
  incidents = ['Task_CheckCompleteness'];
  const page = await views.logIn('desk', 'clerk');
  await page.goto(`${views.url}/console/cases/${found.id}`);
  await page.locator('#progress [data-element-id="Task_CheckCompleteness"].is-stuck').waitFor();
  expect(await page.locator('#progress .cds--tag').allTextContents()).toEqual(['故障']);
  expect(await page.locator('.token').allTextContents()).toEqual(['故障']);
  expect(await breaches(page)).toEqual([]);
  await page.context().close();
});

test('without script, and without the engine, the words are there', async () => {
  const page = await views.open('phone', '/login', { isScriptless: true });
  await page.fill('input[name=username]', 'clerk');
  await page.fill('input[name=password]', 'clerk-password');
  await page.click('form[action="/login"] button');
  await page.goto(`${views.url}/console/cases/${found.id}`);
  await page.getByText('审核 · 初审资料完整性').waitFor();
  expect(await page.locator('#diagrams').isVisible()).toBe(false);
  isAway = true;
  await page.reload();
  await page.getByText('暂时读不到流程引擎').waitFor();
  await page.getByRole('heading', { name: '资料' }).first().waitFor();
  await page.goto(`${views.url}/console`);
  await page.getByText('暂时读不到流程引擎中的任务').waitFor();
  await page.context().close();
});

test('the diagrams of a case are for those who may see it', async () => {
  const page = await views.logIn('desk', 'legal');
  const answer = await page.goto(`${views.url}/console/cases/${found.id}/diagrams.json`);
  expect(answer?.status()).toBe(404);
  await page.context().close();
});

test.each(widths)('what was cancelled or changed by hand, %s', async (width) => {
  const page = await views.logIn(width, 'manager');
  await page.goto(`${views.url}/console/cancelled`);
  await page.locator('#ended summary').first().click();
  expect(await breaches(page)).toEqual([]);
  await keepPicture(page, `cancelled-${width}`);
  await page.context().close();
});

test('no script and no policy complained', () => {
  expect(views.errors.filter((error) => !error.includes('404'))).toEqual([]);
});

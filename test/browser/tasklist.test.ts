import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { portVariables } from '../../local/ports.ts';
import { createAttacher } from '../support/attacher.ts';
import { launchChromium } from '../support/chromium.ts';
import { EngineWatch } from '../support/engine-watch.ts';
import { IntakeClient, type HandedIn } from '../support/intake-client.ts';
import { createOpenSearchFeed } from '../support/record-feed.ts';
import { createPeople } from '../support/sample-people.ts';
import { freePorts } from '../support/test-stack.ts';
import { until } from '../support/wait.ts';

/*
 * One story in a real browser beside a real `npm start`: a clerk finds the task in Tasklist, opens the case file from the
 * form, refuses one material, completes; the case moves on in Operate, and the customer sees it on a phone.
 */

const screenshots = resolve('.stack', 'screenshots');
const folder = mkdtempSync(join(tmpdir(), 'browser-'));
const ports = await freePorts();
const appUrl = `http://127.0.0.1:${ports.app}`;
const webappsUrl = `http://127.0.0.1:${ports.webapps}`;
const output: string[] = [];
let launcher: ChildProcess | undefined;
let browser: Browser | undefined;
let file: HandedIn | undefined;

beforeAll(async () => {
  mkdirSync(screenshots, { recursive: true });
  launcher = spawn(process.execPath, ['--import', 'tsx', 'local/start.ts'], {
    env: { ...process.env, ...portVariables(ports), DATA_DIR: join(folder, 'data') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await untilReady(launcher);
  browser = await launchChromium();
  const client = new IntakeClient(appUrl);
  const attach = await createAttacher(client);
  const wish = { matterCode: 'refund-claim', customer: createPeople(900).person() };
  file = await client.handIn(wish, await attach(wish));
}, 300_000);

afterAll(async () => {
  await browser?.close();
  if (launcher?.exitCode === null) {
    launcher.kill('SIGTERM');
    await once(launcher, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** Resolves when `npm start` says that everything is ready; rejects with what it said when it ends before. */
function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolveReady, reject) => {
    const listen = (chunk: Buffer) => {
      output.push(chunk.toString());
      if (output.join('').includes('收件受理已就绪')) resolveReady();
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', () => reject(new Error(`npm start ended:\n${output.join('')}`)));
  });
}

/** A window of somebody who has not logged in yet. */
async function window(url: string): Promise<Page> {
  if (!browser) throw new Error('The browser did not start');
  const context = await browser.newContext({ viewport: { width: 1280, height: 1000 }, locale: 'zh-CN' });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

async function logIn(page: Page, username: string, button = 'button[type=submit]'): Promise<void> {
  await page.fill('input[name=username]', username);
  await page.fill('input[name=password]', 'demo');
  await page.click(button);
}

function handedIn(): HandedIn {
  if (!file) throw new Error('No case was handed in');
  return file;
}

test('a clerk checks the materials in Tasklist and the case moves on in Operate', async () => {
  const { id, number, customerLink } = handedIn();
  const tasklist = await window(`${webappsUrl}/tasklist`);
  await logIn(tasklist, 'clerk');
  await tasklist.locator('[data-testid^="task-"]').filter({ hasText: '初审资料完整性' }).first().click();
  await tasklist.getByRole('button', { name: 'Assign to me' }).click();
  const form = tasklist.locator('.fjs-form');
  await form.getByText(number).waitFor();

  const verdict = form.locator('.fjs-form-field-select').filter({ hasText: '初审结论' }).first();
  await verdict.locator('.fjs-input-group').click();
  await verdict.locator('.fjs-dropdownlist-item').filter({ hasText: '未签字' }).click();
  await form
    .locator('.fjs-form-field-textfield, .fjs-form-field-textarea')
    .filter({ hasText: '需要补什么' })
    .first()
    .locator('input, textarea')
    .fill('第二页没有签字');
  await tasklist.screenshot({ path: join(screenshots, 'tasklist.png') });

  const [caseFile] = await Promise.all([
    tasklist.waitForEvent('popup'),
    form.getByRole('link', { name: '打开案卷' }).click(),
  ]);
  await logIn(caseFile, 'clerk', 'main button');
  await caseFile.waitForURL(`**/console/cases/${id}`);
  expect(new URL(caseFile.url()).pathname).toBe(`/console/cases/${id}`);
  await caseFile.getByText(number).first().waitFor();

  const [scan] = await Promise.all([
    caseFile.context().waitForEvent('page'),
    caseFile.getByRole('link', { name: 'PDF' }).first().click(),
  ]);
  await scan.getByRole('img', { name: '第 1 页' }).waitFor();
  await scan.screenshot({ path: join(screenshots, 'scan.png') });

  await tasklist.getByRole('button', { name: 'Complete Task' }).click();
  await tasklist.getByText('Task completed').waitFor();

  const watch = new EngineWatch(createOpenSearchFeed(`http://127.0.0.1:${ports.openSearch}`));
  const review = await watch.until(undefined, 'the reviewer has the next task', () =>
    watch.allTasks().find(({ elementId }) => elementId === 'Task_ReviewCompleteness'),
  );
  const operate = await window(`${webappsUrl}/operate`);
  await logIn(operate, 'manager');
  await operate.getByText('Dashboard').first().waitFor();
  await operate.goto(`${webappsUrl}/operate/processes/${review.processInstanceKey}`);
  await operate
    .locator('.djs-overlays[data-container-id="Task_ReviewCompleteness"]')
    .getByTestId('state-overlay-active')
    .waitFor();
  await operate.screenshot({ path: join(screenshots, 'operate.png') });

  await caseFile.reload();
  await caseFile.getByText('第二页没有签字').first().waitFor();
  await caseFile.getByText('李晓梅').first().waitFor();
  await caseFile.screenshot({ path: join(screenshots, 'case-file.png'), fullPage: true });

  const phone = await browser?.newPage({ viewport: { width: 360, height: 740 } });
  await phone?.goto(customerLink);
  await phone?.getByText(number).first().waitFor();
  expect(await phone?.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
  await phone?.screenshot({ path: join(screenshots, 'customer-page.png'), fullPage: true });
}, 240_000);

/** Opens the console's page as somebody, with a window of their own. */
async function consoleOf(username: string, path: string): Promise<Page> {
  const page = await window(`${appUrl}${path}`);
  await logIn(page, username, 'main button');
  await page.waitForURL(`${appUrl}${path}`);
  return page;
}

/** Loads the page again until the text is there: Tasklist and Operate take what happened in with some delay. */
async function reloadUntil(page: Page, selector: string, text: string): Promise<void> {
  const isThere = async () => (await page.locator(selector).innerText()).includes(text);
  await until(
    `${selector} says ${text}`,
    async () => {
      if (await isThere()) return true;
      await page.reload();
      return isThere();
    },
    { withinMs: 60_000, everyMs: 1_000 },
  );
}

/** What Operate's own page sends when somebody presses its buttons. */
async function operateAs(username: string) {
  const login = await fetch(`${webappsUrl}/api/login`, {
    method: 'POST',
    body: new URLSearchParams({ username, password: 'demo' }),
  });
  const headers = {
    cookie: login.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; '),
    'x-csrf-token': login.headers.get('x-csrf-token') ?? '',
    'content-type': 'application/json',
  };
  const url = (instanceKey: string, path = '') => `${webappsUrl}/api/process-instances/${instanceKey}${path}`;
  return {
    read: async (instanceKey: string) => (await fetch(url(instanceKey), { headers })).status,
    async change(instanceKey: string, path: string, body: object) {
      const answer = await fetch(url(instanceKey, path), {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      return { status: answer.status, text: await answer.text() };
    },
  };
}

test('home leads to the very task, the case file shows the token, and a cancelled process comes back', async () => {
  const { id, number } = handedIn();
  const home = await consoleOf('reviewer', '/console');
  await reloadUntil(home, '#tasks', '复核资料完整性');
  await home.getByText(number).first().waitFor();
  await home.screenshot({ path: join(screenshots, 'home.png'), fullPage: true });
  await home.getByRole('link', { name: '复核资料完整性' }).click();
  await logIn(home, 'reviewer');
  await home.locator('.fjs-form').getByText(number).waitFor();
  await home.getByRole('heading', { name: '复核资料完整性' }).first().waitFor();

  const caseFile = await consoleOf('reviewer', `/console/cases/${id}`);
  await caseFile.getByText('审核 · 复核资料完整性').waitFor();
  await caseFile.locator('#progress [data-element-id="Task_ReviewCompleteness"].is-active').waitFor();
  await caseFile.screenshot({ path: join(screenshots, 'case-file-diagram.png'), fullPage: true });
  const link = await caseFile.getByRole('link', { name: '在 Operate 中查看流程' }).getAttribute('href');
  const root = link?.split('/').at(-1) ?? '';

  const manager = await operateAs('manager');
  expect(await manager.read(root)).toBe(200);
  const cancel = { operationType: 'CANCEL_PROCESS_INSTANCE' };
  const modify = {
    modifications: [{ modification: 'CANCEL_TOKEN', fromFlowNodeId: 'Call_Review' }],
  };
  for (const refused of [
    await manager.change(root, '/operation', cancel),
    await manager.change(root, '/modify', modify),
  ])
    expect(refused).toMatchObject({ status: 400, text: expect.stringContaining('denied') as string });

  const owner = await operateAs('demo');
  expect(await owner.change(root, '/operation', cancel)).toMatchObject({ status: 200 });
  const office = await consoleOf('manager', '/console/cancelled');
  await reloadUntil(office, '#ended', number);
  await office.goto(`${appUrl}/console`);
  await office.getByText('1 件收件的流程被人工取消或改动').click();
  const ended = office.locator('#ended');
  await reloadUntil(office, '#ended', 'demo');
  await ended.locator('summary').click();
  await ended.getByRole('textbox').fill('误操作取消');
  await office.screenshot({ path: join(screenshots, 'cancelled.png'), fullPage: true });
  await ended.getByRole('button', { name: '重新启动流程' }).click();
  await office.getByText('已安排重新启动流程').waitFor();

  const clerk = await consoleOf('clerk', '/console');
  await reloadUntil(clerk, '#tasks', number);
  expect(await clerk.locator('#tasks').innerText()).toContain('初审资料完整性');
}, 240_000);

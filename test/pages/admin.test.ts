import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import request from 'supertest';
import { auditActionWords, auditProblemWords } from '../../src/http/pages/audit-words.ts';
import {
  appendAudit,
  authenticate,
  listSessions,
  listStaff,
  type StaffListItem,
} from '../../src/register/index.ts';
import { createTestApp, register, type TestApp } from '../http/test-app.ts';
import { openConsole } from './scenes.ts';

let test: TestApp;
let clerk: Awaited<ReturnType<typeof openConsole>>;
let manager: typeof clerk;
beforeEach(async () => {
  test = await createTestApp();
  [clerk, manager] = [await openConsole(test, 'clerk'), await openConsole(test, 'manager')];
});
afterEach(() => test.close());

async function memberCalled(username: string): Promise<StaffListItem> {
  const member = (await listStaff(test.register)).find((one) => one.username === username);
  if (!member) throw new Error(`no account ${username}`);
  return member;
}

describe('the list of staff', () => {
  it('shows roles, departments, state and last login, and only the manager sees sessions', async () => {
    for (let attempt = 0; attempt < 5; attempt += 1) await authenticate(test.register, 'legal', 'wrong');
    await test.register.db
      .updateTable('staff')
      .set({ isActive: false })
      .where('username', '=', 'finance')
      .execute();
    const { text } = await clerk.browser.get('/console/staff').expect(200);
    for (const part of ['收件员甲', '收件员', '法务部', '锁定至 2026-03-02', '已停用', '2026-03-02 10:00'])
      expect(text).toContain(part);
    expect(text).not.toContain('进行中的登录');
    expect((await manager.browser.get('/console/staff')).text).toContain('结束 1 个登录：收件员甲');
    expect((await request(test.app).get('/console/staff')).headers.location).toContain('/login');
  });

  it('lets the manager end somebody’s sessions, nobody else', async () => {
    const { id } = await memberCalled('clerk');
    const end = (who: typeof clerk, csrf = who.csrf, staffId = id) =>
      who.browser.post(`/console/staff/${staffId}/sessions/end`).type('form').send({ csrf });
    expect((await end(clerk)).status).toBe(403);
    expect((await end(manager, 'x')).status).toBe(403);
    expect((await end(manager, manager.csrf, 'no-id')).status).toBe(404);
    expect((await clerk.browser.get('/console/cases')).status).toBe(200);
    expect((await end(manager)).headers.location).toBe('/console/staff?done=ended');
    expect((await clerk.browser.get('/console/cases')).headers.location).toContain('/login');
    expect((await manager.browser.get('/console/cases')).status).toBe(200);
  });
});

describe('a person’s sessions', () => {
  const end = (who: typeof clerk, id: string, csrf = who.csrf) =>
    who.browser.post(`/console/sessions/${id}/end`).type('form').send({ csrf });

  it('are listed with the current one marked, and end one by one', async () => {
    const elsewhere = await openConsole(test, 'clerk');
    const { text } = await clerk.browser.get('/console/sessions').expect(200);
    expect(text.match(/本次登录/g)).toHaveLength(1);
    const ids = [...text.matchAll(/sessions\/([0-9a-f-]{36})\/end/g)].map(([, id = '']) => id);
    expect(ids).toHaveLength(2);
    const { id: staffId } = await memberCalled('clerk');
    const current = /sessions\/([0-9a-f-]{36})\/end(?:(?!<form)[^])*?退出/.exec(
      text.slice(text.indexOf('本次登录')),
    )?.[1];
    const other = ids.find((id) => id !== current) ?? '';
    expect((await end(clerk, other, 'x')).status).toBe(403);
    expect((await end(clerk, other)).headers.location).toBe('/console/sessions?done=ended');
    expect((await elsewhere.browser.get('/console/cases')).headers.location).toContain('/login');
    expect((await end(clerk, String(current))).headers.location).toBe('/login');
    expect((await clerk.browser.get('/console/cases')).headers.location).toContain('/login');
    expect(await listSessions(test.register, staffId, undefined)).toEqual([]);
  });

  it('of another person answer as unknown ones do', async () => {
    const { id } = await memberCalled('manager');
    const [foreign] = await listSessions(test.register, id, undefined);
    for (const sessionId of [foreign?.id ?? '', 'no-id', '00000000-0000-4000-8000-000000000000'])
      expect((await end(clerk, sessionId)).status).toBe(404);
    expect((await manager.browser.get('/console/cases')).status).toBe(200);
  });
});

describe('the matters', () => {
  it('are shown as the decision tables have them, with versions', async () => {
    const list = (await clerk.browser.get('/console/matters').expect(200)).text;
    for (const { code, name } of test.deps.matters.list('zh-CN')) {
      expect(list).toContain(`href="/console/matters/${code}">${name}</a>`);
      const page = (await clerk.browser.get(`/console/matters/${code}`).expect(200)).text;
      for (const type of ['person', 'organisation'] as const)
        for (const material of test.deps.matters.materialsFor(code, type, true))
          for (const part of [material.name, material.standard]) expect(page).toContain(part);
    }
    expect(list).toMatch(/办事指南 \d+\.\d+\.\d+ · 应交资料 \d+\.\d+\.\d+。与流程引擎中的最新版本一致/);
    expect((await clerk.browser.get('/console/matters/unknown')).status).toBe(404);
  });

  it('say when the engine has other versions, and when it cannot be asked', async () => {
    const { engine } = test.deps;
    engine.deployment = () => Promise.resolve({ isHealthy: false });
    expect((await clerk.browser.get('/console/matters')).text).toContain('最新版本与此不同');
    engine.reach = () => Promise.resolve({ isHealthy: false });
    expect((await clerk.browser.get('/console/matters')).text).toContain('未能核对版本');
  });
});

describe('the audit trail', () => {
  const rowsOf = (text: string) => text.split('<tr>').slice(2);

  it('is for managers, newest first, in words, and narrowed by case, person and action', async () => {
    const { id, number } = await register(test);
    await appendAudit(test.register, {
      caseId: id,
      actor: 'clerk',
      action: 'partyRevealed',
      details: { reason: '电话核实', fields: ['phone'] },
    });
    test.clock.advance(1000);
    await authenticate(test.register, 'clerk', 'wrong');
    const open = async (query: object) =>
      rowsOf((await manager.browser.get('/console/audit').query(query)).text);
    const all = await open({});
    expect(all[0]).toContain('登录失败');
    expect(all.join('')).toContain('登记收件');
    const ofCase = await open({ number: number.toLowerCase() });
    expect(ofCase.every((row) => row.includes(number))).toBe(true);
    expect(ofCase.length).toBeGreaterThan(1);
    const [revealed, ...none] = await open({ actor: 'clerk', action: 'partyRevealed' });
    for (const part of ['收件员甲', '查看当事人信息', '理由：电话核实', number])
      expect(revealed).toContain(part);
    expect(none).toEqual([]);
    expect(await open({ number: '20260302-RC-9999' })).toEqual([]);
    expect((await clerk.browser.get('/console/audit')).status).toBe(403);
  });

  it('pages without gap or repetition', async () => {
    for (let index = 0; index < 60; index += 1)
      await appendAudit(test.register, {
        caseId: null,
        actor: 'clerk',
        action: 'loginFailed',
        details: { index },
      });
    const seen: string[] = [];
    for (let next = '/console/audit?action=loginFailed'; next;) {
      const { text } = await manager.browser.get(next);
      seen.push(...[...text.matchAll(/index：(\d+)/g)].map(([, index = '']) => index));
      next = /rel="next" href="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    }
    expect(seen.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, index) => index));
  });

  it('checks the chain of a case when asked, and finds what was changed', async () => {
    const { id, number } = await register(test);
    const check = async () =>
      (await manager.browser.get('/console/audit').query({ number, verify: '1' }).expect(200)).text;
    expect(await check()).toContain('条记录完整');
    await test.register.db.updateTable('auditHead').set({ seq: 9 }).where('chain', '=', id).execute();
    const broken = await check();
    for (const part of ['记录不完整', auditProblemWords.tailCut ?? 'x']) expect(broken).toContain(part);
    expect(
      (await manager.browser.get('/console/audit').query({ number: 'x', verify: '1' })).text,
    ).not.toContain('完整性');
  });

  it('has a word for every action that the code records', () => {
    const files = ['src', 'workers'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => readFileSync(join(folder, name), 'utf8')),
    );
    const actions = files.flatMap((text) =>
      [...text.matchAll(/\baction: ([^;{}]*?'[a-z]\w*'[^;{}]*?),?\n/g)].flatMap(([, value = '']) =>
        [...value.matchAll(/'([a-z]+[A-Z]\w*)'/g)].map(([, action = '']) => action),
      ),
    );
    expect(actions.length).toBeGreaterThan(30);
    expect([...new Set(actions)].filter((action) => !Object.hasOwn(auditActionWords, action))).toEqual([]);
  });
});

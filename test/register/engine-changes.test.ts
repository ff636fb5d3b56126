import {
  bindInstance,
  casesOfInstances,
  closeCase,
  countOpenCases,
  getCase,
  listAudit,
  listCasesNearLimit,
  listRounds,
  openInstanceKeys,
  openRound,
  recordStep,
  requestWithdrawal,
  restartCase,
  setClassification,
  settleChange,
  settledChanges,
  stepOccurrence,
  type Register,
} from '../../src/register/index.ts';
import { createTestRegister, type TestRegister } from '../support/register.ts';
import { newCase } from './case-input.ts';

let scratch: TestRegister;
let register: Register;
let caseId: string;
let instance: string;
let count = 0;

beforeAll(async () => {
  scratch = await createTestRegister();
  register = scratch.register;
});
afterAll(() => scratch.drop());
beforeEach(async () => {
  caseId = (await newCase(register)).id;
  count += 1;
  instance = `225179981368${5_000 + count}`;
  await bindInstance(register, caseId, instance);
});

const restart = () =>
  restartCase(register, { caseId, endedInstanceKey: instance, actor: 'manager', reason: '误操作取消' });

function classify(dueAt: Date, departmentCode = 'finance'): Promise<void> {
  return setClassification(register, caseId, {
    classification: 'routine',
    serviceLevel: 'standard',
    departmentCode,
    priority: 50,
    decisionDueAt: dueAt,
  });
}

/** Names and ids of the case's messages for the engine. */
async function messagesOut(): Promise<string[]> {
  const messages = await register.db
    .selectFrom('outbox')
    .select(['name', 'messageId'])
    .where('correlationKey', '=', caseId)
    .orderBy('createdAt')
    .execute();
  return messages.map(({ name, messageId }) => `${name} ${messageId.replace(caseId, 'case')}`);
}

describe('a case whose instance was ended by hand', () => {
  test('is started again once, however often that is asked for', async () => {
    expect(await Promise.all([restart(), restart(), restart()])).toEqual(
      expect.arrayContaining([true, false, false]),
    );
    expect((await getCase(register, caseId)).processInstanceKey).toBeNull();
    expect(await messagesOut()).toEqual([
      'intake.caseRegistered case',
      `intake.caseRegistered case:after:${instance}`,
    ]);
    const actions = (await listAudit(register, caseId)).map(({ action }) => action);
    expect(actions.filter((action) => action === 'caseRestarted')).toHaveLength(1);

    await bindInstance(register, caseId, `${instance}9`);
    expect(await restart()).toBe(false);
    expect((await getCase(register, caseId)).processInstanceKey).toBe(`${instance}9`);
  });

  test('waits no longer for the supplement that the old instance asked for', async () => {
    await openRound(register, {
      caseId,
      dueAt: new Date('2026-03-16T10:00:00Z'),
      reminderAt: new Date('2026-03-10T10:00:00Z'),
      items: [{ code: 'contract', name: '合同', problem: '缺少', requirement: '原件 1 份' }],
      serviceElementInstanceKey: `round-${caseId}`,
    });
    await restart();
    expect((await getCase(register, caseId)).status).toBe('reviewing');
    expect((await listRounds(register, caseId)).map(({ status }) => status)).toEqual(['closed']);
  });

  test('tells a pending withdrawal to the new instance', async () => {
    await requestWithdrawal(register, caseId);
    scratch.clock.advance(1_000);
    await restart();
    expect((await messagesOut()).slice(-2).sort()).toEqual([
      `intake.caseRegistered case:after:${instance}`,
      `intake.withdrawn case:withdrawn:after:${instance}`,
    ]);
  });

  test('is not started again once it is closed', async () => {
    await closeCase(register, caseId, { outcome: 'withdrawn' });
    await expect(restart()).rejects.toMatchObject({ code: 'CASE_CLOSED' });
  });

  test('counts the completions of a task in each instance by itself', async () => {
    const step = (key: string, processInstanceKey: string | undefined) => ({
      caseId,
      elementId: 'Task_CheckCompleteness',
      name: '初审资料完整性',
      decision: 'complete',
      isValid: true,
      decidedBy: 'clerk',
      serviceElementInstanceKey: `${caseId}-${key}`,
      processInstanceKey,
    });
    await recordStep(register, step('a', 'first'));
    await recordStep(register, step('b', 'first'));
    expect(await stepOccurrence(register, step('b', 'first'))).toBe(2);
    expect(await stepOccurrence(register, step('c', 'second'))).toBe(1);
    expect(await recordStep(register, step('c', 'second'))).toEqual({ occurrence: 3, isNew: true });
    expect(await stepOccurrence(register, step('c', 'second'))).toBe(1);
    expect(await stepOccurrence(register, step('d', undefined))).toBe(4);
  });
});

test('a change that was looked into is settled once', async () => {
  const settle = { caseId, changeKey: `1-${count}`, actor: 'manager', reason: '已核对' };
  await settleChange(register, settle);
  await settleChange(register, settle);
  expect([...(await settledChanges(register, [settle.changeKey, '1-none']))]).toEqual([settle.changeKey]);
  const entries = await listAudit(register, caseId);
  expect(entries.filter(({ action }) => action === 'engineChangeSettled')).toHaveLength(1);
});

test('finds cases by instance, counts the open ones, lists those near their limit', async () => {
  const before = (await countOpenCases(register)).get('registered') ?? 0;
  const due = new Date('2026-03-03T10:00:00Z');
  await classify(due);
  expect((await casesOfInstances(register, [instance, '1'])).get(instance)?.id).toBe(caseId);
  expect(await openInstanceKeys(register)).toContain(instance);
  const near = async (departmentCodes?: readonly string[], at = due) =>
    (await listCasesNearLimit(register, { before: at, departmentCodes, limit: 1_000 })).map(({ id }) => id);
  expect(await near()).toContain(caseId);
  expect(await near(['finance'])).toContain(caseId);
  expect(await near(['legal'])).not.toContain(caseId);
  expect(await near([])).toEqual([]);
  expect(await near(undefined, new Date(due.getTime() - 1))).not.toContain(caseId);
  await closeCase(register, caseId, { outcome: 'withdrawn' });
  expect(await near()).not.toContain(caseId);
  expect(await openInstanceKeys(register)).not.toContain(instance);
  expect((await countOpenCases(register)).get('registered') ?? 0).toBe(before - 1);
});

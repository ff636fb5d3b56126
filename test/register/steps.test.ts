import {
  addOpinion,
  getCase,
  listAudit,
  listHops,
  listOpinions,
  listSteps,
  openHop,
  recordCustody,
  recordStep,
  stepOccurrence,
  type Register,
} from '../../src/register/index.ts';
import { createTestRegister, type TestRegister } from '../support/register.ts';
import { newCase, wholeDatabase } from './case-input.ts';

let scratch: TestRegister;
let register: Register;
let caseId: string;

beforeAll(async () => {
  scratch = await createTestRegister();
  register = scratch.register;
});
afterAll(() => scratch.drop());
beforeEach(async () => {
  caseId = (await newCase(register)).id;
});

const step = (key: string, change: { isValid?: boolean; note?: string } = {}) => ({
  caseId,
  elementId: 'Task_ReviewCompliance',
  name: '合规性审核',
  decision: 'compliant',
  isValid: true,
  decidedBy: 'reviewer1',
  serviceElementInstanceKey: `${caseId}-${key}`,
  ...change,
});

describe('decisions', () => {
  test('are counted per user task, refused answers too, and written once per recording', async () => {
    expect(await stepOccurrence(register, step('a'))).toBe(1);
    expect(await recordStep(register, step('a', { isValid: false }))).toEqual({ occurrence: 1, isNew: true });
    expect(await recordStep(register, step('a', { isValid: false }))).toEqual({
      occurrence: 1,
      isNew: false,
    });
    expect(await stepOccurrence(register, step('a'))).toBe(1);
    expect(await stepOccurrence(register, step('b'))).toBe(2);
    expect(await recordStep(register, step('b'))).toEqual({ occurrence: 2, isNew: true });
    expect((await listSteps(register, caseId)).map((row) => [row.occurrence, row.isValid])).toEqual([
      [1, false],
      [2, true],
    ]);
    expect((await listAudit(register, caseId)).map(({ action }) => action)).toEqual([
      'caseRegistered',
      'answerRefused',
      'stepDecided',
    ]);
  });

  test('are written once, however many jobs try at once', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => recordStep(register, step('a'))));
    expect(all.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(all.every(({ occurrence }) => occurrence === 1)).toBe(true);
  });

  test('take no note that looks like personal data', async () => {
    await expect(recordStep(register, step('a', { note: '电话13812345678' }))).rejects.toMatchObject({
      code: 'VALUE_INVALID',
    });
    await recordStep(register, step('b', { note: '资料齐全' }));
    expect(await listSteps(register, caseId)).toMatchObject([{ note: '资料齐全', occurrence: 1 }]);
  });
});

test('opinions are kept encrypted and read back', async () => {
  const text = '申请人欧阳的理由成立，但金额需财务复核';
  await addOpinion(register, { caseId, elementId: 'Task_GiveSpecialOpinion', text, writtenBy: 'reviewer1' });
  expect(await listOpinions(register, caseId)).toMatchObject([{ text, writtenBy: 'reviewer1' }]);
  expect(await wholeDatabase(register)).not.toContain('申请人欧阳');
});

describe('the circulation slip', () => {
  const hop = (key: string) => ({
    caseId,
    departmentCode: 'finance',
    handedOverBy: 'circulation1',
    originals: 2,
    copies: 1,
    serviceElementInstanceKey: `${caseId}-${key}`,
  });

  test('gets a row per hop, once per job; custody makes the case one that is handled', async () => {
    expect(await openHop(register, hop('a'))).toEqual({ hop: 1, isNew: true });
    expect(await openHop(register, hop('a'))).toEqual({ hop: 1, isNew: false });
    await recordCustody(register, {
      caseId,
      hop: 1,
      isReceived: false,
      decidedBy: 'finance1',
      reasonCode: 'lost',
    });
    expect(await getCase(register, caseId)).toMatchObject({ status: 'registered' });
    expect(await openHop(register, hop('b'))).toEqual({ hop: 2, isNew: true });
    await recordCustody(register, { caseId, hop: 2, isReceived: true, decidedBy: 'finance1' });
    await recordCustody(register, { caseId, hop: 2, isReceived: false, decidedBy: 'finance2' });
    expect(await listHops(register, caseId)).toMatchObject([
      { hop: 1, status: 'notReceived', reasonCode: 'lost' },
      { hop: 2, status: 'received', receivedBy: 'finance1', originals: 2, copies: 1 },
    ]);
    expect(await getCase(register, caseId)).toMatchObject({ status: 'handling', departmentCode: 'finance' });
    await expect(
      recordCustody(register, { caseId, hop: 3, isReceived: true, decidedBy: 'finance1' }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

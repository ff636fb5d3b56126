import {
  closeCase,
  currentMaterials,
  expireRound,
  getCase,
  listDocuments,
  listRounds,
  openRound,
  receiveSupplement,
  recordMaterialVerdicts,
  requestWithdrawal,
  type Register,
} from '../../src/register/index.ts';
import { createTestRegister, type TestRegister } from '../support/register.ts';
import { material, newCase, sha256 } from './case-input.ts';

let scratch: TestRegister;
let register: Register;
let caseId: string;

beforeAll(async () => {
  scratch = await createTestRegister();
  register = scratch.register;
});
afterAll(() => scratch.drop());
beforeEach(async () => {
  scratch.clock.set('2026-03-02T02:00:00Z');
  caseId = (await newCase(register)).id;
});

const dueAt = new Date('2026-03-16T10:00:00Z');
const items = [{ code: 'payment-proof', name: '付款凭证', problem: '未提交', requirement: '复印件1份' }];

function open(key = `${caseId}-1`) {
  const reminderAt = new Date('2026-03-11T10:00:00Z');
  return openRound(register, { caseId, dueAt, reminderAt, items, serviceElementInstanceKey: key });
}

function supply() {
  const documents = [
    { materialCode: 'payment-proof', sha256, size: 10, mediaType: 'image/png', fileName: '凭证.png' },
  ];
  return receiveSupplement(register, {
    caseId,
    materials: [{ ...material('payment-proof'), copies: 2 }],
    documents,
    actor: 'customer',
  });
}

async function messages(): Promise<string[]> {
  const rows = await register.db
    .selectFrom('outbox')
    .select('messageId')
    .where('name', '=', 'intake.supplementReceived')
    .where('correlationKey', 'like', `${caseId}:%`)
    .execute();
  return rows.map((row) => row.messageId);
}

test('a round waits, takes in what was supplied and tells the process', async () => {
  expect(await open()).toMatchObject({ round: 1, dueAt, items, status: 'waiting', isNew: true });
  expect(await getCase(register, caseId)).toMatchObject({ status: 'waitingForSupplement' });
  scratch.clock.set(dueAt);
  expect(await supply()).toEqual({ round: 1 });
  expect(await listRounds(register, caseId)).toMatchObject([{ status: 'received', receivedAt: dueAt }]);
  expect(await getCase(register, caseId)).toMatchObject({ status: 'reviewing' });
  expect(await messages()).toEqual([`${caseId}:1`]);
  expect((await listDocuments(register, caseId)).map(({ round }) => round)).toEqual([0, 1]);
});

test('what was supplied last counts, with a verdict of its own', async () => {
  await recordMaterialVerdicts(register, caseId, [
    { code: 'payment-proof', verdict: 'illegible', reason: '模糊' },
  ]);
  await open();
  await supply();
  expect((await currentMaterials(register, caseId)).map((row) => [row.code, row.round, row.verdict])).toEqual(
    [
      ['application-form', 0, null],
      ['payment-proof', 1, null],
    ],
  );
  expect(
    await recordMaterialVerdicts(register, caseId, [
      { code: 'payment-proof', verdict: 'ok' },
      { code: 'bank-account-proof', verdict: 'missing' },
    ]),
  ).toEqual({ withoutHandIn: ['bank-account-proof'] });
  expect((await currentMaterials(register, caseId)).at(-1)).toMatchObject({ verdict: 'ok', copies: 2 });
});

test('a repeated job opens no second round, not even after the supplement has come', async () => {
  await open();
  expect(await open()).toMatchObject({ round: 1, isNew: false });
  await supply();
  expect(await open()).toMatchObject({ round: 1, isNew: false, status: 'received' });
  expect(await open(`${caseId}-2`)).toMatchObject({ round: 2, isNew: true });
  await expect(open(`${caseId}-3`)).rejects.toMatchObject({ code: 'CASE_STATE' });
});

test('what comes when nothing is waited for, twice or too late is refused and leaves nothing', async () => {
  await expect(supply()).rejects.toMatchObject({ code: 'SUPPLEMENT_NOT_OPEN' });
  await open();
  scratch.clock.set(new Date(dueAt.getTime() + 1));
  await expect(supply()).rejects.toMatchObject({ code: 'SUPPLEMENT_TOO_LATE' });
  expect(await listDocuments(register, caseId)).toHaveLength(1);
  scratch.clock.set(dueAt);
  await supply();
  await expect(supply()).rejects.toMatchObject({ code: 'SUPPLEMENT_NOT_OPEN' });
  expect(await messages()).toHaveLength(1);
});

test('after a withdrawal nothing is taken in', async () => {
  await open();
  await requestWithdrawal(register, caseId);
  await expect(supply()).rejects.toMatchObject({ code: 'WITHDRAWAL_PENDING' });
});

test('a round that nobody answered expires once; closing the case ends one that waits', async () => {
  await open();
  expect(await expireRound(register, caseId, 1)).toEqual({ isSupplemented: false });
  expect(await expireRound(register, caseId, 1)).toEqual({ isSupplemented: false });
  await expect(supply()).rejects.toMatchObject({ code: 'SUPPLEMENT_NOT_OPEN' });
  await expect(expireRound(register, caseId, 2)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await open(`${caseId}-2`);
  await closeCase(register, caseId, { outcome: 'withdrawn' });
  expect((await listRounds(register, caseId)).map(({ status }) => status)).toEqual(['expired', 'closed']);
});

test('supplement and deadline at the same moment: both agree who was first, forty times', async () => {
  for (let round = 0; round < 40; round += 1) {
    caseId = (await newCase(register)).id;
    await open();
    const [supplied, expired] = await Promise.allSettled([supply(), expireRound(register, caseId, 1)]);
    if (expired.status === 'rejected') throw expired.reason;
    expect(expired.value.isSupplemented).toBe(supplied.status === 'fulfilled');
    expect(await messages()).toHaveLength(expired.value.isSupplemented ? 1 : 0);
  }
});

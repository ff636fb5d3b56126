import {
  acceptCase,
  bindInstance,
  closeCase,
  getCase,
  listAudit,
  requestWithdrawal,
  setClassification,
  setResult,
  startReview,
  type Register,
} from '../../src/register/index.ts';
import { createTestRegister, type TestRegister } from '../support/register.ts';
import { newCase } from './case-input.ts';

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

const unknown = '00000000-0000-4000-8000-000000000000';
const actions = async () => (await listAudit(register, caseId)).map(({ action }) => action);
const messages = async (name: string) =>
  (await register.db.selectFrom('outbox').selectAll().where('name', '=', name).execute()).filter(
    (row) => row.correlationKey === caseId,
  );

test('a case belongs to one process instance', async () => {
  expect(await bindInstance(register, caseId, '2251799813685249')).toMatchObject({
    processInstanceKey: '2251799813685249',
  });
  expect(await bindInstance(register, caseId, '2251799813685249')).toMatchObject({ id: caseId });
  await expect(bindInstance(register, caseId, '4503599627370497')).rejects.toMatchObject({
    code: 'CASE_ALREADY_BOUND',
  });
  await expect(bindInstance(register, unknown, '6755399441055745')).rejects.toMatchObject({
    code: 'CASE_NOT_FOUND',
  });
  expect(await actions()).toEqual(['caseRegistered', 'instanceBound']);
});

test('of ten instances that want a case at once one gets it', async () => {
  const results = await Promise.allSettled(
    Array.from({ length: 10 }, (_, index) => bindInstance(register, caseId, `${caseId}-${index}`)),
  );
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('the classification is recorded; limits that are not given stay', async () => {
  const decisionDueAt = new Date('2026-03-09T10:00:00Z');
  const input = { serviceLevel: 'standard', departmentCode: 'finance', priority: 50 } as const;
  await setClassification(register, caseId, { ...input, classification: 'routine', decisionDueAt });
  await setClassification(
    register,
    caseId,
    { ...input, classification: 'urgent', priority: 90 },
    'reviewer1',
  );
  expect(await getCase(register, caseId)).toMatchObject({
    classification: 'urgent',
    departmentCode: 'finance',
    priority: 90,
    decisionDueAt,
    promisedFinishAt: null,
  });
});

test('review, acceptance and result follow each other', async () => {
  await startReview(register, caseId, new Date('2026-03-09T10:00:00Z'));
  expect(await getCase(register, caseId)).toMatchObject({ status: 'reviewing' });
  const times = { acceptedAt: scratch.clock.now(), promisedFinishAt: new Date('2026-03-20T10:00:00Z') };
  await acceptCase(register, caseId, times);
  await startReview(register, caseId);
  await setResult(register, caseId, { result: 'granted', collectionWay: 'counter' }, 'finance1');
  expect(await getCase(register, caseId)).toMatchObject({ status: 'accepted', result: 'granted', ...times });
});

test('the first acceptance stands', async () => {
  const first = {
    acceptedAt: new Date('2026-03-02T02:00:00Z'),
    promisedFinishAt: new Date('2026-03-20T10:00:00Z'),
  };
  const second = {
    acceptedAt: new Date('2026-03-03T02:00:00Z'),
    promisedFinishAt: new Date('2026-03-21T10:00:00Z'),
  };
  expect(await acceptCase(register, caseId, first)).toEqual(first);
  expect(await acceptCase(register, caseId, second)).toEqual(first);
  expect((await actions()).filter((action) => action === 'caseAccepted')).toHaveLength(1);
});

test('the first outcome stands, and a closed case takes no changes', async () => {
  const finishedAt = scratch.clock.now();
  const closed = await closeCase(register, caseId, { outcome: 'notAccepted', outcomeReasonCode: 'notOurs' });
  expect(closed).toEqual({ outcome: 'notAccepted', finishedAt });
  expect(await closeCase(register, caseId, { outcome: 'completed' })).toEqual(closed);
  const refused = [
    startReview(register, caseId),
    acceptCase(register, caseId, { acceptedAt: finishedAt, promisedFinishAt: finishedAt }),
    setResult(register, caseId, { result: 'granted' }, 'finance1'),
    requestWithdrawal(register, caseId),
  ];
  for (const change of refused) await expect(change).rejects.toMatchObject({ code: 'CASE_CLOSED' });
  expect(await getCase(register, caseId)).toMatchObject({
    status: 'closed',
    outcome: 'notAccepted',
    outcomeReasonCode: 'notOurs',
    result: null,
  });
});

describe('withdrawal', () => {
  test('is asked for once and told to the process once', async () => {
    const first = await requestWithdrawal(register, caseId);
    expect(await requestWithdrawal(register, caseId)).toEqual(first);
    expect(await messages('intake.withdrawn')).toMatchObject([{ messageId: `${caseId}:withdrawn` }]);
    expect(await actions()).toEqual(['caseRegistered', 'withdrawalRequested']);
  });

  test('leaves no room for a result, and after a result there is none for a withdrawal', async () => {
    await requestWithdrawal(register, caseId);
    await expect(setResult(register, caseId, { result: 'granted' }, 'finance1')).rejects.toMatchObject({
      code: 'WITHDRAWAL_PENDING',
    });
    const other = (await newCase(register)).id;
    await setResult(register, other, { result: 'refused', resultReasonCode: 'noBasis' }, 'finance1');
    await expect(requestWithdrawal(register, other)).rejects.toMatchObject({ code: 'WITHDRAWAL_TOO_LATE' });
  });

  test('that came too late for another outcome is noted', async () => {
    await requestWithdrawal(register, caseId);
    expect(await closeCase(register, caseId, { outcome: 'notAccepted' })).toMatchObject({
      outcome: 'notAccepted',
    });
    expect(await actions()).toEqual([
      'caseRegistered',
      'withdrawalRequested',
      'caseClosed',
      'withdrawalTooLate',
    ]);
  });

  test('and result at the same moment: exactly one of them stands, forty times', async () => {
    for (let round = 0; round < 40; round += 1) {
      const id = (await newCase(register)).id;
      const [withdrawal, result] = await Promise.allSettled([
        requestWithdrawal(register, id),
        setResult(register, id, { result: 'granted' }, 'finance1'),
      ]);
      const after = await getCase(register, id);
      expect([withdrawal.status, result.status].sort()).toEqual(['fulfilled', 'rejected']);
      expect(after.result !== null).toBe(result.status === 'fulfilled');
      expect(after.withdrawalRequestedAt !== null).toBe(withdrawal.status === 'fulfilled');
    }
  });
});

test('ten closings at once end in one outcome with one audit row', async () => {
  const outcomes = ['completed', 'notAccepted', 'withdrawn', 'notSupplemented'] as const;
  const closed = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      closeCase(register, caseId, { outcome: outcomes[index % 4] ?? 'completed' }),
    ),
  );
  expect(new Set(closed.map(({ outcome }) => outcome)).size).toBe(1);
  expect((await actions()).filter((action) => action === 'caseClosed')).toHaveLength(1);
});

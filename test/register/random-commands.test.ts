import fc from 'fast-check';
import {
  acceptCase,
  answerSurvey,
  closeCase,
  expireRound,
  getCase,
  isRegisterError,
  listAudit,
  listRounds,
  openRound,
  openSurvey,
  outcomes,
  readSurvey,
  receiveSupplement,
  requestWithdrawal,
  setResult,
  verifyAudit,
  type Register,
} from '../../src/register/index.ts';
import { createTestRegister, type TestRegister } from '../support/register.ts';
import { newCase } from './case-input.ts';

let scratch: TestRegister;
let register: Register;

beforeAll(async () => {
  scratch = await createTestRegister();
  register = scratch.register;
});
afterAll(() => scratch.drop());

const later = new Date('2026-04-01T10:00:00Z');

/** What customers, staff and the process may do to a case at any moment. */
const commands: Record<string, (caseId: string, n: number) => Promise<unknown>> = {
  open: (caseId, n) =>
    openRound(register, {
      caseId,
      dueAt: later,
      reminderAt: later,
      items: [],
      serviceElementInstanceKey: `${caseId}-${n % 3}`,
    }),
  supply: (caseId) =>
    receiveSupplement(register, { caseId, materials: [], documents: [], actor: 'customer' }),
  expire: (caseId, n) => expireRound(register, caseId, 1 + (n % 2)),
  accept: (caseId) =>
    acceptCase(register, caseId, { acceptedAt: scratch.clock.now(), promisedFinishAt: later }),
  result: (caseId, n) => setResult(register, caseId, { result: n % 2 ? 'granted' : 'refused' }, 'finance1'),
  withdraw: (caseId) => requestWithdrawal(register, caseId),
  close: (caseId, n) => closeCase(register, caseId, { outcome: outcomes[n % 4] ?? 'completed' }),
  openSurvey: (caseId) => openSurvey(register, caseId, later),
  rate: (caseId, n) => answerSurvey(register, { caseId, score: 1 + (n % 5) }),
};

const step = fc.record({ name: fc.constantFrom(...Object.keys(commands)), n: fc.nat(60) });
/** Groups run one after another, the commands of a group at the same time. */
const script = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 });

async function count(caseId: string, name: string): Promise<number> {
  const rows = await register.db
    .selectFrom('outbox')
    .select('id')
    .where('name', '=', name)
    .where('correlationKey', 'like', `${caseId}%`)
    .execute();
  return rows.length;
}

test('whatever happens in whatever order at the same time, a case stays consistent', async () => {
  await fc.assert(
    fc.asyncProperty(script, async (groups) => {
      const caseId = (await newCase(register)).id;
      for (const group of groups) {
        const done = await Promise.allSettled(group.map(async ({ name, n }) => commands[name]?.(caseId, n)));
        // Every refusal is one that the callers know how to answer; nothing else ever comes out.
        for (const result of done)
          if (result.status === 'rejected' && !isRegisterError(result.reason)) throw result.reason;
      }
      const [found, rounds, survey] = await Promise.all([
        getCase(register, caseId),
        listRounds(register, caseId),
        readSurvey(register, caseId),
      ]);
      const actions = (await listAudit(register, caseId)).map(({ action }) => action);
      const times = (action: string) => actions.filter((candidate) => candidate === action).length;

      expect(found.status === 'closed').toBe(found.outcome !== null);
      expect(found.result !== null && found.withdrawalRequestedAt !== null).toBe(false);
      expect(times('caseClosed')).toBe(found.outcome === null ? 0 : 1);
      expect(times('caseAccepted')).toBe(found.acceptedAt === null ? 0 : 1);
      expect(rounds.filter(({ status }) => status === 'waiting').length).toBeLessThanOrEqual(
        found.status === 'closed' ? 0 : 1,
      );
      expect(rounds.map(({ round }) => round)).toEqual(rounds.map((_, index) => index + 1));
      expect(await count(caseId, 'intake.supplementReceived')).toBe(
        rounds.filter(({ status }) => status === 'received').length,
      );
      expect(await count(caseId, 'intake.withdrawn')).toBe(found.withdrawalRequestedAt ? 1 : 0);
      expect(await count(caseId, 'intake.surveyAnswered')).toBe(survey ? 1 : 0);
    }),
    { numRuns: 60 },
  );
  expect((await verifyAudit(register)).problems).toEqual([]);
});

import { answerSurvey, closeCase, openSurvey, readSurvey, type Register } from '../../src/register/index.ts';
import { createTestRegister, type TestRegister } from '../support/register.ts';
import { newCase, wholeDatabase } from './case-input.ts';

let scratch: TestRegister;
let register: Register;
let caseId: string;
const dueAt = new Date('2026-03-12T10:00:00Z');

beforeAll(async () => {
  scratch = await createTestRegister();
  register = scratch.register;
});
afterAll(() => scratch.drop());
beforeEach(async () => {
  scratch.clock.set('2026-03-02T02:00:00Z');
  caseId = (await newCase(register)).id;
  await closeCase(register, caseId, { outcome: 'completed' });
});

const messages = () =>
  register.db
    .selectFrom('outbox')
    .selectAll()
    .where('name', '=', 'intake.surveyAnswered')
    .where('correlationKey', '=', caseId)
    .execute();

test('a closed case is rated once, until the last moment, and the process is told the score', async () => {
  await openSurvey(register, caseId, dueAt);
  scratch.clock.set(dueAt);
  await answerSurvey(register, {
    caseId,
    score: 2,
    reasons: ['slow', 'slow'],
    comment: ' 欧阳女士等了很久 ',
  });
  expect(await readSurvey(register, caseId)).toEqual({
    score: 2,
    reasons: ['slow'],
    comment: '欧阳女士等了很久',
    answeredAt: dueAt,
  });
  expect(await messages()).toMatchObject([{ messageId: `${caseId}:survey`, variables: { surveyScore: 2 } }]);
  expect(await wholeDatabase(register)).not.toContain('欧阳女士');
  await expect(answerSurvey(register, { caseId, score: 5 })).rejects.toMatchObject({
    code: 'SURVEY_ALREADY_ANSWERED',
  });
});

test('before it opens and after its deadline nothing is taken', async () => {
  await expect(answerSurvey(register, { caseId, score: 5 })).rejects.toMatchObject({ code: 'SURVEY_CLOSED' });
  await openSurvey(register, caseId, dueAt);
  scratch.clock.set(new Date(dueAt.getTime() + 1));
  await expect(answerSurvey(register, { caseId, score: 5 })).rejects.toMatchObject({ code: 'SURVEY_CLOSED' });
  expect(await messages()).toEqual([]);
});

test('the first deadline stands', async () => {
  await openSurvey(register, caseId, dueAt);
  const later = new Date('2026-04-01T10:00:00Z');
  expect(await openSurvey(register, caseId, later)).toEqual({ surveyDueAt: dueAt });
});

test.each([0, 6, 3.5, Number.NaN])('%p is no score', async (score) => {
  await openSurvey(register, caseId, dueAt);
  await expect(answerSurvey(register, { caseId, score })).rejects.toMatchObject({ code: 'VALUE_INVALID' });
});

test('of ten answers at once one counts', async () => {
  await openSurvey(register, caseId, dueAt);
  const all = await Promise.allSettled(
    Array.from({ length: 10 }, (_, index) => answerSurvey(register, { caseId, score: 1 + (index % 5) })),
  );
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await messages()).toHaveLength(1);
});

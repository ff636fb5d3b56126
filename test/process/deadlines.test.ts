import { getCase, listRounds, receiveSupplement } from '../../src/register/index.ts';
import { readOutcome, templatesOf } from '../support/case-facts.ts';
import type { CaseWish } from '../support/sample-case.ts';
import { createPeople } from '../support/sample-people.ts';
import { startTestApp, type TestCase } from '../support/test-app.ts';
import { until } from '../support/wait.ts';

const app = await startTestApp('deadlines');
const people = createPeople(106);
afterAll(() => app.stop());

const minuteMs = 60_000;
const incomplete = { 'application-form': 'unsigned' } as const;

/** A case that waits, the instant at which its waiting has a consequence, and the consequence. */
interface Deadline {
  at: Date;
  check: () => Promise<void>;
}

async function waitingAt(elementId: string, wish: Omit<CaseWish, 'customer'>): Promise<TestCase> {
  const file = await app.handIn({ ...wish, customer: people.person() });
  await app.people.drive(file.instanceKey, elementId);
  return file;
}

async function due(file: TestCase, column: 'decisionDueAt' | 'promisedFinishAt'): Promise<Date> {
  const at = (await getCase(app.register, file.id))[column];
  if (!at) throw new Error(`Case ${file.number} has no ${column}.`);
  return at;
}

async function roundOf(file: TestCase) {
  const [round] = await listRounds(app.register, file.id);
  if (!round) throw new Error(`Case ${file.number} has no supplement round.`);
  return round;
}

const hasNotice = (file: TestCase, template: string) =>
  until(`case ${file.number} has the notice ${template}`, async () =>
    (await templatesOf(app, file)).includes(template),
  );

async function managerIsTold(file: TestCase, end: 'registration' | 'review' | 'handling'): Promise<void> {
  await hasNotice(file, 'task-overdue');
  await app.watch.until(file.instanceKey, `the ${end} goes on beside it`, () =>
    app.watch.tasksOf(file.instanceKey).some(({ processId }) => processId === end),
  );
}

async function prepare(): Promise<Record<string, readonly Deadline[]>> {
  const [compare, check, confirm, circulate, supplement, survey] = await Promise.all([
    waitingAt('Task_CompareEntry', { matterCode: 'refund-claim', channel: 'counter' }),
    waitingAt('Task_CheckCompleteness', { matterCode: 'refund-claim' }),
    waitingAt('Task_ConfirmClassification', { matterCode: 'contract-sealing' }),
    waitingAt('Task_Circulate', { matterCode: 'customer-data-change' }),
    waitingAt('Task_AwaitSupplement', { matterCode: 'refund-claim', flaws: incomplete }),
    waitingAt('Task_AwaitSurvey', { matterCode: 'refund-claim' }),
  ]);
  const round = await roundOf(supplement);
  const reminder = await app.people.variable(survey.instanceKey, 'surveyReminderAt');
  return {
    'an entry that nobody compares is told to the manager': [
      { at: await due(compare, 'decisionDueAt'), check: () => managerIsTold(compare, 'registration') },
    ],
    'a review that takes too long is told to the manager': [
      { at: await due(check, 'decisionDueAt'), check: () => managerIsTold(check, 'review') },
    ],
    'a classification that nobody confirms is told to the manager': [
      { at: await due(confirm, 'promisedFinishAt'), check: () => managerIsTold(confirm, 'handling') },
    ],
    'a case past its promised day is told to the manager': [
      { at: await due(circulate, 'promisedFinishAt'), check: () => managerIsTold(circulate, 'handling') },
    ],
    'a supplement is reminded of, then the case is returned': [
      { at: round.reminderAt, check: async () => void (await hasNotice(supplement, 'supplement-reminder')) },
      {
        at: round.dueAt,
        async check() {
          await app.ended(supplement);
          expect(await readOutcome(app, supplement)).toMatchObject({ outcome: 'notSupplemented' });
          expect((await templatesOf(app, supplement)).at(-1)).toBe('not-supplemented');
          await expect(app.client.supplement(supplement.customerLink, supplement.wish)).rejects.toMatchObject(
            {
              status: 409,
            },
          );
        },
      },
    ],
    'a survey is reminded of, then closed without an answer': [
      {
        at: new Date(String(reminder)),
        check: async () => void (await hasNotice(survey, 'survey-reminder')),
      },
      {
        at: (await getCase(app.register, survey.id)).surveyDueAt ?? new Date(0),
        async check() {
          await app.ended(survey);
          expect(app.watch.instancesAt('EndEvent_SurveyUnanswered')).not.toEqual([]);
          await expect(app.client.answerSurvey(survey.customerLink, 5)).rejects.toMatchObject({
            status: 409,
          });
        },
      },
    ],
  };
}

describe('deadlines, in working days on the engine’s clock', () => {
  const results = new Map<string, Promise<void>[]>();

  beforeAll(async () => {
    const stories = await prepare();
    const timeline = Object.entries(stories)
      .flatMap(([name, deadlines]) => deadlines.map((deadline) => ({ name, ...deadline })))
      .sort((one, other) => one.at.getTime() - other.at.getTime());
    for (const { name, at, check } of timeline) {
      const instant = new Date(at.getTime() + minuteMs);
      if (instant > app.now()) await app.advanceTo(instant);
      const result = check();
      results.set(name, [...(results.get(name) ?? []), result]);
      // Later deadlines are looked at all the same; each test reports its own.
      await result.catch(() => undefined);
    }
  });

  test.each([
    'an entry that nobody compares is told to the manager',
    'a review that takes too long is told to the manager',
    'a classification that nobody confirms is told to the manager',
    'a case past its promised day is told to the manager',
    'a supplement is reminded of, then the case is returned',
    'a survey is reminded of, then closed without an answer',
  ])('%s', async (name) => {
    const checks = results.get(name) ?? [];
    expect(checks.length).toBeGreaterThan(0);
    await Promise.all(checks);
  });

  test('a supplement in time counts, even when the deadline is noticed first', async () => {
    const file = await waitingAt('Task_AwaitSupplement', { matterCode: 'refund-claim', flaws: incomplete });
    const round = await roundOf(file);
    await app.advanceTo(new Date(round.dueAt.getTime() - minuteMs));
    await app.stopApp();
    await receiveSupplement(app.register, {
      caseId: file.id,
      actor: 'customer',
      materials: [
        {
          code: 'application-form',
          name: '业务申请表',
          form: 'electronic',
          originals: 1,
          copies: 0,
          isSigned: true,
          isSealed: false,
        },
      ],
      documents: [],
    });
    await app.advanceEngineTo(new Date(round.dueAt.getTime() + minuteMs));
    await app.watch.until(file.instanceKey, 'the engine has noticed the deadline', () =>
      app.watch.isActive(file.instanceKey, 'Task_ExpireSupplement'),
    );
    await app.startApp();
    await app.people.drive(file.instanceKey, 'Task_AwaitSurvey');
    expect(await templatesOf(app, file)).toEqual(
      expect.arrayContaining(['supplement-received', 'acceptance', 'result']),
    );
  });
});

import { enqueueMessage } from '../../src/register/index.ts';
import { readOutcome, templatesOf } from '../support/case-facts.ts';
import type { CaseWish } from '../support/sample-case.ts';
import { createPeople } from '../support/sample-people.ts';
import { startTestApp } from '../support/test-app.ts';

const app = await startTestApp('withdrawn');
const people = createPeople(103);
afterAll(() => app.stop());

const stages: readonly (readonly [stage: string, elementId: string, wish: CaseWish])[] = [
  [
    'registration',
    'Task_CompareEntry',
    { matterCode: 'refund-claim', customer: people.person(), channel: 'counter' },
  ],
  ['review', 'Task_ReviewCompliance', { matterCode: 'refund-claim', customer: people.person() }],
  [
    'the wait for a supplement',
    'Task_AwaitSupplement',
    {
      matterCode: 'invoice-reissue',
      customer: people.company(),
      flaws: { 'application-form': 'unsigned' },
    },
  ],
  ['handling', 'Task_ConfirmCustody', { matterCode: 'site-entry', customer: people.company() }],
];

describe('a case that the customer withdraws', () => {
  test.concurrent.each(stages)('during %s', async (_stage, elementId, wish) => {
    const file = await app.handIn(wish);
    await app.people.drive(file.instanceKey, elementId);
    await app.client.withdraw(file.customerLink);
    await app.ended(file);
    expect(await readOutcome(app, file)).toMatchObject({ status: 'closed', outcome: 'withdrawn' });
    expect((await templatesOf(app, file)).at(-1)).toBe('withdrawal');
    expect(app.watch.tasksOf(file.instanceKey)).toEqual([]);
  });

  test.concurrent('asked twice: one withdrawal', async () => {
    const file = await app.handIn({ matterCode: 'invoice-reissue', customer: people.person() });
    await app.people.task(file.instanceKey, 'Task_CheckCompleteness');
    await app.client.withdraw(file.customerLink);
    await app.client.withdraw(file.customerLink).catch(() => undefined);
    await app.ended(file);
    const templates = await templatesOf(app, file);
    expect(templates.filter((template) => template === 'withdrawal')).toHaveLength(1);
  });
});

describe('a start message that comes a second time under another id', () => {
  test.concurrent('starts nothing that touches the case: the second instance ends at once', async () => {
    const file = await app.handIn({ matterCode: 'refund-claim', customer: people.person() });
    await app.people.task(file.instanceKey, 'Task_CheckCompleteness');
    await enqueueMessage(app.register, {
      name: 'intake.caseRegistered',
      correlationKey: file.id,
      messageId: `${file.id}-again`,
      variables: { caseId: file.id },
      timeToLiveMs: 600_000,
    });
    await app.client.withdraw(file.customerLink);
    await app.ended(file);
    await app.watch.until(undefined, 'the second instance has ended', () =>
      app.watch.instancesAt('EndEvent_AlreadyRunning').some((key) => key > file.instanceKey),
    );
    expect(await readOutcome(app, file)).toMatchObject({
      outcome: 'withdrawn',
      processInstanceKey: String(file.instanceKey),
    });
    expect((await templatesOf(app, file)).filter((template) => template === 'receipt')).toHaveLength(1);
  });
});

import { readOutcome, stepsAt, templatesOf } from '../support/case-facts.ts';
import { createPeople } from '../support/sample-people.ts';
import { startTestApp } from '../support/test-app.ts';

const app = await startTestApp('not-accepted');
const people = createPeople(102);
afterAll(() => app.stop());

describe('a case that is not accepted', () => {
  test.concurrent('the document has expired: refused without troubling anybody', async () => {
    const file = await app.handIn({
      matterCode: 'customer-data-change',
      customer: people.person(),
      documentValidUntil: '2025-06-30',
    });
    await app.people.drive(file.instanceKey, 'ended');
    expect(await readOutcome(app, file)).toMatchObject({
      status: 'closed',
      outcome: 'notAccepted',
      outcomeReasonCode: 'documentExpired',
    });
    expect(await templatesOf(app, file)).toEqual(['non-acceptance']);
  });

  test.concurrent('the power of attorney is for something else', async () => {
    const file = await app.handIn({
      matterCode: 'refund-claim',
      customer: people.person(),
      agent: people.person(),
      authorisation: { scope: 'other' },
    });
    await app.people.drive(file.instanceKey, 'ended');
    expect(await readOutcome(app, file)).toMatchObject({ outcomeReasonCode: 'authorisationScope' });
  });

  test.concurrent('a doubtful identity is found untrue by the clerk', async () => {
    const file = await app.handIn({
      matterCode: 'invoice-reissue',
      customer: people.person(),
      agent: people.person(),
      authorisation: { principalName: people.person().name },
    });
    await app.people.drive(file.instanceKey, 'ended', {
      Task_CheckIdentity: [{ identityDecision: 'notProven', identityReasonCode: 'personMismatch' }],
    });
    expect(await readOutcome(app, file)).toMatchObject({
      outcome: 'notAccepted',
      outcomeReasonCode: 'personMismatch',
    });
    expect(await stepsAt(app, file, 'Task_CheckIdentity')).toMatchObject([
      { decidedBy: 'clerk', isValid: true },
    ]);
  });

  test.concurrent('not compliant: reasons and a way out go to the customer', async () => {
    const customer = people.person();
    const file = await app.handIn({ matterCode: 'warranty-claim', customer });
    await app.people.drive(file.instanceKey, 'ended', {
      Task_ReviewCompliance: [
        {
          complianceDecision: 'nonCompliant',
          complianceReasonCode: 'outsideScope',
          solutionCode: 'applyElsewhere',
          hasSensitiveContent: false,
        },
      ],
    });
    expect(await readOutcome(app, file)).toMatchObject({
      outcome: 'notAccepted',
      outcomeReasonCode: 'outsideScope',
    });
    expect(await templatesOf(app, file)).toEqual(['receipt', 'non-acceptance']);
    await expect(app.client.withdraw(file.customerLink)).rejects.toMatchObject({ status: 409 });
  });
});

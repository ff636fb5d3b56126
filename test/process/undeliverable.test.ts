import { stepsAt } from '../support/case-facts.ts';
import { createPeople } from '../support/sample-people.ts';
import { startTestApp } from '../support/test-app.ts';

const app = await startTestApp('undeliverable');
const people = createPeople(105);
afterAll(() => app.stop());

describe('a result that reaches the customer on no channel', () => {
  test.concurrent('becomes a task of the feedback specialist, beside the survey', async () => {
    const customer = people.person();
    const file = await app.handIn({ matterCode: 'refund-claim', customer });
    await app.people.drive(file.instanceKey, 'Task_HandleCase');
    app.mail.refuse(customer.email, 550);
    app.sms.refuseNumber(`+86${customer.phone}`);
    await app.people.drive(file.instanceKey, 'Task_ReachCustomer');
    await app.people.answer(await app.people.task(file.instanceKey, 'Task_ReachCustomer'), {
      reachDecision: 'reached',
    });
    await app.people.drive(file.instanceKey, 'EndEvent_ReachRecorded', {
      Task_ReachCustomer: [{ reachDecision: 'reached', reachReasonCode: 'byPhone' }],
    });
    expect(app.watch.isActive(file.instanceKey, 'Task_AwaitSurvey')).toBe(true);
    expect(await stepsAt(app, file, 'Task_ReachCustomer')).toMatchObject([
      { isValid: false },
      { isValid: true, decision: 'reached', reasonCode: 'byPhone', decidedBy: 'feedback' },
    ]);
    await app.client.answerSurvey(file.customerLink, 4);
    await app.people.drive(file.instanceKey, 'ended');
  });

  test.concurrent('one channel is enough: nobody is troubled', async () => {
    const customer = people.person();
    const file = await app.handIn({ matterCode: 'refund-claim', customer });
    app.mail.refuse(customer.email, 550);
    await app.people.drive(file.instanceKey, 'Task_AwaitSurvey');
    await app.client.answerSurvey(file.customerLink, 5);
    await app.people.drive(file.instanceKey, 'ended');
    expect(await stepsAt(app, file, 'Task_ReachCustomer')).toEqual([]);
  });
});

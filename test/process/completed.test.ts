import { createPeople } from '../support/sample-people.ts';
import { startTestApp } from '../support/test-app.ts';
import { readOutcome, templatesOf } from '../support/case-facts.ts';

const app = await startTestApp('completed');
const people = createPeople(1);
afterAll(() => app.stop());

describe('a case that is completed', () => {
  test.concurrent('complete and compliant: granted, announced and rated well', async () => {
    const file = await app.handIn({ matterCode: 'refund-claim', customer: people.person() });
    await app.people.drive(file.instanceKey, 'Task_AwaitSurvey');
    await app.client.answerSurvey(file.customerLink, 5);
    await app.people.drive(file.instanceKey, 'ended');
    expect(await readOutcome(app, file)).toMatchObject({
      status: 'closed',
      outcome: 'completed',
      result: 'granted',
      classification: 'routine',
    });
    expect(await templatesOf(app, file)).toEqual(['receipt', 'acceptance', 'result']);
  });
});

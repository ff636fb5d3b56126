import { z } from 'zod';
import { judgeMaterials, type Answer } from '../support/answers.ts';
import { stepsAt } from '../support/case-facts.ts';
import type { Plan } from '../support/people.ts';
import { createPeople } from '../support/sample-people.ts';
import { startTestApp, type TestCase } from '../support/test-app.ts';

const app = await startTestApp('answers');
const people = createPeople(104);
afterAll(() => app.stop());

/** At each task an answer that its form would not send; each must come back to the same person, then pass. */
const refusedFirst: Plan = {
  Task_CheckIdentity: [{ identityDecision: 'notProven' }, { identityDecision: 'proven' }],
  Task_CompareEntry: [{ entryDecision: 'perhaps' }, { entryDecision: 'matches' }],
  Task_CheckCompleteness: [{ materialChecks: [] }, (seen) => judgeMaterials(seen, {})],
  Task_ReviewCompleteness: [
    (seen) => withoutReasons(judgeMaterials(seen, { 'application-form': 'unsigned' })),
    (seen) => judgeMaterials(seen, { 'application-form': 'ok' }),
  ],
  Task_ReviewCompliance: [
    { complianceDecision: 'nonCompliant', complianceReasonCode: 'unlawful' },
    { complianceDecision: 'compliant' },
  ],
  Task_ConfirmClassification: [
    { confirmDecision: 'changed', newClassification: 'nonsense', confirmReasonCode: 'urgencyFound' },
    { confirmDecision: 'confirmed' },
  ],
  Task_GiveSpecialOpinion: [{ specialDecision: 'disagree' }, { specialDecision: 'agree' }],
  Task_Circulate: [
    { circulationDepartmentCode: 'nowhere', circulationOriginals: 1, circulationCopies: 1 },
    { circulationDepartmentCode: 'security', circulationOriginals: 1, circulationCopies: 1 },
  ],
  Task_ConfirmCustody: [{ custodyDecision: 'notReceived' }, { custodyDecision: 'received' }],
  Task_HandleCase: [
    { handlingResult: 'granted', collectionWay: 'post', handlingNote: '请致电 13912345678' },
    { handlingResult: 'granted', collectionWay: 'post' },
  ],
};

describe('an answer that cannot stand', () => {
  test.concurrent('comes back to the person at every task, and is recorded as refused', async () => {
    const file = await app.handIn({
      matterCode: 'site-entry',
      customer: people.person(),
      channel: 'post',
      documentValidUntil: null,
    });
    await app.people.drive(file.instanceKey, 'Task_AwaitSurvey', refusedFirst);
    for (const elementId of Object.keys(refusedFirst)) await expectSecondTry(file, elementId);
    await app.client.answerSurvey(file.customerLink, 2);
    await app.people.drive(file.instanceKey, 'ended', {
      Task_FollowUpRating: [
        { followUpDecision: 'resolved' },
        { followUpDecision: 'resolved', followUpReasonCode: 'unclear' },
      ],
    });
    await expectSecondTry(file, 'Task_FollowUpRating');
  });

  test.concurrent('says at the task what is to be put right, in Chinese', async () => {
    const file = await app.handIn({ matterCode: 'refund-claim', customer: people.person() });
    await app.people.drive(file.instanceKey, 'Task_ReviewCompliance');
    await app.people.answer(await app.people.task(file.instanceKey, 'Task_ReviewCompliance'), {
      complianceDecision: 'nonCompliant',
    });
    await app.people.task(file.instanceKey, 'Task_ReviewCompliance');
    const problem = await app.people.variable(file.instanceKey, 'answerProblem');
    expect(z.string().parse(problem)).toMatch(/^请/);
  });
});

async function expectSecondTry(file: TestCase, elementId: string): Promise<void> {
  const steps = await stepsAt(app, file, elementId);
  expect([elementId, ...steps.map(({ isValid }) => isValid)]).toEqual([elementId, false, true]);
}

/** Bad verdicts without the reason that the form demands. */
function withoutReasons(answer: Answer): Answer {
  const rows = z.array(z.record(z.string(), z.unknown())).parse(answer.materialChecks);
  return { materialChecks: rows.map(({ materialCode, verdict }) => ({ materialCode, verdict })) };
}

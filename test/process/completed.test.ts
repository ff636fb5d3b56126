import { listHops } from '../../src/register/index.ts';
import { judgeMaterials } from '../support/answers.ts';
import { readOutcome, stepsAt, templatesOf } from '../support/case-facts.ts';
import { createPeople } from '../support/sample-people.ts';
import { startTestApp } from '../support/test-app.ts';

const app = await startTestApp('completed');
const people = createPeople(101);
afterAll(() => app.stop());

describe('a case that is completed', () => {
  test.concurrent('complete and compliant: granted, announced on both channels, rated well', async () => {
    const customer = people.person();
    const file = await app.handIn({ matterCode: 'refund-claim', customer });
    await app.people.drive(file.instanceKey, 'Task_AwaitSurvey');
    await app.client.answerSurvey(file.customerLink, 5);
    await app.people.drive(file.instanceKey, 'ended');
    expect(await readOutcome(app, file)).toMatchObject({
      status: 'closed',
      outcome: 'completed',
      result: 'granted',
      classification: 'routine',
      departmentCode: 'finance',
    });
    expect(await templatesOf(app, file)).toEqual(['receipt', 'acceptance', 'result']);
    expect(app.mail.messages().filter(({ to }) => to.includes(customer.email))).toHaveLength(3);
    expect(app.sms.messages.filter(({ to }) => to === `+86${customer.phone}`)).toHaveLength(3);
  });

  test.concurrent('refused with a reason; the link in the notice shows it', async () => {
    const customer = people.company();
    const file = await app.handIn({ matterCode: 'warranty-claim', customer });
    await app.people.drive(file.instanceKey, 'Task_AwaitSurvey', {
      Task_HandleCase: [
        { handlingResult: 'refused', handlingReasonCode: 'outsideLimits', collectionWay: 'electronic' },
      ],
    });
    const notice = app.mail.messages().findLast(({ to }) => to.includes(customer.email));
    const link = /https?:\/\/\S+\/c\/[\w-]{43}/.exec(notice?.text ?? '')?.[0] ?? 'no link in the notice';
    expect(await app.client.readCustomer(link)).toMatchObject({ outcome: 'completed', result: 'refused' });
    await app.client.answerSurvey(link, 3);
    await app.people.drive(file.instanceKey, 'ended');
    expect(await readOutcome(app, file)).toMatchObject({ resultReasonCode: 'outsideLimits' });
  });

  test.concurrent('incomplete: one notice with every item, supplement, then granted', async () => {
    const file = await app.handIn({
      matterCode: 'supplier-admission',
      customer: people.company(),
      flaws: { 'qualification-certificate': 'missing', 'quality-commitment': 'unsealed' },
    });
    await app.people.drive(file.instanceKey, 'Task_AwaitSupplement');
    const view = await app.client.readCustomer(file.customerLink);
    expect(view.supplement?.items.map(({ code }) => code).sort()).toEqual([
      'qualification-certificate',
      'quality-commitment',
    ]);
    await app.client.supplement(file.customerLink, file.wish);
    await app.people.drive(file.instanceKey, 'Task_AwaitSurvey');
    expect(await templatesOf(app, file)).toEqual([
      'receipt',
      'supplement-notice',
      'supplement-received',
      'acceptance',
      'result',
    ]);
  });

  test.concurrent('the reviewer finds what the clerk overlooked; a second round follows', async () => {
    const file = await app.handIn({
      matterCode: 'refund-claim',
      customer: people.person(),
      flaws: { 'order-or-contract': 'missing' },
    });
    await app.people.drive(file.instanceKey, 'Task_AwaitSupplement');
    await app.client.supplement(file.customerLink, file.wish);
    await app.people.task(file.instanceKey, 'Task_CheckCompleteness');
    await app.people.drive(file.instanceKey, 'Task_AwaitSupplement', {
      Task_ReviewCompleteness: [(seen) => judgeMaterials(seen, { 'payment-proof': 'illegible' })],
    });
    const view = await app.client.readCustomer(file.customerLink);
    expect(view.supplement).toMatchObject({ round: 2, items: [{ code: 'payment-proof' }] });
    await app.client.supplement(file.customerLink, file.wish);
    await app.people.drive(file.instanceKey, 'Task_AwaitSurvey');
    expect(await readOutcome(app, file)).toMatchObject({ outcome: 'completed' });
  });

  test.concurrent('urgent: the duty manager is told at once, priority 90', async () => {
    const file = await app.handIn({
      matterCode: 'contract-sealing',
      customer: people.company(),
      isUrgentRequested: true,
    });
    const task = await app.people.task(file.instanceKey, 'Task_CheckCompleteness');
    expect(task.priority).toBe(90);
    await app.people.drive(file.instanceKey, 'Task_AwaitSurvey');
    expect(await readOutcome(app, file)).toMatchObject({ classification: 'urgent', priority: 90 });
    expect(await templatesOf(app, file)).toContain('urgent-case');
    const toManager = app.mail.messages().filter(({ to }) => to.includes('manager@intake.example'));
    expect(toManager.some(({ text }) => text.includes(file.number))).toBe(true);
  });

  test.concurrent('special: a reviewer gives an opinion with conditions first', async () => {
    const file = await app.handIn({ matterCode: 'site-entry', customer: people.company() });
    await app.people.drive(file.instanceKey, 'Task_AwaitSurvey', {
      Task_GiveSpecialOpinion: [{ specialDecision: 'agreeWithConditions', specialReasonCode: 'safety' }],
    });
    expect(await readOutcome(app, file)).toMatchObject({
      classification: 'special',
      departmentCode: 'security',
    });
    expect(await stepsAt(app, file, 'Task_GiveSpecialOpinion')).toMatchObject([
      { decision: 'agreeWithConditions', reasonCode: 'safety', decidedBy: 'reviewer' },
    ]);
  });

  test.concurrent('the review finds sensitive content: the case is proposed as special', async () => {
    const file = await app.handIn({ matterCode: 'invoice-reissue', customer: people.person() });
    await app.people.drive(file.instanceKey, 'Task_Circulate', {
      Task_ReviewCompliance: [{ complianceDecision: 'compliant', hasSensitiveContent: true }],
      Task_GiveSpecialOpinion: [{ specialDecision: 'agree' }],
    });
    expect(await readOutcome(app, file)).toMatchObject({ classification: 'special' });
  });

  test.concurrent('the classification is changed: urgent now, another department', async () => {
    const file = await app.handIn({ matterCode: 'warranty-claim', customer: people.person() });
    await app.people.drive(file.instanceKey, 'Task_Circulate', {
      Task_ConfirmClassification: [
        {
          confirmDecision: 'changed',
          newClassification: 'urgent',
          newServiceLevel: 'express',
          newDepartmentCode: 'legal',
          confirmReasonCode: 'urgencyFound',
        },
      ],
    });
    expect(await readOutcome(app, file)).toMatchObject({
      classification: 'urgent',
      serviceLevel: 'express',
      departmentCode: 'legal',
      priority: 90,
    });
    expect(await templatesOf(app, file)).toContain('urgent-case');
    await app.people.drive(file.instanceKey, 'Task_AwaitSurvey');
    expect(await stepsAt(app, file, 'Task_HandleCase')).toMatchObject([{ decidedBy: 'legal' }]);
  });

  test.concurrent('the department did not get the papers: a second hop to another one', async () => {
    const file = await app.handIn({ matterCode: 'contract-sealing', customer: people.company() });
    await app.people.drive(file.instanceKey, 'Task_AwaitSurvey', {
      Task_Circulate: [
        { circulationDepartmentCode: 'legal', circulationOriginals: 2, circulationCopies: 0 },
        { circulationDepartmentCode: 'procurement', circulationOriginals: 2, circulationCopies: 0 },
      ],
      Task_ConfirmCustody: [
        { custodyDecision: 'notReceived', custodyReasonCode: 'wrongDepartment' },
        { custodyDecision: 'received' },
      ],
    });
    expect(await listHops(app.register, file.id)).toMatchObject([
      { hop: 1, departmentCode: 'legal', status: 'notReceived', handedOverBy: 'circulation' },
      { hop: 2, departmentCode: 'procurement', status: 'received', receivedBy: 'procurement' },
    ]);
    expect(await readOutcome(app, file)).toMatchObject({ departmentCode: 'procurement' });
  });

  test.concurrent('at the counter: the entry is corrected, then verified and compared again', async () => {
    const file = await app.handIn({
      matterCode: 'invoice-reissue',
      customer: people.person(),
      agent: people.person(),
      channel: 'counter',
    });
    await app.people.drive(file.instanceKey, 'Task_CheckCompleteness', {
      Task_CompareEntry: [{ entryDecision: 'corrected' }, { entryDecision: 'matches' }],
    });
    const steps = await stepsAt(app, file, 'Task_CompareEntry');
    expect(steps.map(({ decision }) => decision)).toEqual(['corrected', 'matches']);
  });

  test.concurrent('a doubtful identity is looked at and found true', async () => {
    const file = await app.handIn({
      matterCode: 'customer-data-change',
      customer: people.person(),
      documentValidUntil: null,
    });
    await app.people.drive(file.instanceKey, 'Task_CheckCompleteness', {
      Task_CheckIdentity: [{ identityDecision: 'proven' }],
    });
    expect(await templatesOf(app, file)).toEqual(['receipt']);
  });

  test.concurrent('a bad rating is followed up', async () => {
    const file = await app.handIn({ matterCode: 'refund-claim', customer: people.person(), language: 'en' });
    await app.people.drive(file.instanceKey, 'Task_AwaitSurvey');
    await app.client.answerSurvey(file.customerLink, 1, '等了很久都没有人接待');
    await app.people.drive(file.instanceKey, 'ended', {
      Task_FollowUpRating: [{ followUpDecision: 'escalated', followUpReasonCode: 'attitude' }],
    });
    expect(await stepsAt(app, file, 'Task_FollowUpRating')).toMatchObject([
      { decision: 'escalated', decidedBy: 'feedback' },
    ]);
  });
});

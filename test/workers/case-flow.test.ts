import { jest } from '@jest/globals';
import { BpmnError, FatalJobError } from '../../src/engine/define-worker.ts';
import {
  closeCase,
  getCase,
  listNotices,
  listRounds,
  openRound,
  receiveSupplement,
  type Register,
} from '../../src/register/index.ts';
import { acceptCase } from '../../workers/intake/accept-case.ts';
import { bindCase } from '../../workers/intake/bind-case.ts';
import { checkMaterials } from '../../workers/intake/check-materials.ts';
import { expireSupplement } from '../../workers/intake/expire-supplement.ts';
import { issueNotice } from '../../workers/intake/issue-notice.ts';
import { openSupplementRound } from '../../workers/intake/open-supplement-round.ts';
import { openSurvey } from '../../workers/intake/open-survey.ts';
import { recordClassification } from '../../workers/intake/record-classification.ts';
import { tellStaff } from '../../workers/intake/tell-staff.ts';
import { verifyIdentity } from '../../workers/intake/verify-identity.ts';
import { createTestRegister, type TestRegister } from '../support/register.ts';
import { agent, customer, material, personalTexts, registerSample } from '../notification/setup.ts';
import { newKey, runJob } from './setup.ts';

jest.setTimeout(60_000);

let database: TestRegister;
let register: Register;
beforeAll(async () => {
  database = await createTestRegister();
  register = database.register;
});
beforeEach(() => database.clock.set('2026-03-02T02:00:00Z'));
afterAll(() => database.drop());

const classified = {
  classification: 'routine',
  serviceLevel: 'standard',
  departmentCode: 'finance',
  priority: 50,
};
const classify = (caseId: string, stage: string, days: { decisionDays: number; handlingDays: number }) =>
  runJob(register, recordClassification, { caseId, ...classified, ...days }, { headers: { stage } });
const required = (code: string, change: object = {}) => ({
  code,
  name: `资料 ${code}`,
  isRequired: true,
  copies: 1,
  form: 'original',
  needsSignature: true,
  needsSeal: false,
  standard: `标准 ${code}`,
  ...change,
});

test('binding tells the process what it may know, and nothing personal', async () => {
  const caseId = await registerSample(register, {
    parties: [customer, agent],
    authorisation: { scope: 'this-matter', principalName: customer.name },
  });
  const processInstanceKey = newKey();
  const variables = await runJob(register, bindCase, { caseId }, { processInstanceKey });
  expect(variables).toEqual({
    caseNumber: expect.stringMatching(/^20260302-RC-\d{4}$/) as string,
    matterCode: 'refund-claim',
    matterName: '退款申请',
    customerType: 'person',
    channel: 'counter',
    hasAgent: true,
    hasPaperForm: true,
    isUrgentRequested: false,
    customerMasked: '欧**桐',
    caseUrl: `https://window.example.com/console/cases/${caseId}`,
    receivedAt: '2026-03-02T02:00:00.000Z',
  });
  for (const personal of personalTexts) expect(JSON.stringify(variables)).not.toContain(personal);
  const second = runJob(register, bindCase, { caseId }, { processInstanceKey: newKey() });
  await expect(second).rejects.toMatchObject({ code: 'CASE_ALREADY_BOUND' });
  await expect(second).rejects.toBeInstanceOf(BpmnError);
  const web = await registerSample(register, { channel: 'web' });
  expect(await runJob(register, bindCase, { caseId: web })).toMatchObject({
    hasPaperForm: false,
    hasAgent: false,
  });
});

test('limits count working days from receipt and from acceptance', async () => {
  const caseId = await registerSample(register);
  // Received on Monday, 2 March 2026.
  expect(await classify(caseId, 'initial', { decisionDays: 5, handlingDays: 7 })).toEqual({
    decisionDueAt: '2026-03-09T10:00:00.000Z',
    promisedFinishAt: null,
  });
  database.clock.set('2026-03-04T03:00:00Z');
  expect(await runJob(register, acceptCase, { caseId, handlingDays: 7 })).toEqual({
    acceptedAt: '2026-03-04T03:00:00.000Z',
    promisedFinishAt: '2026-03-13T10:00:00.000Z',
  });
  expect(await classify(caseId, 'confirmed', { decisionDays: 1, handlingDays: 4 })).toEqual({
    decisionDueAt: '2026-03-09T10:00:00.000Z',
    promisedFinishAt: '2026-03-10T10:00:00.000Z',
  });
  expect(await getCase(register, caseId)).toMatchObject({
    promisedFinishAt: new Date('2026-03-10T10:00:00Z'),
  });
});

test('acceptance tried again later keeps the first day', async () => {
  const caseId = await registerSample(register);
  const first = await runJob(register, acceptCase, { caseId, handlingDays: 7 });
  database.clock.advance(3 * 86_400_000);
  expect(await runJob(register, acceptCase, { caseId, handlingDays: 7 })).toEqual(first);
});

describe('identity', () => {
  const documents = [material('identity-document')];

  test('nothing striking', async () => {
    const caseId = await registerSample(register, { materials: documents });
    expect(await runJob(register, verifyIdentity, { caseId })).toEqual({
      identityFindings: [],
      customerMasked: '欧**桐',
    });
  });

  test('states facts as codes only', async () => {
    const caseId = await registerSample(register, {
      materials: [],
      parties: [
        { ...customer, documentNumber: '110105194912310021', documentValidUntil: '2026-03-01' },
        agent,
      ],
    });
    const { identityFindings } = await runJob(register, verifyIdentity, { caseId });
    expect(identityFindings).toEqual(
      expect.arrayContaining([
        'DOCUMENT_NUMBER_INVALID',
        'DOCUMENT_EXPIRED',
        'DOCUMENT_COPY_MISSING',
        'AUTHORISATION_MISSING',
      ]),
    );
  });
});

describe('supplement', () => {
  const requiredMaterials = [required('application-form'), required('payment-proof', { form: 'copy' })];
  const materialVerdicts = [
    { materialCode: 'application-form', verdict: 'ok', reasonNote: '' },
    { materialCode: 'payment-proof', verdict: 'missing', reasonNote: '请提交银行回单' },
  ];
  const open = (caseId: string) =>
    runJob(register, openSupplementRound, {
      caseId,
      requiredMaterials,
      materialVerdicts,
      supplementDays: 10,
    });

  test('the checks propose verdicts by the rules', async () => {
    const caseId = await registerSample(register, {
      materials: [material('application-form', { isSigned: false })],
    });
    const { materialChecks } = await runJob(register, checkMaterials, {
      caseId,
      requiredMaterials,
      decisionDays: 5,
    });
    expect(materialChecks).toEqual([
      {
        materialCode: 'application-form',
        materialName: '资料 application-form',
        requirementText: '原件 1 份，须签字。标准 application-form',
        submittedText: '原件 1 份，未签字，已盖章',
        ruleProblem: '未签字',
        verdict: 'unsigned',
        reasonNote: '',
      },
      expect.objectContaining({ materialCode: 'payment-proof', verdict: 'missing', submittedText: '未提交' }),
    ]);
    expect(await getCase(register, caseId)).toMatchObject({ status: 'reviewing' });
    const none = await runJob(register, checkMaterials, { caseId, requiredMaterials: null, decisionDays: 5 });
    expect(none.materialChecks).toEqual([]);
  });

  test('one notice names everything, in one transaction with the round', async () => {
    const caseId = await registerSample(register);
    const result = await open(caseId);
    expect(result).toEqual({
      round: 1,
      supplementKey: `${caseId}:1`,
      supplementDueAt: '2026-03-16T10:00:00.000Z',
      supplementReminderAt: '2026-03-13T10:00:00.000Z',
    });
    const [round] = await listRounds(register, caseId);
    expect(round?.items).toEqual([
      {
        code: 'payment-proof',
        name: '资料 payment-proof',
        problem: '未提交（请提交银行回单）',
        requirement: '标准 payment-proof',
      },
    ]);
    const notices = await listNotices(register, caseId);
    expect(notices).toHaveLength(1);
    expect(notices[0]?.content).toContain('未提交（请提交银行回单）');
  });

  test('nothing deficient, or verdicts of another list, is a defect of the model', async () => {
    const caseId = await registerSample(register);
    const verdicts = [{ materialCode: 'application-form', verdict: 'ok' }];
    for (const materials of [[required('application-form')], requiredMaterials]) {
      const variables = {
        caseId,
        requiredMaterials: materials,
        materialVerdicts: verdicts,
        supplementDays: 10,
      };
      await expect(runJob(register, openSupplementRound, variables)).rejects.toBeInstanceOf(FatalJobError);
    }
    expect(await listRounds(register, caseId)).toEqual([]);
  });

  test('the clock stands still from the notice to the supplement, and again in the next round', async () => {
    const caseId = await registerSample(register);
    await classify(caseId, 'initial', { decisionDays: 5, handlingDays: 7 });
    const check = async () =>
      (await runJob(register, checkMaterials, { caseId, requiredMaterials, decisionDays: 5 })).decisionDueAt;
    expect(await check()).toBe('2026-03-09T10:00:00.000Z');
    // Asked on Wednesday 4 (not counted: Wed, Thu, Fri, Mon remain), received on Friday 13, which counts.
    database.clock.set('2026-03-04T03:00:00Z');
    await open(caseId);
    database.clock.set('2026-03-13T03:00:00Z');
    await receiveSupplement(register, {
      caseId,
      materials: [material('payment-proof', { copies: 1 })],
      documents: [],
      actor: 'customer',
    });
    const receipt = { caseId, occurrence: 1, round: 1, decisionDays: 5 };
    await runJob(register, issueNotice, receipt, { headers: { template: 'supplement-received' } });
    expect((await listNotices(register, caseId)).at(-1)?.content).toContain('2026年3月18日 18:00');
    expect(await check()).toBe('2026-03-18T10:00:00.000Z');
    expect(await check()).toBe('2026-03-18T10:00:00.000Z');
    // Asked again on Monday 16 (Mon, Tue, Wed remain), received on Saturday 21: Mon 23, Tue 24, Wed 25.
    database.clock.set('2026-03-16T03:00:00Z');
    await open(caseId);
    database.clock.set('2026-03-21T03:00:00Z');
    await receiveSupplement(register, { caseId, materials: [], documents: [], actor: 'customer' });
    expect(await check()).toBe('2026-03-25T10:00:00.000Z');
    expect(await getCase(register, caseId)).toMatchObject({
      decisionDueAt: new Date('2026-03-25T10:00:00Z'),
    });
  });

  test('asked on the last day or later, the day of the supplement is the limit', async () => {
    const caseId = await registerSample(register);
    await classify(caseId, 'initial', { decisionDays: 5, handlingDays: 7 });
    database.clock.set('2026-03-11T03:00:00Z');
    await open(caseId);
    database.clock.set('2026-03-17T03:00:00Z');
    await receiveSupplement(register, { caseId, materials: [], documents: [], actor: 'customer' });
    const { decisionDueAt } = await runJob(register, checkMaterials, {
      caseId,
      requiredMaterials,
      decisionDays: 5,
    });
    expect(decisionDueAt).toBe('2026-03-17T10:00:00.000Z');
  });

  test('the deadline and the customer race: one of them wins', async () => {
    const late = await registerSample(register);
    await open(late);
    expect(await runJob(register, expireSupplement, { caseId: late, round: 1 })).toEqual({
      isSupplemented: false,
    });
    const inTime = await registerSample(register);
    await open(inTime);
    await receiveSupplement(register, { caseId: inTime, materials: [], documents: [], actor: 'customer' });
    expect(await runJob(register, expireSupplement, { caseId: inTime, round: 1 })).toEqual({
      isSupplemented: true,
    });
  });

  test('a limit of one day is reminded of half-way', async () => {
    const caseId = await registerSample(register);
    const variables = { caseId, requiredMaterials, materialVerdicts, supplementDays: 1 };
    expect(await runJob(register, openSupplementRound, variables)).toMatchObject({
      supplementDueAt: '2026-03-03T10:00:00.000Z',
      supplementReminderAt: '2026-03-02T18:00:00.000Z',
    });
  });
});

describe('what the model got wrong becomes an incident that says what to do', () => {
  test.each([
    ['no template', {}, 'header template'],
    ['an unknown template', { template: 'greeting' }, 'greeting'],
    ['a notice too early', { template: 'acceptance' }, 'handlingDays'],
    ['a reason without words', { template: 'non-acceptance' }, 'reasonCode'],
  ])('%s', async (_, headers, said) => {
    const caseId = await registerSample(register);
    const run = runJob(register, issueNotice, { caseId, occurrence: 1 }, { headers });
    await expect(run).rejects.toBeInstanceOf(FatalJobError);
    await expect(run).rejects.toThrow(said);
    expect(await listNotices(register, caseId)).toEqual([]);
  });

  test('headers of other tasks', async () => {
    const caseId = await registerSample(register);
    await expect(classify(caseId, 'later', { decisionDays: 5, handlingDays: 7 })).rejects.toThrow('stage');
    const tell = runJob(register, tellStaff, { caseId, occurrence: 1, stepName: '登记' });
    await expect(tell).rejects.toThrow('template and role');
  });

  test('variables that do not fit are named, never shown', async () => {
    const run = runJob(register, acceptCase, { caseId: '欧阳雨桐', handlingDays: 0 });
    await expect(run).rejects.toBeInstanceOf(FatalJobError);
    await expect(run).rejects.toThrow(/caseId.*handlingDays/);
    await expect(run).rejects.not.toThrow('欧阳雨桐');
  });
});

test('the survey stays open until the end of its last working day', async () => {
  const caseId = await registerSample(register);
  const first = await runJob(register, openSurvey, { caseId, surveyDays: 7 });
  expect(first).toEqual({
    surveyDueAt: '2026-03-11T10:00:00.000Z',
    surveyReminderAt: '2026-03-10T10:00:00.000Z',
  });
  database.clock.set('2026-03-11T09:00:00Z');
  expect(await runJob(register, openSurvey, { caseId, surveyDays: 7 })).toEqual({
    surveyDueAt: '2026-03-11T10:00:00.000Z',
    surveyReminderAt: '2026-03-11T10:00:00.000Z',
  });
});

test('a closed case opens no round', async () => {
  const caseId = await registerSample(register);
  await closeCase(register, caseId, { outcome: 'withdrawn' });
  const limits = { dueAt: new Date(), reminderAt: new Date() };
  const opened = openRound(register, { caseId, ...limits, items: [], serviceElementInstanceKey: newKey() });
  await expect(opened).rejects.toMatchObject({ code: 'CASE_CLOSED' });
});

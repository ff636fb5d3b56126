import { jest } from '@jest/globals';
import {
  acceptCase,
  openHop,
  openRound,
  openSurvey,
  setClassification,
  setResult,
  type Register,
} from '../../src/register/index.ts';
import { intakeWorkers } from '../../workers/index.ts';
import { createTestRegister, type TestRegister } from '../support/register.ts';
import { material, registerSample, seedSampleStaff } from '../notification/setup.ts';
import { newKey, runJob, traces, type JobOptions } from './setup.ts';

jest.setTimeout(60_000);

let database: TestRegister;
let register: Register;
beforeAll(async () => {
  database = await createTestRegister();
  register = database.register;
  await seedSampleStaff(register);
});
afterAll(() => database.drop());

type Type = (typeof intakeWorkers)[number]['type'];
interface Scenario {
  type: Type;
  headers?: Record<string, string>;
  variables: Record<string, unknown>;
  prepare?: (caseId: string) => Promise<unknown>;
}

const required = (code: string) => ({
  code,
  name: `资料 ${code}`,
  isRequired: true,
  copies: 1,
  form: 'original',
  needsSignature: false,
  needsSeal: false,
  standard: '完整',
});
const classified = {
  classification: 'urgent',
  serviceLevel: 'express',
  departmentCode: 'finance',
  priority: 90,
} as const;
const classify = (caseId: string) =>
  setClassification(register, caseId, { ...classified, decisionDueAt: new Date('2026-03-09T10:00:00Z') });
const decide = {
  step: 'Task_HandleCase',
  stepName: '办理收件',
  decisions: 'granted,refused,received,notReceived',
  reasonRequiredFor: 'refused,notReceived',
};
const round = (caseId: string) =>
  openRound(register, {
    caseId,
    dueAt: new Date('2026-03-16T10:00:00Z'),
    reminderAt: new Date('2026-03-13T10:00:00Z'),
    items: [{ code: 'payment-proof', name: '付款凭证', problem: '未提交', requirement: '清晰' }],
    serviceElementInstanceKey: newKey(),
  });
const accept = (caseId: string) =>
  acceptCase(register, caseId, {
    acceptedAt: new Date('2026-03-02T02:00:00Z'),
    promisedFinishAt: new Date('2026-03-09T10:00:00Z'),
  });
const notice = (
  template: string,
  variables: Record<string, unknown>,
  prepare: Scenario['prepare'],
): Scenario => ({
  type: 'intake.issueNotice',
  headers: { template },
  variables: { occurrence: 1, ...variables },
  ...(prepare ? { prepare } : {}),
});

const scenarios: Scenario[] = [
  { type: 'intake.bindCase', variables: {} },
  {
    type: 'intake.recordClassification',
    headers: { stage: 'initial' },
    variables: { ...classified, decisionDays: 1, handlingDays: 4 },
  },
  {
    type: 'intake.tellStaff',
    headers: { template: 'urgent-case', role: 'manager' },
    variables: { occurrence: 1, stepName: '登记' },
    prepare: classify,
  },
  { type: 'intake.verifyIdentity', variables: {} },
  { type: 'intake.recordDecision', headers: decide, variables: { decision: 'granted', note: '已核对' } },
  notice('receipt', {}, classify),
  notice('supplement-reminder', { round: 1 }, round),
  notice('not-supplemented', { round: 1 }, round),
  notice('acceptance', { handlingDays: 5 }, async (id) => (await classify(id), accept(id))),
  notice('non-acceptance', { reasonCode: 'unlawful', solutionCode: 'noAlternative' }, classify),
  notice('result', {}, async (id) => {
    await classify(id);
    await setResult(register, id, { result: 'granted', collectionWay: 'counter' }, 'clerk');
    await openSurvey(register, id, new Date('2026-03-31T10:00:00Z'));
  }),
  {
    type: 'intake.checkMaterials',
    variables: { requiredMaterials: [required('application-form')], decisionDays: 5 },
  },
  {
    type: 'intake.recordMaterialVerdicts',
    headers: { step: 'Task_CheckCompleteness', stepName: '初审' },
    variables: {
      requiredMaterials: [required('application-form')],
      materialVerdicts: [{ materialCode: 'application-form', verdict: 'unsigned', reasonNote: '请签字' }],
    },
  },
  {
    type: 'intake.openSupplementRound',
    variables: {
      requiredMaterials: [required('application-form'), required('payment-proof')],
      materialVerdicts: [
        { materialCode: 'application-form', verdict: 'ok' },
        { materialCode: 'payment-proof', verdict: 'missing', reasonNote: '请提交付款凭证' },
      ],
      supplementDays: 10,
    },
    prepare: classify,
  },
  { type: 'intake.expireSupplement', variables: { round: 1 }, prepare: round },
  { type: 'intake.acceptCase', variables: { handlingDays: 7 } },
  {
    type: 'intake.openHop',
    headers: { step: 'Task_Circulate', stepName: '安排流转' },
    variables: { departmentCode: 'finance', originals: 1, copies: 2 },
  },
  {
    type: 'intake.recordCustody',
    headers: { ...decide, step: 'Task_ConfirmCustody' },
    variables: { hop: 1, decision: 'received' },
    prepare: (caseId) =>
      openHop(register, {
        caseId,
        departmentCode: 'finance',
        handedOverBy: 'clerk',
        serviceElementInstanceKey: newKey(),
      }),
  },
  {
    type: 'intake.recordResult',
    headers: decide,
    variables: { result: 'refused', resultReasonCode: 'evidenceInsufficient', collectionWay: 'post' },
  },
  { type: 'intake.closeCase', variables: { outcome: 'notAccepted', outcomeReasonCode: 'unlawful' } },
  { type: 'intake.openSurvey', variables: { surveyDays: 7 } },
];

const titled = scenarios.map((scenario) => ({
  ...scenario,
  title: [scenario.type, scenario.headers?.template ?? ''].join(' ').trim(),
}));

async function prepared({ prepare, type, headers = {}, variables }: Scenario) {
  const caseId = await registerSample(register, { materials: [material('application-form')] });
  await prepare?.(caseId);
  const worker = intakeWorkers.find((candidate) => candidate.type === type);
  if (!worker) throw new Error(`There is no worker for ${type}.`);
  const options: JobOptions = { headers, elementInstanceKey: newKey(), processInstanceKey: newKey() };
  return { caseId, run: () => runJob(register, worker, { caseId, ...variables }, options) };
}

test('every worker is run twice here', () => {
  const covered = new Set(scenarios.map(({ type }) => type));
  expect(intakeWorkers.map(({ type }) => type).filter((type) => !covered.has(type))).toEqual([]);
});

describe.each(titled)('$title', (scenario) => {
  test('run again it changes nothing and answers the same', async () => {
    const { caseId, run } = await prepared(scenario);
    const first = await run();
    const after = await traces(register, caseId);
    const second = await run();
    // Limits are computed from the clock, which stands still here.
    expect(second).toEqual(first);
    const again = await traces(register, caseId);
    expect(again).toEqual(after);
  });

  test('run twice at the same time it takes effect once', async () => {
    const alone = await prepared(scenario);
    const single = await alone.run();
    const singleTraces = await traces(register, alone.caseId);
    const { caseId, run } = await prepared(scenario);
    const [one, two] = await Promise.all([run(), run()]);
    expect(one).toEqual(two);
    expect(Object.keys(one ?? {})).toEqual(Object.keys(single));
    const counts = (found: unknown) =>
      Object.entries(found as Record<string, unknown[] | number>)
        .filter(([table]) => table !== 'outbox')
        .map(([table, rows]) => [table, Array.isArray(rows) ? rows.length : rows]);
    expect(counts(await traces(register, caseId))).toEqual(counts(singleTraces));
  });
});

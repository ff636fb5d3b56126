import { jest } from '@jest/globals';
import fc from 'fast-check';
import { BpmnError, FatalJobError, RetryLaterError } from '../../src/engine/define-worker.ts';
import {
  listHops,
  listSteps,
  looksPersonal,
  openHop as openFirstHop,
  requestWithdrawal,
  type Register,
} from '../../src/register/index.ts';
import { answerProblems, checkAnswer } from '../../workers/answers.ts';
import { openHop } from '../../workers/intake/open-hop.ts';
import { recordCustody } from '../../workers/intake/record-custody.ts';
import { recordDecision } from '../../workers/intake/record-decision.ts';
import { recordMaterialVerdicts } from '../../workers/intake/record-material-verdicts.ts';
import { recordResult } from '../../workers/intake/record-result.ts';
import { materialProblems } from '../../workers/materials.ts';
import { createTestRegister, type TestRegister } from '../support/register.ts';
import { material, registerSample } from '../notification/setup.ts';
import { newKey, runJob, type JobOptions } from './setup.ts';

jest.setTimeout(60_000);

let database: TestRegister;
let register: Register;
beforeAll(async () => {
  database = await createTestRegister();
  register = database.register;
});
afterAll(() => database.drop());

const headers = {
  step: 'Task_ReviewCompliance',
  stepName: '审核合规性',
  decisions: 'compliant,nonCompliant',
  reasonRequiredFor: 'nonCompliant',
};
const personalNotes = [
  '请联系 13912345678',
  '电话 021-58881234',
  '证件 11010519491231002X',
  '写信到 a.b@customer.example',
  '手机 １３９ １２３４ ５６７８',
];

/** The problem that the person is told. Anything but ANSWER_INVALID fails the test. */
async function problemOf(run: Promise<unknown>): Promise<unknown> {
  const error = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof BpmnError)) throw error instanceof Error ? error : new Error('It was accepted.');
  expect(error.code).toBe('ANSWER_INVALID');
  return error.variables.answerProblem;
}

describe('an answer of a person', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['nothing', {}, answerProblems.decision],
    ['an unknown decision', { decision: 'approve' }, answerProblems.decision],
    ['a list as decision', { decision: 'compliant,nonCompliant' }, answerProblems.decision],
    ['blanks', { decision: '  ' }, answerProblems.decision],
    ['a refusal without reason', { decision: 'nonCompliant' }, answerProblems.reason],
    [
      'a reason that is no code',
      { decision: 'nonCompliant', reasonCode: '找 13912345678' },
      answerProblems.reason,
    ],
    ['a long note', { decision: 'compliant', note: '长'.repeat(301) }, answerProblems.noteTooLong],
    ...personalNotes.map<[string, Record<string, unknown>, string]>((note) => [
      `the note ${note}`,
      { decision: 'compliant', note },
      answerProblems.notePersonal,
    ]),
  ])('%s is asked again', async (_, answer, problem) => {
    const caseId = await registerSample(register);
    const said = await problemOf(runJob(register, recordDecision, { caseId, ...answer }, { headers }));
    expect(said).toBe(problem);
    const [step, ...more] = await listSteps(register, caseId);
    expect(more).toEqual([]);
    expect(step).toMatchObject({
      isValid: false,
      elementId: headers.step,
      name: headers.stepName,
      note: null,
    });
    expect(looksPersonal(JSON.stringify(step?.decision))).toBe(false);
  });

  test.each([
    [{ decision: 'compliant' }, { decision: 'compliant', reasonCode: null, note: null }],
    [
      { decision: 'nonCompliant', reasonCode: 'unlawful', note: ' 见案卷意见 ' },
      { decision: 'nonCompliant', reasonCode: 'unlawful', note: '见案卷意见' },
    ],
    [
      { decision: 'compliant', reasonCode: '', note: '' },
      { decision: 'compliant', reasonCode: null, note: null },
    ],
    [{ decision: 'compliant', reasonCode: null, note: null }, { decision: 'compliant' }],
  ])('%j is recorded', async (answer, expected) => {
    const caseId = await registerSample(register);
    const result = await runJob(register, recordDecision, { caseId, ...answer }, { headers });
    expect(result).toEqual({ answerProblem: null });
    expect(await listSteps(register, caseId)).toMatchObject([
      { ...expected, isValid: true, decidedBy: 'clerk' },
    ]);
  });

  test('whatever is typed, it is recorded without a value or asked again, and never echoed', () => {
    fc.assert(
      fc.property(
        fc.record({
          decision: fc.option(fc.oneof(fc.string(), fc.constantFrom('compliant', 'nonCompliant'))),
          reasonCode: fc.option(fc.string()),
          note: fc.option(fc.oneof(fc.string(), fc.constantFrom(...personalNotes))),
        }),
        (answer) => {
          const checked = checkAnswer(answer, headers);
          expect(['compliant', 'nonCompliant', 'invalid']).toContain(checked.decision);
          expect(checked.decision === 'invalid').toBe(checked.problem === answerProblems.decision);
          if (checked.problem !== undefined)
            expect(Object.values<string>(answerProblems)).toContain(checked.problem);
          if (checked.note !== undefined) expect(looksPersonal(checked.note)).toBe(false);
          if (checked.decision === 'nonCompliant' && checked.problem === undefined)
            expect(checked.reasonCode).toBeDefined();
        },
      ),
    );
  });

  test('each try counts as an occurrence, so that the right completion is looked up', async () => {
    const caseId = await registerSample(register);
    const asked: number[] = [];
    const options = (): JobOptions => ({
      headers,
      elementInstanceKey: newKey(),
      whoCompleted: ({ occurrence }) => {
        asked.push(occurrence);
        return Promise.resolve(occurrence === 1 ? 'clerk' : 'reviewer');
      },
    });
    await problemOf(runJob(register, recordDecision, { caseId }, options()));
    await problemOf(runJob(register, recordDecision, { caseId, decision: 'nonCompliant' }, options()));
    const third = options();
    await runJob(register, recordDecision, { caseId, decision: 'compliant' }, third);
    await runJob(register, recordDecision, { caseId, decision: 'compliant' }, third);
    expect(asked).toEqual([1, 2, 3, 3]);
    const steps = await listSteps(register, caseId);
    expect(steps.map(({ occurrence, isValid, decidedBy }) => [occurrence, isValid, decidedBy])).toEqual([
      [1, false, 'clerk'],
      [2, false, 'reviewer'],
      [3, true, 'reviewer'],
    ]);
  });

  test('in a case that was started again the completions of the new instance count by themselves', async () => {
    const caseId = await registerSample(register);
    const asked: string[] = [];
    for (const processInstanceKey of ['2251799813685001', '2251799813685001', '2251799813685002'])
      await runJob(
        register,
        recordDecision,
        { caseId, decision: 'compliant' },
        {
          headers,
          processInstanceKey,
          whoCompleted: (task) => {
            asked.push(`${task.processInstanceKey} ${task.occurrence}`);
            return Promise.resolve('reviewer');
          },
        },
      );
    expect(asked).toEqual(['2251799813685001 1', '2251799813685001 2', '2251799813685002 1']);
    expect((await listSteps(register, caseId)).map(({ occurrence }) => occurrence)).toEqual([1, 2, 3]);
  });

  test('nothing is recorded while it is not known who answered', async () => {
    const caseId = await registerSample(register);
    const whoCompleted = () => Promise.reject(new RetryLaterError('not exported yet', 5_000));
    const run = runJob(
      register,
      recordDecision,
      { caseId, decision: 'compliant' },
      { headers, whoCompleted },
    );
    await expect(run).rejects.toBeInstanceOf(RetryLaterError);
    expect(await listSteps(register, caseId)).toEqual([]);
  });

  test('a task without its headers is an incident that says what to do', async () => {
    const caseId = await registerSample(register);
    const run = runJob(
      register,
      recordDecision,
      { caseId, decision: 'compliant' },
      { headers: { decisions: 'compliant' } },
    );
    await expect(run).rejects.toBeInstanceOf(FatalJobError);
    await expect(run).rejects.toThrow('step and stepName');
  });
});

describe('verdicts on materials', () => {
  const row = (code: string, isRequired = true) => ({
    code,
    name: code,
    isRequired,
    copies: 1,
    form: 'any',
    needsSignature: false,
    needsSeal: false,
    standard: '',
  });
  const requiredMaterials = [row('a'), row('b'), row('extra', false)];
  const ok = (materialCode: string) => ({ materialCode, verdict: 'ok', reasonNote: '' });
  const verdictHeaders = { step: 'Task_CheckCompleteness', stepName: '初审资料完整性' };
  const judge = async (materialVerdicts: unknown) => {
    const caseId = await registerSample(register, { materials: [material('a'), material('b')] });
    return runJob(
      register,
      recordMaterialVerdicts,
      { caseId, requiredMaterials, materialVerdicts },
      { headers: verdictHeaders },
    );
  };

  test.each([
    ['none at all', null, materialProblems.list],
    ['an empty list', [], materialProblems.list],
    ['one too few', [ok('a'), ok('b')], materialProblems.list],
    ['one twice', [ok('a'), ok('a'), ok('extra')], materialProblems.list],
    ['one too many', [ok('a'), ok('b'), ok('extra'), ok('c')], materialProblems.list],
    ['an unknown code', [ok('a'), ok('b'), ok('c')], materialProblems.list],
    ['an unknown verdict', [ok('a'), ok('b'), { ...ok('extra'), verdict: 'fine' }], materialProblems.list],
    ['no verdict', [ok('a'), ok('b'), { materialCode: 'extra' }], materialProblems.list],
    [
      'a defect without reason',
      [ok('a'), { ...ok('b'), verdict: 'unsigned' }, ok('extra')],
      materialProblems.reason,
    ],
    [
      'a phone number in a reason',
      [ok('a'), { ...ok('b'), verdict: 'unsigned', reasonNote: '打 13912345678' }, ok('extra')],
      answerProblems.notePersonal,
    ],
  ])('%s is asked again', async (_, verdicts, problem) => {
    expect(await problemOf(judge(verdicts))).toBe(problem);
  });

  test('complete, also when something optional was left out', async () => {
    const answer = { isComplete: true, deficientCount: 0, answerProblem: null };
    expect(await judge([ok('extra'), ok('b'), ok('a')])).toEqual(answer);
    expect(await judge([ok('a'), ok('b'), { materialCode: 'extra', verdict: 'missing' }])).toEqual(answer);
  });

  test('counts what the customer must be asked for', async () => {
    const defects = [
      { ...ok('a'), verdict: 'illegible', reasonNote: '请重新复印' },
      ok('b'),
      { ...ok('extra'), verdict: 'illegible', reasonNote: '请重新拍照' },
    ];
    expect(await judge(defects)).toEqual({ isComplete: false, deficientCount: 2, answerProblem: null });
  });

  test('a matter that needs nothing is complete', async () => {
    const caseId = await registerSample(register);
    for (const none of [null, []]) {
      const variables = { caseId, requiredMaterials: none, materialVerdicts: none };
      const result = await runJob(register, recordMaterialVerdicts, variables, { headers: verdictHeaders });
      expect(result).toMatchObject({ isComplete: true });
    }
  });
});

describe('circulation', () => {
  const hopHeaders = { step: 'Task_Circulate', stepName: '安排流转' };

  test.each([
    [{}, '请选择接收部门'],
    [{ departmentCode: '财务部 王小芳' }, '请选择接收部门'],
    [{ departmentCode: 'finance', originals: -1 }, '份数'],
    [{ departmentCode: 'finance', copies: 1.5 }, '份数'],
    [{ departmentCode: 'finance', circulationNote: '电话 13912345678' }, '疑似含有电话'],
  ])('%j is asked again and opens no hop', async (answer, said) => {
    const caseId = await registerSample(register);
    const run = runJob(register, openHop, { caseId, ...answer }, { headers: hopHeaders });
    expect(await problemOf(run)).toContain(said);
    expect(await listHops(register, caseId)).toEqual([]);
    expect(await listSteps(register, caseId)).toMatchObject([{ isValid: false, decision: 'invalid' }]);
  });

  test('hands over, is not received, hands over again', async () => {
    const caseId = await registerSample(register);
    const custodyHeaders = {
      step: 'Task_ConfirmCustody',
      stepName: '签收收件',
      decisions: 'received,notReceived',
      reasonRequiredFor: 'notReceived',
    };
    const handOver = { caseId, departmentCode: 'finance', originals: 2, copies: 0, circulationNote: '加急' };
    expect(await runJob(register, openHop, handOver, { headers: hopHeaders })).toEqual({
      hop: 1,
      answerProblem: null,
    });
    const refuse = { caseId, hop: 1, decision: 'notReceived', reasonCode: 'countMismatch' };
    await runJob(register, recordCustody, refuse, {
      headers: custodyHeaders,
      whoCompleted: () => Promise.resolve('finance'),
    });
    expect(await runJob(register, openHop, handOver, { headers: hopHeaders })).toEqual({
      hop: 2,
      answerProblem: null,
    });
    await runJob(
      register,
      recordCustody,
      { caseId, hop: 2, decision: 'received' },
      { headers: custodyHeaders },
    );
    expect(await listHops(register, caseId)).toMatchObject([
      {
        hop: 1,
        status: 'notReceived',
        receivedBy: 'finance',
        reasonCode: 'countMismatch',
        originals: 2,
        note: '加急',
      },
      { hop: 2, status: 'received', handedOverBy: 'clerk' },
    ]);
  });
});

describe('the result', () => {
  const resultHeaders = {
    step: 'Task_HandleCase',
    stepName: '办理收件',
    decisions: 'granted,refused',
    reasonRequiredFor: 'refused',
  };
  const record = (caseId: string, answer: Record<string, unknown>) =>
    runJob(register, recordResult, { caseId, ...answer }, { headers: resultHeaders });

  test.each([
    [{ result: 'maybe', collectionWay: 'post' }, '处理结论'],
    [{ result: 'refused', collectionWay: 'none' }, '请选择原因'],
    [{ result: 'refused', resultReasonCode: 'noSuchReason', collectionWay: 'none' }, '没有对应的告知用语'],
    [{ result: 'granted' }, '领取方式'],
    [{ result: 'granted', collectionWay: 'pigeon' }, '领取方式'],
  ])('%j is asked again', async (answer, said) => {
    const caseId = await registerSample(register);
    expect(await problemOf(record(caseId, answer))).toContain(said);
    const row = await register.db
      .selectFrom('cases')
      .select('result')
      .where('id', '=', caseId)
      .executeTakeFirst();
    expect(row?.result).toBeNull();
  });

  test('after a withdrawal it waits for the engine to leave, and records nothing', async () => {
    const caseId = await registerSample(register);
    await requestWithdrawal(register, caseId);
    await expect(record(caseId, { result: 'granted', collectionWay: 'post' })).rejects.toBeInstanceOf(
      RetryLaterError,
    );
    expect(await listSteps(register, caseId)).toEqual([]);
  });

  test('custody of an unknown hop is no answer of a person but a defect', async () => {
    const caseId = await registerSample(register);
    await openFirstHop(register, {
      caseId,
      departmentCode: 'finance',
      handedOverBy: 'clerk',
      serviceElementInstanceKey: newKey(),
    });
    const run = runJob(
      register,
      recordCustody,
      { caseId, hop: 9, decision: 'received' },
      { headers: { ...resultHeaders, decisions: 'received' } },
    );
    await expect(run).rejects.toThrow('no hop 9');
  });
});

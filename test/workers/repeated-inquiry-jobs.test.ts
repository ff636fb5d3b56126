import { openAnswer, receiveInquiry, writeAnswer, type Register } from '../../src/register/index.ts';
import { careWorkers } from '../../workers/index.ts';
import { seedSampleStaff } from '../notification/setup.ts';
import { createTestRegister, type TestRegister } from '../support/register.ts';
import { newKey, runJob } from './setup.ts';

let database: TestRegister;
let register: Register;
beforeAll(async () => {
  database = await createTestRegister();
  register = database.register;
  await seedSampleStaff(register);
});
afterAll(() => database.drop());

interface Scenario {
  type: string;
  headers?: Record<string, string>;
  variables?: Record<string, unknown>;
  prepare?: (inquiryId: string) => Promise<unknown>;
}

const write = (inquiryId: string) => writeAnswer(register, { inquiryId, text: '可以。', writtenBy: 'clerk' });
const open = (inquiryId: string) =>
  openAnswer(register, inquiryId, {
    round: 1,
    role: 'intake-clerk',
    priority: 50,
    dueAt: new Date('2026-03-04T10:00:00Z'),
  });
const decided = (step: string, decisions: string) => ({ step, stepName: '答复咨询', decisions });

const scenarios: readonly Scenario[] = [
  { type: 'care.bindInquiry' },
  {
    type: 'care.openAnswer',
    variables: { answerRound: 0, answerRole: 'intake-clerk', priority: 50, answerDays: 2 },
  },
  {
    type: 'care.issueAnswer',
    headers: { template: 'inquiry-guide' },
    variables: { occurrence: 1, moreDays: 5 },
  },
  {
    type: 'care.issueAnswer',
    headers: { template: 'inquiry-answer' },
    variables: { occurrence: 2, moreDays: 5 },
    prepare: write,
  },
  ...['inquiry-reminder', 'inquiry-overdue'].map((template) => ({
    type: 'care.tellStaff',
    headers: { template },
    variables: { occurrence: 1, role: 'manager' },
    prepare: open,
  })),
  {
    type: 'care.recordAnswer',
    headers: decided('Task_AnswerInquiry', 'answered,unanswered'),
    variables: { decision: 'answered' },
    prepare: write,
  },
  {
    type: 'care.recordDecision',
    headers: decided('Task_CallAsker', 'reached,unreachable'),
    variables: { decision: 'reached', reasonCode: 'byPhone' },
  },
  {
    type: 'care.closeAnswered',
    prepare: (inquiryId) =>
      runWorker('care.issueAnswer', inquiryId, {
        headers: { template: 'inquiry-guide' },
        variables: { occurrence: 1, moreDays: 5 },
      }),
  },
  { type: 'care.closeUnanswered', variables: { outcomeReasonCode: 'notAQuestion' } },
];

function runWorker(
  type: string,
  inquiryId: string,
  { headers = {}, variables = {} }: Pick<Scenario, 'headers' | 'variables'>,
  keys = { elementInstanceKey: newKey(), processInstanceKey: newKey() },
) {
  const worker = careWorkers.find((candidate) => candidate.type === type);
  if (!worker) throw new Error(`There is no worker for ${type}.`);
  return runJob(register, worker, { inquiryId, ...variables }, { headers, ...keys });
}

const ask = async () =>
  (
    await receiveInquiry(register, {
      channel: 'phone',
      language: 'zh-CN',
      topic: 'requirements',
      matter: { code: 'refund-claim', name: '退款申请' },
      question: '要带什么？',
      asker: { name: '欧阳雨桐', phone: '13812345678', email: 'yutong@customer.example' },
      receivedBy: 'clerk',
    })
  ).id;

async function everything() {
  const tables = [
    'inquiry',
    'inquiryEntry',
    'inquiryStep',
    'inquiryToken',
    'notice',
    'notification',
  ] as const;
  const rows = await Promise.all(
    [...tables, 'audit' as const, 'outbox' as const].map((table) =>
      register.db.selectFrom(table).selectAll().execute(),
    ),
  );
  return rows.map((list) => list.map((row) => JSON.stringify(row)).sort());
}

test('every worker is run twice here', () => {
  const covered = new Set(scenarios.map(({ type }) => type));
  expect(careWorkers.map(({ type }) => type).filter((type) => !covered.has(type))).toEqual([]);
});

test.each(scenarios)('$type $headers.template: run again it changes nothing', async (scenario) => {
  const inquiryId = await ask();
  await scenario.prepare?.(inquiryId);
  const keys = { elementInstanceKey: newKey(), processInstanceKey: newKey() };
  const first = await runWorker(scenario.type, inquiryId, scenario, keys);
  const after = await everything();
  expect(await runWorker(scenario.type, inquiryId, scenario, keys)).toEqual(first);
  expect(await everything()).toEqual(after);
});

test('without an answer on the page the person is asked again, and told where to write it', async () => {
  const inquiryId = await ask();
  const scenario = {
    headers: decided('Task_AnswerInquiry', 'answered,unanswered'),
    variables: { decision: 'answered' },
  };
  await expect(runWorker('care.recordAnswer', inquiryId, scenario)).rejects.toMatchObject({
    code: 'ANSWER_INVALID',
    variables: { answerProblem: expect.stringContaining('咨询页') as string },
  });
  await write(inquiryId);
  expect(await runWorker('care.recordAnswer', inquiryId, scenario)).toMatchObject({ answerSeq: 2 });
});

test('the letter holds the answer in paragraphs, and its kept copy no key to the page', async () => {
  const inquiryId = await ask();
  await writeAnswer(register, { inquiryId, text: '可以。\n\n请带原件。', writtenBy: 'clerk' });
  await runWorker('care.issueAnswer', inquiryId, {
    headers: { template: 'inquiry-answer' },
    variables: { occurrence: 2, moreDays: 5 },
  });
  const [notice] = await register.db
    .selectFrom('notice')
    .selectAll()
    .where('inquiryId', '=', inquiryId)
    .execute();
  const text = register.cipher.decrypt(notice?.contentEnc ?? '', `notice.contentEnc:${notice?.id ?? ''}`);
  expect(text).toMatch(/可以。\n\n请带原件。/);
  expect(text).toContain('/q/…');
  expect(text).not.toMatch(/\/q\/[\w-]{43}/);
});

test('somebody who left no address is called: the process hears of it', async () => {
  const { id } = await receiveInquiry(register, {
    channel: 'counter',
    language: 'en',
    topic: 'howTo',
    matter: { code: 'site-entry', name: '入场施工许可' },
    question: 'Where?',
    asker: { name: 'Anna Smith' },
    receivedBy: 'clerk',
  });
  await runWorker('care.issueAnswer', id, {
    headers: { template: 'inquiry-guide' },
    variables: { occurrence: 1, moreDays: 5 },
  });
  const messages = await register.db
    .selectFrom('outbox')
    .selectAll()
    .where('correlationKey', '=', id)
    .execute();
  expect(messages.map(({ name }) => name)).toContain('care.noticeUndeliverable');
});

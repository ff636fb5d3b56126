import {
  askMore,
  bindInquiry,
  closeAnswered,
  closeUnanswered,
  createNotice,
  findAnswer,
  getInquiry,
  listEntries,
  listInquiries,
  listNotices,
  markAnswered,
  mayAskMore,
  openAnswer,
  receiveInquiry,
  recordInquiryStep,
  resolveInquiryToken,
  revealInquiry,
  verifyAudit,
  writeAnswer,
  type InquiryInput,
} from '../../src/register/index.ts';
import { createTestRegister, type TestRegister } from '../support/register.ts';
import { wholeDatabase } from './case-input.ts';

let scratch: TestRegister;
beforeAll(async () => {
  scratch = await createTestRegister();
});
afterAll(() => scratch.drop());

const asker = { name: '欧阳雨桐', phone: '13812345678', email: 'yutong.ouyang@customer.example' };
const question = '我在枫林路的店里买的机器能退吗？';
const ask = (change: Partial<InquiryInput> = {}) =>
  receiveInquiry(scratch.register, {
    channel: 'web',
    language: 'zh-CN',
    topic: 'requirements',
    matter: { code: 'refund-claim', name: '退款申请' },
    question,
    asker,
    ...change,
  });
const dayMs = 86_400_000;
const later = (days: number) => new Date(scratch.clock.now().getTime() + days * dayMs);

test('numbers have no gaps, also when many ask at once', async () => {
  const asked = await Promise.all(Array.from({ length: 12 }, () => ask()));
  expect(asked.map(({ number }) => number).sort()).toEqual(
    Array.from({ length: 12 }, (_, index) => `ZX-20260302-${String(index + 1).padStart(4, '0')}`),
  );
});

test('a form that is sent twice is one question, with a link each time', async () => {
  const requestId = '3f0c1d52-8f5e-4b27-9d3e-0a4f6c1b2d3e';
  const [first, second] = await Promise.all([ask({ requestId }), ask({ requestId })]);
  expect(second.id).toBe(first.id);
  for (const { token } of [first, second])
    expect(await resolveInquiryToken(scratch.register, token)).toEqual({ inquiryId: first.id });
});

test('nothing personal stands in the database, and a look at it needs a reason', async () => {
  const { id } = await ask();
  const dump = await wholeDatabase(scratch.register);
  for (const text of [...Object.values(asker), '枫林路']) expect(dump).not.toContain(text);
  await expect(
    revealInquiry(scratch.register, { inquiryId: id, actor: 'clerk', reason: ' ' }),
  ).rejects.toMatchObject({ code: 'VALUE_INVALID' });
  const revealed = await revealInquiry(scratch.register, { inquiryId: id, actor: 'clerk', reason: '答复' });
  expect(revealed).toMatchObject({ asker, entries: [{ seq: 1, kind: 'question', text: question }] });
  expect(await getInquiry(scratch.register, id)).toMatchObject({
    askerMasked: '欧**桐',
    phoneMasked: '138****5678',
    hasEmail: true,
  });
});

test('an answer counts for the question before it, not for the next one', async () => {
  const { register } = scratch;
  const { id } = await ask();
  await bindInquiry(register, id, '1');
  await expect(bindInquiry(register, id, '2')).rejects.toMatchObject({ code: 'CASE_ALREADY_BOUND' });
  expect(await findAnswer(register, id)).toBeUndefined();
  await expect(askMore(register, { inquiryId: id, question: '?' })).rejects.toMatchObject({
    code: 'INQUIRY_STATE',
  });
  await writeAnswer(register, { inquiryId: id, text: '可以退，请备齐凭证。', writtenBy: 'clerk' });
  expect(await findAnswer(register, id)).toEqual({ seq: 2 });
  await markAnswered(register, id, { moreUntilAt: later(5), isGuide: false });
  await expect(
    writeAnswer(register, { inquiryId: id, text: '再补一句。', writtenBy: 'clerk' }),
  ).rejects.toMatchObject({ code: 'INQUIRY_STATE' });
  expect(await mayAskMore(register, id)).toBe(true);
  await askMore(register, { inquiryId: id, question: '要带原件吗？' });
  await expect(askMore(register, { inquiryId: id, question: '要带原件吗？' })).rejects.toMatchObject({
    code: 'INQUIRY_STATE',
  });
  expect(await findAnswer(register, id)).toBeUndefined();
  expect((await listEntries(register, id)).map(({ kind }) => kind)).toEqual([
    'question',
    'answer',
    'question',
  ]);
});

test('the same round again moves no limit', async () => {
  const { id } = await ask();
  const open = (round: number, dueAt: Date) =>
    openAnswer(scratch.register, id, { round, role: 'intake-clerk', priority: 50, dueAt });
  await open(1, later(2));
  expect(await open(1, later(9))).toEqual({ dueAt: later(2) });
  expect(await open(2, later(9))).toEqual({ dueAt: later(9) });
});

test('the first outcome stands; without one it follows from what the asker was told', async () => {
  const { register } = scratch;
  const [guided, answered, spot] = [
    await ask(),
    await ask(),
    await ask({ channel: 'counter', answer: '可以。' }),
  ];
  await markAnswered(register, guided.id, { moreUntilAt: later(5), isGuide: true });
  expect(await closeAnswered(register, guided.id)).toEqual({ outcome: 'byGuide' });
  expect(await closeUnanswered(register, guided.id, 'notAQuestion')).toEqual({ outcome: 'byGuide' });
  await writeAnswer(register, { inquiryId: answered.id, text: '可以。', writtenBy: 'clerk' });
  expect(await closeAnswered(register, answered.id)).toBeUndefined();
  await markAnswered(register, answered.id, { moreUntilAt: later(5), isGuide: false });
  expect(await closeAnswered(register, answered.id)).toEqual({ outcome: 'byStaff' });
  expect(await getInquiry(register, spot.id)).toMatchObject({ status: 'closed', outcome: 'onTheSpot' });
});

test('a link opens its question until it expires, and no case', async () => {
  const { id, token } = await ask();
  expect(await resolveInquiryToken(scratch.register, token)).toEqual({ inquiryId: id });
  expect(await resolveInquiryToken(scratch.register, 'x'.repeat(43))).toBeUndefined();
  const now = scratch.clock.now();
  scratch.clock.advance(181 * dayMs);
  expect(await resolveInquiryToken(scratch.register, token)).toBeUndefined();
  scratch.clock.set(now);
});

test('pages by key lose and repeat nothing, and show a role its own', async () => {
  const all = await listInquiries(scratch.register, { limit: 100 });
  const seen: string[] = [];
  for (let after: { receivedAt: Date; id: string } | undefined; ;) {
    const page = await listInquiries(scratch.register, { limit: 4, after });
    seen.push(...page.map(({ id }) => id));
    after = page.at(-1);
    if (page.length < 4) break;
  }
  expect(seen).toEqual(all.map(({ id }) => id));
  const own = await listInquiries(scratch.register, { limit: 100, answerRoles: ['intake-clerk'] });
  expect(own.map(({ answerRole }) => answerRole)).toEqual(['intake-clerk']);
  expect(await listInquiries(scratch.register, { limit: 100, answerRoles: [] })).toEqual([]);
});

test('steps are recorded once, notices too, and the trail holds', async () => {
  const { register } = scratch;
  const { id } = await ask();
  const step = {
    inquiryId: id,
    elementId: 'Task_AnswerInquiry',
    name: '答复咨询',
    decision: 'answered',
    isValid: true,
    decidedBy: 'clerk',
    serviceElementInstanceKey: '7',
  };
  expect(await recordInquiryStep(register, step)).toEqual({ isNew: true });
  expect(await recordInquiryStep(register, step)).toEqual({ isNew: false });
  const notice = {
    inquiryId: id,
    template: 'inquiry-answer',
    occurrence: '1',
    series: '答',
    language: 'zh-CN',
    render: () => '内容',
  } as const;
  expect(await createNotice(register, notice)).toMatchObject({ isNew: true });
  expect(await createNotice(register, notice)).toMatchObject({ isNew: false });
  expect(await listNotices(register, { inquiryId: id })).toHaveLength(1);
  expect((await verifyAudit(register)).problems).toEqual([]);
});

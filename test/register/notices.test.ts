import { jest } from '@jest/globals';
import {
  createNotice,
  listAudit,
  listNotices,
  type NoticeInput,
  type Register,
} from '../../src/register/index.ts';
import { createTestRegister, type TestRegister } from '../support/register.ts';
import { newCase, wholeDatabase } from './case-input.ts';

let scratch: TestRegister;
let register: Register;
let caseId: string;

beforeEach(async () => {
  scratch = await createTestRegister();
  register = scratch.register;
  caseId = (await newCase(register)).id;
});
afterEach(() => scratch.drop());

function notice(change: Partial<NoticeInput> = {}): NoticeInput {
  return {
    caseId,
    template: 'supplement-notice',
    occurrence: '1',
    series: '补',
    language: 'zh-CN',
    render: ({ number }) => `${number} 欧阳雨桐女士，请补交付款凭证`,
    ...change,
  };
}

test('a notice is numbered, kept as issued and issued once', async () => {
  const render = jest.fn<NoticeInput['render']>(() => '第二份');
  const first = await createNotice(register, notice());
  expect(first).toMatchObject({ number: '补〔2026〕0001号', isNew: true, issuedAt: scratch.clock.now() });
  scratch.clock.advance(60_000);
  expect(await createNotice(register, notice({ render }))).toEqual({ ...first, isNew: false });
  expect(render).not.toHaveBeenCalled();
  expect(await listNotices(register, caseId)).toMatchObject([
    { id: first.id, content: '补〔2026〕0001号 欧阳雨桐女士，请补交付款凭证' },
  ]);
  expect(await wholeDatabase(register)).not.toContain('欧阳雨桐女士');
  expect((await listAudit(register, caseId)).at(-1)).toMatchObject({
    action: 'noticeIssued',
    details: { template: 'supplement-notice', occurrence: '1', number: '补〔2026〕0001号' },
  });
});

test('another occurrence is another notice; series and years count by themselves', async () => {
  await createNotice(register, notice());
  const second = await createNotice(register, notice({ occurrence: '2' }));
  const other = await createNotice(register, notice({ template: 'receipt', series: '收' }));
  scratch.clock.set('2026-12-31T16:00:00Z');
  const nextYear = await createNotice(register, notice({ occurrence: '3' }));
  expect([second.number, other.number, nextYear.number]).toEqual([
    '补〔2026〕0002号',
    '收〔2026〕0001号',
    '补〔2027〕0001号',
  ]);
});

test('a text that cannot be made leaves neither notice nor gap in the numbers', async () => {
  const render = () => {
    throw new Error('variable missing');
  };
  await expect(createNotice(register, notice({ render }))).rejects.toThrow('variable missing');
  expect(await listNotices(register, caseId)).toEqual([]);
  expect((await createNotice(register, notice())).number).toBe('补〔2026〕0001号');
});

test('the same notice from ten jobs at once is one', async () => {
  const all = await Promise.all(Array.from({ length: 10 }, () => createNotice(register, notice())));
  expect(all.filter(({ isNew }) => isNew)).toHaveLength(1);
  expect(new Set(all.map(({ id }) => id)).size).toBe(1);
});

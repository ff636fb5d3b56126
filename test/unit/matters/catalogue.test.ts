import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadMatters } from '../../../src/matters/index.ts';

const source = 'bpmn/intake';
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'matters-'));
  await cp(source, folder, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

async function change(file: string, from: string | RegExp, to: string): Promise<void> {
  const path = join(folder, file);
  const text = await readFile(path, 'utf8');
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  await writeFile(path, changed);
}

describe('the catalogue', () => {
  test('lists the matters in the language asked for', async () => {
    const matters = await loadMatters(source);
    expect(matters.list('zh-CN')).toHaveLength(8);
    expect(matters.list('zh-CN')[2]).toMatchObject({ code: 'refund-claim', name: '退款申请', prefix: 'RC' });
    expect(matters.list('en')[2]).toMatchObject({ code: 'refund-claim', name: 'Refund claim' });
    expect(matters.get('refund-claim')).toMatchObject({ name: '退款申请', departmentCode: 'finance' });
  });

  test('knows no matter outside the table, though the table has a row for everything else', async () => {
    const matters = await loadMatters(source);
    expect(matters.get('lottery')).toBeUndefined();
    expect(matters.materialsFor('lottery', 'person', false)).toEqual([]);
  });

  test('asks an agent for the power of attorney, a company for its seal', async () => {
    const matters = await loadMatters(source);
    const codes = (hasAgent: boolean) =>
      matters.materialsFor('warranty-claim', 'person', hasAgent).map(({ code }) => code);
    expect(codes(true).filter((code) => !codes(false).includes(code))).toEqual([
      'power-of-attorney',
      'agent-identity-document',
    ]);
    const [form] = matters.materialsFor('warranty-claim', 'organisation', false);
    expect(form).toMatchObject({ code: 'application-form', needsSeal: true, form: 'original', copies: 1 });
  });
});

describe('a mistake in the tables is refused with file, rule and column', () => {
  test.each([
    [
      'matter.dmn',
      /<text>3<\/text>/,
      '<text>three</text>',
      /matter\.dmn: rule Rule_Matter_ContractSealing, column 承诺办理期限 \(handlingDays\)/,
    ],
    [
      'matter.dmn',
      /<text>"RC"<\/text>/,
      '<text>"CS"</text>',
      /contract-sealing and refund-claim share the prefix CS/,
    ],
    [
      'matter.dmn',
      '"refund-claim"',
      '"contract-sealing"',
      /rule Rule_Matter_RefundClaim repeats the matter contract-sealing/,
    ],
    [
      'matter.dmn',
      '<text>"refund-claim"</text>',
      '<text></text>',
      /rule Rule_Matter_RefundClaim fits every matter, so it must be the last row/,
    ],
    ['matter.dmn', 'hitPolicy="FIRST"', 'hitPolicy="ANY"', /matter\.dmn: set the hit policy to FIRST/],
    [
      'required-materials.dmn',
      '<text>"data-access-request"</text>',
      '<text>starts with(?, "data")</text>',
      /required-materials\.dmn: rule Rule_RequiredMaterials_AccessScope, column 事项编码: write values like/,
    ],
    [
      'required-materials.dmn',
      '<text>"warranty-claim"</text>',
      '<text>"waranty-claim"</text>',
      /names waranty-claim, which no row of matter\.dmn has/,
    ],
    ['required-materials.dmn', '<text>"copy"</text>', '<text>"photo"</text>', /column 形式 \(form\)/],
    [
      'required-materials.dmn',
      '<text>hasAgent</text>',
      '<text>agent</text>',
      /the input columns must be matterCode, customerType, hasAgent/,
    ],
    ['matter.dmn', '</definitions>', '', /matter\.dmn: not a readable DMN file/],
  ])('%s, %s → %s', async (file, from, to, message) => {
    await change(file, from, to);
    await expect(loadMatters(folder)).rejects.toThrow(message);
  });

  test('all mistakes come in one message', async () => {
    await change('matter.dmn', 'hitPolicy="FIRST"', 'hitPolicy="ANY"');
    await change('required-materials.dmn', '<text>"copy"</text>', '<text>"photo"</text>');
    await expect(loadMatters(folder)).rejects.toThrow(/hit policy[\s\S]*column 形式/);
  });

  test('a second decision in the file is refused', async () => {
    await change('matter.dmn', '</definitions>', '<decision id="more" name="more" /></definitions>');
    await expect(loadMatters(folder)).rejects.toThrow(/keep exactly one decision table/);
  });
});

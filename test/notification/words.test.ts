import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { loadWords } from '../../src/notification/words.ts';
import { templatesDir } from './setup.ts';

const formsDir = fileURLToPath(new URL('../../forms/intake/', import.meta.url));
const verdictTable = fileURLToPath(new URL('../../bpmn/intake/identity-verdict.dmn', import.meta.url));
const words = loadWords(templatesDir)['zh-CN'];

const selectSchema = z.object({ key: z.string(), values: z.array(z.object({ value: z.string() })) });

/** Every code that a select or radio of this key offers, in any form. */
function offered(key: string): string[] {
  const codes = new Set<string>();
  const visit = (node: unknown): void => {
    const select = selectSchema.safeParse(node);
    if (select.success && select.data.key === key)
      for (const { value } of select.data.values) codes.add(value);
    if (typeof node === 'object' && node !== null) Object.values(node).forEach(visit);
  };
  for (const file of readdirSync(formsDir)) visit(JSON.parse(readFileSync(`${formsDir}${file}`, 'utf8')));
  return [...codes];
}

describe('what people can choose in a form has a word in the notice', () => {
  test.each([
    ['identityReasonCode', 'reason'],
    ['complianceReasonCode', 'reason'],
    ['handlingReasonCode', 'reason'],
    ['solutionCode', 'solution'],
    ['collectionWay', 'collection'],
    ['circulationDepartmentCode', 'department'],
    ['newDepartmentCode', 'department'],
  ] as const)('%s', (key, section) => {
    const codes = offered(key);
    expect(codes.length).toBeGreaterThan(0);
    expect(codes.filter((code) => !Object.hasOwn(words[section], code))).toEqual([]);
  });

  test('and so have the reasons that the identity table gives', () => {
    const outputs = readFileSync(verdictTable, 'utf8').match(/<text>"[a-z][A-Za-z]+"<\/text>/g) ?? [];
    const codes = outputs.map((text) => text.slice(7, -8));
    const verdicts = new Set(['proven', 'doubtful', 'notProven']);
    const reasons = codes.filter((code) => !verdicts.has(code));
    expect(reasons.length).toBeGreaterThan(0);
    expect(reasons.filter((code) => !Object.hasOwn(words.reason, code))).toEqual([]);
  });
});

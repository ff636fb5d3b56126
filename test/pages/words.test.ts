import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { loadWords } from '../../src/notification/index.ts';
import {
  classificationWords,
  collectionWords,
  decisionWords,
  departmentWords,
  reasonWords,
  rolesText,
  serviceLevelWords,
  verdictWords,
  wordFor,
} from '../../src/http/pages/words.ts';
import { modelFiles } from '../support/model-files.ts';

const component = z.object({
  key: z.string().optional(),
  values: z.array(z.object({ value: z.string(), label: z.string() })).optional(),
  get components() {
    return z.array(component).optional();
  },
});
type Component = z.output<typeof component>;

function choicesOf(list: readonly Component[]): { key: string; value: string; label: string }[] {
  return list.flatMap(({ key = '', values = [], components = [] }) => [
    ...values.map((option) => ({ key, ...option })),
    ...choicesOf(components),
  ]);
}

/** Every option of every form, with the key of its component. */
const options = modelFiles('form').flatMap(({ id, path }) => {
  const form = component.parse(JSON.parse(readFileSync(path, 'utf8')));
  return choicesOf(form.components ?? []).map((option) => ({ form: id, ...option }));
});

/** The table that holds the words for a component's options. */
function wordsFor(key: string): Readonly<Record<string, string>> {
  if (/ReasonCode$|^solutionCode$/.test(key)) return reasonWords;
  if (/[dD]epartmentCode$/.test(key)) return departmentWords;
  if (/Classification$/.test(key)) return classificationWords;
  if (/ServiceLevel$/.test(key)) return serviceLevelWords;
  if (key === 'verdict') return verdictWords;
  if (key === 'collectionWay') return collectionWords;
  return decisionWords;
}

const codesOf = (...keys: string[]) =>
  new Set(options.filter(({ key }) => keys.includes(key)).map(({ value }) => value));

describe('words for codes', () => {
  it('are those of the forms', () => {
    expect(options.length).toBeGreaterThan(50);
    const different = options
      .filter(({ key, value, label }) => wordsFor(key)[value] !== label)
      .map(({ form, key, value, label }) => `${form} ${key}: ${value} = ${label}`);
    expect(different).toEqual([]);
  });

  it('name no reason that no form offers', () => {
    const offered = new Set(
      options.filter(({ key }) => wordsFor(key) === reasonWords).map(({ value }) => value),
    );
    expect(Object.keys(reasonWords).filter((code) => !offered.has(code))).toEqual([]);
  });

  it('are there in both languages for every reason that a customer may read', () => {
    const codes = codesOf('identityReasonCode', 'complianceReasonCode', 'handlingReasonCode');
    expect(codes.size).toBeGreaterThan(10);
    const words = loadWords(fileURLToPath(new URL('../../templates/', import.meta.url)));
    expect([...codes].filter((code) => !(code in words['zh-CN'].reason))).toEqual([]);
    expect([...codes].filter((code) => !(code in words.en.reason))).toEqual([]);
  });

  it('fall back to the code that a process owner has added', () => {
    expect(wordFor(reasonWords, 'somethingNew')).toBe('somethingNew');
    expect(wordFor(reasonWords, 'constructor')).toBe('constructor');
    expect(wordFor(reasonWords, null)).toBe('');
    expect(rolesText(['intake-clerk', 'department-finance'])).toBe('收件员、财务部');
  });
});

import type { MaterialRecord } from '../../src/register/index.ts';
import { compareMaterial, inLanguage, requirementText, submittedText } from '../../workers/materials.ts';
import type { RequiredMaterial } from '../../workers/schemas.ts';

const required: RequiredMaterial = {
  code: 'contract-text',
  name: '合同文本',
  nameEn: 'Contract text',
  isRequired: true,
  copies: 2,
  form: 'original',
  needsSignature: true,
  needsSeal: true,
  standard: '页码连续',
  standardEn: 'Pages numbered',
};
const handedIn: MaterialRecord = {
  id: '00000000-0000-4000-8000-000000000000',
  caseId: '00000000-0000-4000-8000-000000000001',
  code: 'contract-text',
  name: '合同文本',
  form: 'paper',
  originals: 2,
  copies: 0,
  pages: 12,
  isSigned: true,
  isSealed: true,
  nature: null,
  importance: null,
  round: 0,
  verdict: null,
  verdictReason: null,
  receivedAt: new Date('2026-03-02T02:00:00Z'),
};

test.each([
  ['all right', {}, {}, 'ok'],
  ['nothing on paper', {}, { originals: 0, copies: 0 }, 'missing'],
  ['optional and nothing there', { isRequired: false }, { originals: 0, copies: 0 }, 'ok'],
  ['copies where originals are asked for', {}, { originals: 0, copies: 2 }, 'wrongForm'],
  ['one original of two', {}, { originals: 1, copies: 5 }, 'copiesShort'],
  ['originals where copies are asked for', { form: 'copy' }, { originals: 2 }, 'ok'],
  ['one copy of two', { form: 'copy' }, { originals: 0, copies: 1 }, 'copiesShort'],
  ['one of each where either will do', { form: 'any' }, { originals: 1, copies: 1 }, 'ok'],
  ['not signed', {}, { isSigned: false }, 'unsigned'],
  ['not sealed', {}, { isSealed: false }, 'unsealed'],
  [
    'neither asked for',
    { needsSignature: false, needsSeal: false },
    { isSigned: false, isSealed: false },
    'ok',
  ],
  ['a file without counts', {}, { form: 'electronic', originals: 0 }, 'ok'],
  ['a file that is not signed', {}, { form: 'electronic', originals: 0, isSigned: false }, 'unsigned'],
  [
    'a file that stands for one copy of two',
    {},
    { form: 'electronic', originals: 0, copies: 1 },
    'copiesShort',
  ],
] as const)('%s', (_, ask, given, verdict) => {
  expect(compareMaterial({ ...required, ...ask }, { ...handedIn, ...given })).toBe(verdict);
});

test('never handed in', () => {
  expect(compareMaterial(required, undefined)).toBe('missing');
  expect(compareMaterial({ ...required, isRequired: false }, undefined)).toBe('ok');
  expect(submittedText(undefined)).toBe('未提交');
});

test('texts for the clerk', () => {
  expect(requirementText(required)).toBe('原件 2 份，须签字、盖章。页码连续');
  expect(requirementText({ ...required, form: 'any', needsSignature: false, isRequired: false })).toBe(
    '原件或复印件 2 份，须盖章（可不交）。页码连续',
  );
  expect(submittedText(handedIn)).toBe('原件 2 份，共 12 页，已签字，已盖章');
  expect(submittedText({ ...handedIn, form: 'electronic', originals: 0, isSealed: false })).toBe(
    '电子文件，共 12 页，已签字，未盖章',
  );
});

test('texts in the language of the customer, Chinese where there is no English', () => {
  expect(inLanguage(required, 'en')).toEqual({ name: 'Contract text', standard: 'Pages numbered' });
  expect(inLanguage(required, 'zh-CN')).toEqual({ name: '合同文本', standard: '页码连续' });
  const chineseOnly = { ...required, nameEn: null, standardEn: undefined };
  expect(inLanguage(chineseOnly, 'en')).toEqual({ name: '合同文本', standard: '页码连续' });
});

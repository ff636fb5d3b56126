import { readdirSync, readFileSync } from 'node:fs';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acceptedExtensions, documentLimitBytes } from '../../src/documents/index.ts';
import {
  formKeys,
  readCustomerForms,
  type CustomerForm,
  type FormLeaf,
} from '../../src/http/pages/customer/form-schema.ts';
import { surveyReasonWords } from '../../src/http/pages/words.ts';
import { surveyReasons } from '../../src/register/index.ts';

const folder = 'forms/customer/';
const forms = readCustomerForms();
const names = Object.keys(formKeys) as (keyof typeof formKeys)[];
const chinese = /\p{Script=Han}/u;

const leaves = ({ components }: CustomerForm): FormLeaf[] =>
  components.flatMap((component) => (component.type === 'dynamiclist' ? component.components : [component]));
const inputs = (form: CustomerForm) => leaves(form).filter((leaf) => 'key' in leaf);
/** Everything that a form says, by component. */
const sayings = (form: CustomerForm) =>
  leaves(form).flatMap((leaf) => [
    'label' in leaf ? leaf.label : leaf.text,
    ...('description' in leaf && leaf.description ? [leaf.description] : []),
    ...('values' in leaf ? leaf.values.map(({ label }) => label) : []),
  ]);
const shape = (form: CustomerForm) =>
  leaves(form).map((leaf) => [
    leaf.id,
    leaf.type,
    'key' in leaf ? leaf.key : '',
    'values' in leaf ? leaf.values.map(({ value }) => value) : [],
    'validate' in leaf ? leaf.validate : undefined,
  ]);

test('there is a form for each thing a customer does, in both languages, named by its id', () => {
  const files = (sub: string) =>
    readdirSync(`${folder}${sub}`)
      .filter((name) => name.endsWith('.form'))
      .sort();
  const expected = names.map((name) => `${name}.form`).sort();
  expect([files(''), files('en')]).toEqual([expected, expected]);
});

describe.each(names)('the form %s', (name) => {
  const [form, english] = [forms['zh-CN'][name], forms.en[name]];

  test('asks the same in English, in other words', () => {
    expect(shape(english)).toEqual(shape(form));
    expect(sayings(form).filter((text) => !chinese.test(text))).toEqual([]);
    expect(sayings(english).filter((text) => chinese.test(text))).toEqual([]);
  });

  test('has each id and key once, and one button', () => {
    const ids = form.components.flatMap(({ id }) => id).concat(leaves(form).map(({ id }) => id));
    const distinct = new Set(ids);
    const keys = inputs(form).map(({ key }) => key);
    expect(distinct.size).toBe(new Set([...form.components, ...leaves(form)]).size);
    expect(new Set(keys).size).toBe(keys.length);
    expect(leaves(form).filter(({ type }) => type === 'button')).toHaveLength(1);
  });

  test('says why a required field is needed, and keeps personal data out of free texts', () => {
    const required = inputs(form).filter(({ validate }) => validate?.required);
    expect(required.filter(({ description }) => !description?.startsWith('必填：'))).toEqual([]);
    const free = inputs(form).filter(({ type }) => type === 'textarea');
    expect(free.filter(({ description }) => !description?.includes('请勿填写姓名、电话、证件号码'))).toEqual(
      [],
    );
    expect(free.filter(({ validate }) => (validate?.maxLength ?? Infinity) > 1_000)).toEqual([]);
  });

  test('uses what server and browser both understand of texts: headings, bold, known places', () => {
    for (const leaf of [form, english].flatMap(leaves)) {
      if (leaf.type !== 'text') continue;
      const places = [...leaf.text.matchAll(/\{\{(.*?)\}\}/g)].map(([, place = '']) => place.trim());
      expect(places.filter((place) => !/^this\.(name|problem|requirement)$/.test(place))).toEqual([]);
      expect(leaf.text).not.toMatch(/[[\]<>`|]|^[-*] |^\d+\. |^#{1,2} |^#{4}/m);
    }
  });
});

test('the supplement takes exactly the files that the document store takes', () => {
  for (const form of [forms['zh-CN'].supplement, forms.en.supplement]) {
    const [picker] = leaves(form).filter((leaf) => leaf.type === 'filepicker');
    const offered = picker?.accept.split(',').sort();
    expect(offered).toEqual([...acceptedExtensions, 'jpeg'].map((extension) => `.${extension}`).sort());
    expect(sayings(form)[0]).toContain(`${documentLimitBytes / 1024 / 1024} MB`);
  }
});

test('the survey offers the five scores and the reasons that the register keeps', () => {
  const options = (key: string) =>
    inputs(forms['zh-CN'].survey).flatMap((leaf) =>
      'values' in leaf && leaf.key === key ? leaf.values : [],
    );
  expect(options('score').map(({ value }) => value)).toEqual(['5', '4', '3', '2', '1']);
  const reasons = options('reasons');
  expect(reasons.map(({ value }) => value).sort()).toEqual([...surveyReasons].sort());
  expect(Object.fromEntries(reasons.map(({ value, label }) => [value, label]))).toEqual(surveyReasonWords);
});

test.each<[string, (text: string) => string, RegExp]>([
  [
    'a key that nobody reads',
    (text) => text.replace('"comment"', '"remark"'),
    /survey\.form.*Field_Comment has the key remark/s,
  ],
  [
    'a component that the pages cannot show',
    (text) => text.replace('"textarea"', '"iframe"'),
    /survey\.form/,
  ],
  ['another id', (text) => text.replace('"id": "survey"', '"id": "rating"'), /its id is rating, not survey/],
  ['no JSON', (text) => text.slice(1), /survey\.form/],
])('a form with %s stops the start and is named', (_what, change, message) => {
  const copy = mkdtempSync(join(tmpdir(), 'customer-forms-'));
  try {
    cpSync(folder, copy, { recursive: true });
    const file = join(copy, 'survey.form');
    const changed = change(readFileSync(file, 'utf8'));
    writeFileSync(file, changed);
    expect(() => readCustomerForms(`${copy}/`)).toThrow(message);
  } finally {
    rmSync(copy, { recursive: true });
  }
});

import { allComponents, expressionsOf, loadForms, type Component } from './support/forms.ts';

const forms = loadForms();
const chinese = /\p{Script=Han}/u;
const isInput = ({ key }: Component) => key !== undefined;

describe.each(forms.map((form) => [form.id, form] as const))('the form %s', (_id, form) => {
  const components = allComponents(form);
  const inputs = components.filter(isInput);

  test('opens with the case or question and a link to its page', () => {
    const isCase = form.path.startsWith('forms/intake/');
    expect(form.components[0]?.text).toMatch(
      isCase
        ? /\{\{caseNumber\}\}.*\{\{matterName\}\}.*\{\{customerMasked\}\}/s
        : /\{\{inquiryNumber\}\}.*\{\{inquirySubject\}\}.*\{\{askerMasked\}\}/s,
    );
    expect(form.components[0]?.text).toContain(isCase ? ']({{caseUrl}})' : ']({{inquiryUrl}})');
  });

  test('says why the last answer was not taken', () => {
    expect(form.components[1]).toMatchObject({
      text: expect.stringContaining('{{answerProblem}}') as string,
      conditional: { hide: '=answerProblem = null' },
    });
  });

  test('is in Chinese and has each id and key once', () => {
    expect(inputs.filter(({ label }) => !chinese.test(label ?? '')).map(({ id }) => id)).toEqual([]);
    const names = [...components.map(({ id }) => id), ...inputs.map(({ key = '' }) => `key ${key}`)];
    expect(new Set(names).size).toBe(names.length);
  });

  test('says why each required field is needed', () => {
    const required = inputs.filter(({ validate }) => validate?.required);
    expect(
      required.filter(({ description }) => !description?.startsWith('必填：')).map(({ id }) => id),
    ).toEqual([]);
  });

  test('keeps personal data out of every free text', () => {
    const free = inputs.filter(({ type, readonly }) => /^text(area|field)$/.test(type) && !readonly);
    const silent = free.filter(({ description }) => !description?.includes('请勿填写姓名、电话、证件号码'));
    expect(silent.map(({ id }) => id)).toEqual([]);
    expect(
      free.filter(({ validate }) => (validate?.maxLength ?? Infinity) > 300).map(({ id }) => id),
    ).toEqual([]);
  });

  test('disables nothing that should come back: a disabled field is dropped', () => {
    expect(inputs.filter(({ disabled }) => disabled)).toEqual([]);
  });
});

describe('lists', () => {
  const lists = forms.flatMap(({ components }) => components.filter(({ type }) => type === 'dynamiclist'));

  test('the lists of materials carry code, verdict and note back', () => {
    const keys = lists.map(({ components = [] }) => components.flatMap(({ key }) => key ?? []));
    expect(keys).toHaveLength(2);
    for (const row of keys)
      expect(row).toEqual(expect.arrayContaining(['materialCode', 'verdict', 'reasonNote']));
  });

  test('show a row by fields, since texts cannot see it, and ask for its values with "this"', () => {
    const rows = lists.flatMap(({ components = [] }) => components);
    expect(rows.filter(({ type }) => type === 'text')).toEqual([]);
    const unbound = rows
      .flatMap(expressionsOf)
      .filter((expression) => /(?<!this\.)\b[a-z]\w* = /.test(expression));
    expect(unbound).toEqual([]);
  });

  test('leave the sign of a proposal out, so that only a submitted form counts as an answer', () => {
    expect(lists.flatMap(({ components = [] }) => components.map(({ key }) => key))).not.toContain(
      'isProposal',
    );
  });
});

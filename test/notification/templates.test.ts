import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { composeLetter } from '../../src/notification/letter.ts';
import { plainValue } from '../../src/notification/plain-value.ts';
import { loadTemplates, type TemplateValues } from '../../src/notification/templates.ts';
import { loadWords } from '../../src/notification/words.ts';
import { publicUrl, templatesDir } from './setup.ts';

const templates = loadTemplates(templatesDir);
const link = `${publicUrl}/c/${'t'.repeat(43)}`;

/** A value for every declared variable; `text` makes each text. */
function valuesFor(name: string, text: (variable: string) => string): TemplateValues {
  const values: Record<string, TemplateValues[string]> = {};
  for (const [variable, kind] of Object.entries(templates.definition(name).variables)) {
    if (kind === 'text') values[variable] = variable === 'customerLink' ? link : text(variable);
    else if (kind === 'flag') values[variable] = true;
    else
      values[variable] = [1, 2].map((position) =>
        Object.fromEntries(
          kind.map((field) => [field, field === 'link' ? `${link}?score=${position}` : text(field)]),
        ),
      );
  }
  return values;
}

const everyText = templates.names.flatMap((name) => {
  const { languages, channels } = templates.definition(name);
  return languages.flatMap((language) => channels.map((channel) => ({ name, language, channel })));
});

describe('the templates of the project', () => {
  test('there is a text for each of the fourteen notices in both languages by SMS and e-mail, and four for staff', () => {
    expect(everyText).toHaveLength(14 * 2 * 2 + 4);
  });

  test.each(everyText)('$name in $language by $channel has no hole', ({ name, language, channel }) => {
    const { subject, body } = templates.render(
      name,
      language,
      channel,
      valuesFor(name, (variable) => `<${variable}>`),
    );
    const all = subject + body;
    expect(all).not.toMatch(/undefined|null|\[object|\{\{/);
    expect(subject === '').toBe(channel === 'sms');
    if (templates.definition(name).audience === 'customer') expect(all).toContain(link);
  });

  test.each(everyText.filter(({ channel }) => channel === 'sms'))(
    'the SMS $name in $language is short',
    ({ name, language }) => {
      const real: Record<string, string> = {
        officeName: language === 'en' ? 'Intake window' : '收件受理窗口',
        caseNumber: '20260302-RC-0001',
        querySecret: 'K7MP-3WXA',
        matterName: '个人信息查阅申请',
        itemCount: '3',
        officePhone: '400-820-0000',
        resultName: '同意（已通过）',
        collectionShort: '到窗口领取',
      };
      const date = language === 'en' ? '15 September 2026, 18:00' : '2026年12月15日 18:00';
      const { body } = templates.render(
        name,
        language,
        'sms',
        valuesFor(name, (variable) => real[variable] ?? date),
      );
      expect(body).not.toContain('\n');
      expect([...body.replace(link, '')].length).toBeLessThanOrEqual(language === 'en' ? 150 : 90);
    },
  );

  test('no SMS names the customer', () => {
    for (const { name, language } of everyText.filter(({ channel }) => channel === 'sms')) {
      const { body } = templates.render(
        name,
        language,
        'sms',
        valuesFor(name, (variable) => `<${variable}>`),
      );
      expect(body).not.toContain('<customerName>');
    }
  });

  test('words exist in both languages', () => {
    const words = loadWords(templatesDir);
    expect(Object.keys(words.en.reason)).toEqual(Object.keys(words['zh-CN'].reason));
  });
});

describe('texts of customers cannot break out', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string(),
    fc.constantFrom(
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      '\n# heading',
      '\r\nBcc: all@example.com',
      '[click](https://evil.example/)',
      '\n[click](https://evil.example/)\n',
      '= a | b',
      '{{customerLink}}',
      '\u202egnp.exe',
      "'; drop table cases; --",
    ),
  );

  test.each(everyText.filter(({ channel }) => channel === 'email'))(
    'e-mail $name in $language',
    ({ name, language }) => {
      const harmless = templates.render(
        name,
        language,
        'email',
        valuesFor(name, () => 'x'),
      );
      const expected = composeLetter(harmless.body, language, publicUrl).html;
      const shape = (html: string) => (html.match(/<[^>]*>/g) ?? []).join('');
      fc.assert(
        fc.property(hostile, (text) => {
          const filled = `甲${text}乙`;
          const { subject, body } = templates.render(
            name,
            language,
            'email',
            valuesFor(name, () => filled),
          );
          const { html, text: plain } = composeLetter(body, language, publicUrl);
          // The same tags in the same order: no value has become markup.
          expect(shape(html)).toBe(shape(expected));
          expect(subject).not.toMatch(/[\r\n]/);
          expect(plain).not.toContain('undefined');
          expect(plain.split('\n')).toHaveLength(
            composeLetter(harmless.body, language, publicUrl).text.split('\n').length,
          );
        }),
        { numRuns: 25 },
      );
    },
  );

  test('a value stays on one line and keeps what can be read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const plain = plainValue(text);
        expect(plain).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
        expect(plainValue(plain)).toBe(plain);
      }),
    );
    expect(plainValue('王\u200b小\n芳')).toBe('王小 芳');
  });
});

describe('wrong templates stop the start', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'templates-'));
    cpSync(templatesDir, dir, { recursive: true });
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const change = (file: string, how: (text: string) => string) =>
    writeFileSync(join(dir, file), how(readFileSync(join(dir, file), 'utf8')));

  test.each([
    [
      'an unknown variable',
      'receipt/en.sms.hbs',
      (text: string) => `${text.trim()} {{custmerName}}`,
      'custmerName',
    ],
    [
      'a field outside its list',
      'receipt/en.email.hbs',
      (text: string) => `${text}{{quantity}}\n`,
      'quantity',
    ],
    ['a list as text', 'receipt/en.email.hbs', (text: string) => `${text}{{materials}}\n`, 'materials'],
    [
      'text as a list',
      'result/en.email.hbs',
      (text: string) => `${text}{{#each reason}}x{{/each}}\n`,
      'no list',
    ],
    ['an open block', 'result/en.email.hbs', (text: string) => `${text}{{#if reason}}\n`, 'syntax'],
    ['a partial', 'result/en.email.hbs', (text: string) => `${text}{{> footer}}\n`, 'PartialStatement'],
    ['a helper', 'result/en.email.hbs', (text: string) => `${text}{{lookup ratings 0}}\n`, 'only a variable'],
    [
      'an e-mail without subject',
      'result/en.email.hbs',
      (text: string) => text.replace(/^.*\n/, ''),
      'Subject',
    ],
    ['an SMS of two lines', 'result/en.sms.hbs', (text: string) => `${text}\nmore`, 'one line'],
  ])('%s', (_, file, how, said) => {
    change(file, how);
    expect(() => loadTemplates(dir)).toThrow(file);
    expect(() => loadTemplates(dir)).toThrow(said);
  });

  test('a missing language and a missing channel are named together', () => {
    rmSync(join(dir, 'acceptance/en.sms.hbs'));
    rmSync(join(dir, 'withdrawal/zh-CN.email.hbs'));
    expect(() => loadTemplates(dir)).toThrow(
      /acceptance\/en\.sms\.hbs is missing[^]*withdrawal\/zh-CN\.email\.hbs is missing/,
    );
  });

  test('a reason without its English word', () => {
    change('words.json', (text) => text.replace(/"alreadySettled": "the matter[^"]*",\s*/, ''));
    expect(() => loadWords(dir)).toThrow('en.reason.alreadySettled is missing');
  });

  test('a value that is missing when a notice is written', () => {
    const values = Object.fromEntries(
      Object.entries(valuesFor('receipt', () => 'x')).filter(([variable]) => variable !== 'caseNumber'),
    );
    expect(() => templates.render('receipt', 'en', 'sms', values)).toThrow('"caseNumber"');
  });
});

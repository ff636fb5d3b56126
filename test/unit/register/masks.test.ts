import fc from 'fast-check';
import {
  looksPersonal,
  maskDocumentNumber,
  maskEmail,
  maskName,
  maskOrganisation,
  maskPhone,
} from '../../../src/register/index.ts';
import { createPeople } from '../../support/sample-people.ts';

const people = fc.integer({ min: 1, max: 1_000_000 }).map((seed) => createPeople(seed).person());
const anyText = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' });
const punctuation = fc.string({
  minLength: 1,
  maxLength: 4,
  unit: fc.constantFrom(' ', '.', '·', '-', '@', '(', 'x'),
});
const masks = { maskName, maskOrganisation, maskPhone, maskDocumentNumber, maskEmail };

describe('what a mask shows', () => {
  test.each([
    ['王芳', '王*'],
    ['王小芳', '王*芳'],
    ['欧阳娜娜', '欧**娜'],
    ['王', '*'],
    ['Anna Smith', 'A*** S****'],
    ['阿依古丽·买买提', '阿***·买**'],
    ['', '*'],
    ['.', '*'],
    ['...', '.**'],
  ])('name %s → %s', (name, masked) => {
    expect(maskName(name)).toBe(masked);
  });

  test.each([
    ['13812345678', '138****5678'],
    ['+86 138 1234 5678', '138****5678'],
    ['１３８１２３４５６７８', '138****5678'],
    ['010-88886666', '01*******66'],
    ['911', '***'],
  ])('phone %s → %s', (phone, masked) => {
    expect(maskPhone(phone)).toBe(masked);
  });

  test.each([
    ['11010519491231002x', '110***********002X'],
    ['91350100M000100Y43', '913***********0Y43'],
    ['E12345678', 'E******78'],
  ])('document %s → %s', (number, masked) => {
    expect(maskDocumentNumber(number)).toBe(masked);
  });

  test.each([
    ['深圳市恒拓精密机械有限公司', '深圳*******有限公司'],
    ['云栎物流', '云***'],
    ['云栎', '云*'],
  ])('organisation %s → %s', (name, masked) => {
    expect(maskOrganisation(name)).toBe(masked);
  });

  test.each([
    ['fang.wang@example.com', 'f***@example.com'],
    ['nonsense', '***'],
    ['@example.com', '***'],
  ])('e-mail %s → %s', (email, masked) => {
    expect(maskEmail(email)).toBe(masked);
  });
});

describe('what a mask hides', () => {
  test.each(Object.entries(masks))('%s always hides something of any text', (_name, mask) => {
    fc.assert(
      fc.property(fc.oneof(anyText, punctuation), (text) => {
        const masked = mask(text);
        return masked.includes('*') && (text.includes('*') || masked !== text);
      }),
    );
  });

  test('what the middle of a phone, identity number or mailbox is makes no difference to its mask', () => {
    fc.assert(
      fc.property(people, people, ({ phone, idNumber, email }, other) => {
        const otherPhone = phone.slice(0, 3) + other.phone.slice(3, 7) + phone.slice(7);
        const otherNumber = idNumber.slice(0, 3) + other.idNumber.slice(3, 14) + idNumber.slice(14);
        const otherEmail = email.slice(0, 1) + other.email.replace(/@.*/, email.slice(email.indexOf('@')));
        expect(maskPhone(phone)).toBe(maskPhone(otherPhone));
        expect(maskDocumentNumber(idNumber)).toBe(maskDocumentNumber(otherNumber));
        expect(maskEmail(email)).toBe(maskEmail(otherEmail));
        for (const masked of [maskPhone(phone), maskDocumentNumber(idNumber)])
          expect(looksPersonal(masked)).toBe(false);
      }),
    );
  });
});

describe('notes that look like personal data', () => {
  const separators = fc.constantFrom('', ' ', '-');

  test('a phone number is found wherever it stands and however it is grouped', () => {
    fc.assert(
      fc.property(people, separators, ({ phone }, gap) => {
        const grouped = [phone.slice(0, 3), phone.slice(3, 7), phone.slice(7)].join(gap);
        expect(looksPersonal(`请回电${grouped}谢谢`)).toBe(true);
        expect(looksPersonal(`电话:+86 ${grouped}`)).toBe(true);
      }),
    );
  });

  test('an identity number is found, also grouped or in full-width digits', () => {
    fc.assert(
      fc.property(people, separators, ({ idNumber }, gap) => {
        const grouped = [idNumber.slice(0, 6), idNumber.slice(6, 14), idNumber.slice(14)].join(gap);
        expect(looksPersonal(`证件${grouped}已核`)).toBe(true);
        expect(
          looksPersonal(grouped.replace(/\d/g, (d) => String.fromCharCode(d.charCodeAt(0) + 0xfee0))),
        ).toBe(true);
      }),
    );
  });

  test.each(['zhang@example.com', '联系 a.b+c@mail.example.cn', '座机010-88886666', '110105491231002'])(
    '"%s" is found',
    (note) => {
      expect(looksPersonal(note)).toBe(true);
    },
  );

  test.each([
    '',
    '资料齐全，符合要求',
    '2026年3月2日补交第2份',
    '金额 1234567.89 元',
    '收件编号 20260302-GYZ-0001',
    '补〔2026〕0007号',
    '合同号 HT-2026-000123',
    '第3页缺章，请于5个工作日内补齐',
    '12345',
  ])('"%s" is an ordinary note', (note) => {
    expect(looksPersonal(note)).toBe(false);
  });
});

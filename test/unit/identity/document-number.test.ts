import fc from 'fast-check';
import { birthDateIn, isDocumentNumberPossible } from '../../../src/identity/index.ts';
import { createPeople, idCheckDigit } from '../../support/sample-people.ts';

const seeds = fc.integer({ min: 1, max: 1_000_000 });
const idNumbers = seeds.map((seed) => createPeople(seed).person().idNumber);
const creditCodes = seeds.map((seed) => createPeople(seed).company().creditCode);
const creditAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** The text with the character at `index` (counted round) replaced. */
function withCharacter(text: string, index: number, character: string): string {
  return text.slice(0, index) + character + text.slice(index + 1);
}

function withSwapped(text: string, index: number): string {
  return text.slice(0, index) + text.charAt(index + 1) + text.charAt(index) + text.slice(index + 2);
}

describe('mainland identity numbers (GB 11643)', () => {
  test('the examples of the standard are right', () => {
    expect(isDocumentNumberPossible('idCard', '11010519491231002X')).toBe(true);
    expect(isDocumentNumberPossible('idCard', '440524188001010014')).toBe(true);
  });

  test('spaces, full-width characters and a small x are read as meant', () => {
    expect(isDocumentNumberPossible('idCard', ' 110105 19491231 002x ')).toBe(true);
    expect(isDocumentNumberPossible('idCard', '11010519491231002X')).toBe(true);
  });

  test.each([
    ['a day that does not exist', '11010519490230002'],
    ['a month that does not exist', '11010519491331002'],
    ['29 February of a common year', '11010519490229002'],
    ['a region that does not exist', '99010519491231002'],
  ])('%s is refused although the check character fits', (_name, body) => {
    expect(isDocumentNumberPossible('idCard', body + idCheckDigit(body))).toBe(false);
  });

  test('29 February of a leap year is a day', () => {
    const body = '11010520000229002';
    expect(isDocumentNumberPossible('idCard', body + idCheckDigit(body))).toBe(true);
  });

  test('somebody who is not born yet is refused on that day only', () => {
    const body = '11010520260303002';
    const number = body + idCheckDigit(body);
    expect(isDocumentNumberPossible('idCard', number, '2026-03-02')).toBe(false);
    expect(isDocumentNumberPossible('idCard', number, '2026-03-03')).toBe(true);
  });

  test.each(['', '110105194912310021234', '110105491231002', 'ABCDEFGHIJKLMNOPQR', '1101051949123100 2X1'])(
    '"%s" is refused',
    (number) => {
      expect(isDocumentNumberPossible('idCard', number)).toBe(false);
    },
  );

  test('every valid number is taken', () => {
    fc.assert(fc.property(idNumbers, (number) => isDocumentNumberPossible('idCard', number)));
  });

  test('one wrong digit anywhere is always found', () => {
    fc.assert(
      fc.property(idNumbers, fc.nat(17), fc.constantFrom(...'0123456789'), (number, index, digit) => {
        fc.pre(number.charAt(index) !== digit);
        return !isDocumentNumberPossible('idCard', withCharacter(number, index, digit));
      }),
      { numRuns: 1_000 },
    );
  });

  test('two neighbours swapped are always found', () => {
    fc.assert(
      fc.property(idNumbers, fc.nat(16), (number, index) => {
        fc.pre(number.charAt(index) !== number.charAt(index + 1));
        return !isDocumentNumberPossible('idCard', withSwapped(number, index));
      }),
      { numRuns: 1_000 },
    );
  });

  test('anything at all gets an answer', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(typeof isDocumentNumberPossible('idCard', text)).toBe('boolean');
        expect(typeof isDocumentNumberPossible('creditCode', text)).toBe('boolean');
        expect(typeof isDocumentNumberPossible('passport', text)).toBe('boolean');
      }),
    );
  });
});

describe('residence permits and foreigners’ cards', () => {
  const number = (body: string) => body + idCheckDigit(body);

  test.each(['81', '82', '83'])('a residence permit of region %s is one, and no identity card', (region) => {
    const permit = number(`${region}000019800615001`);
    expect(isDocumentNumberPossible('residencePermit', permit)).toBe(true);
    expect(isDocumentNumberPossible('idCard', permit)).toBe(false);
  });

  test('a mainland number is no residence permit', () => {
    expect(isDocumentNumberPossible('residencePermit', '11010519491231002X')).toBe(false);
  });

  test('a foreigner’s card starts with 9 and has the same check character', () => {
    const card = number('91112419860605003');
    expect(isDocumentNumberPossible('foreignerCard', card)).toBe(true);
    expect(isDocumentNumberPossible('idCard', card)).toBe(false);
    expect(isDocumentNumberPossible('foreignerCard', '11010519491231002X')).toBe(false);
  });

  test('the date of birth is read from all three, and from no other document', () => {
    expect(birthDateIn('idCard', '11010519491231002X')).toBe('1949-12-31');
    expect(birthDateIn('residencePermit', number('81000019800615001'))).toBe('1980-06-15');
    expect(birthDateIn('passport', 'E12345678')).toBeUndefined();
    expect(birthDateIn('creditCode', '91350100M000100Y43')).toBeUndefined();
  });
});

describe('unified social credit codes (GB 32100)', () => {
  test('the example of the standard is right', () => {
    expect(isDocumentNumberPossible('creditCode', '91350100M000100Y43')).toBe(true);
    expect(isDocumentNumberPossible('creditCode', '91350100m000100y43')).toBe(true);
  });

  test.each(['', '91350100M000100Y44', '9135O100M000100Y43', '91350100M000100Y4', 'A1350100S000100Y43'])(
    '"%s" is refused',
    (code) => {
      expect(isDocumentNumberPossible('creditCode', code)).toBe(false);
    },
  );

  test('every valid code is taken', () => {
    fc.assert(fc.property(creditCodes, (code) => isDocumentNumberPossible('creditCode', code)));
  });

  test('one wrong character anywhere is always found', () => {
    fc.assert(
      fc.property(creditCodes, fc.nat(17), fc.constantFrom(...creditAlphabet), (code, index, character) => {
        fc.pre(code.charAt(index) !== character);
        return !isDocumentNumberPossible('creditCode', withCharacter(code, index, character));
      }),
      { numRuns: 1_000 },
    );
  });

  test('two neighbours swapped are always found', () => {
    fc.assert(
      fc.property(creditCodes, fc.nat(16), (code, index) => {
        fc.pre(code.charAt(index) !== code.charAt(index + 1));
        return !isDocumentNumberPossible('creditCode', withSwapped(code, index));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('passports', () => {
  test.each(['E12345678', 'EA1234567', 'G12345678', '123456789', 'L898902C3', 'e 1234 5678'])(
    '%s can be one',
    (number) => {
      expect(isDocumentNumberPossible('passport', number)).toBe(true);
    },
  );

  test.each(['', 'E1234', 'E1234567890', 'ABCDEFGH', 'E1234-678', '护照12345678'])(
    '"%s" cannot be one',
    (number) => {
      expect(isDocumentNumberPossible('passport', number)).toBe(false);
    },
  );
});

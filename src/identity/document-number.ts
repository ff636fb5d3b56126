import type { DocumentType } from '../register/index.ts';
import { birthDateOf, isCitizenNumber, normaliseNumber } from './citizen-number.ts';
import { isCreditCode } from './credit-code.ts';

/** Machine-readable passport numbers (ICAO 9303): up to nine letters and digits, at least one of them a digit. */
const passportPattern = /^(?=.*\d)[A-Z0-9]{6,9}$/;

/**
 * Whether a number can be one of its kind, by form, date and check character (clause 2.2.1). `today`
 * (`YYYY-MM-DD`) also refuses birth dates in the future.
 */
export function isDocumentNumberPossible(type: DocumentType, number: string, today?: string): boolean {
  switch (type) {
    case 'creditCode':
      return isCreditCode(number);
    case 'passport':
      return passportPattern.test(normaliseNumber(number));
    default:
      return isCitizenNumber(type, number, today);
  }
}

/** The date of birth that a document number tells, `YYYY-MM-DD`; undefined where it tells none. */
export function birthDateIn(type: DocumentType, number: string): string | undefined {
  return type === 'passport' || type === 'creditCode' ? undefined : birthDateOf(number);
}

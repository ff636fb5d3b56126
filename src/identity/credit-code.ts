import { normaliseNumber } from './citizen-number.ts';

/** The alphabet of GB 32100: digits and capitals without I, O, S, V, Z. */
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/** The same for the organisation code inside it, positions 9–17 (GB 11714). */
const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2];

/** The check character of the first 17 characters of a unified social credit code (GB 32100). */
export function creditCheckCharacter(characters17: string): string {
  const sum = weights.reduce(
    (total, weight, index) => total + weight * alphabet.indexOf(characters17[index] ?? ''),
    0,
  );
  return alphabet[(31 - (sum % 31)) % 31] ?? '';
}

/** The check character of the eight characters of an organisation code (GB 11714). */
export function organisationCheckCharacter(characters8: string): string {
  const value = (character: string) => Number.parseInt(character, 36);
  const sum = organisationWeights.reduce(
    (total, weight, index) => total + weight * value(characters8[index] ?? '0'),
    0,
  );
  const check = 11 - (sum % 11);
  return check === 10 ? 'X' : check === 11 ? '0' : String(check);
}

/** Whether a unified social credit code (统一社会信用代码) is one: alphabet, region digits, check character. */
export function isCreditCode(code: string): boolean {
  const normal = normaliseNumber(code);
  return (
    /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(normal) &&
    creditCheckCharacter(normal) === normal[17]
  );
}

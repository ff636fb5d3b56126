import { normaliseNumber } from './citizen-number.ts';

/** The alphabet of GB 32100: digits and capitals without I, O, S, V, Z. */
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** The check character of the first 17 characters of a unified social credit code (GB 32100). */
export function creditCheckCharacter(characters17: string): string {
  const sum = weights.reduce(
    (total, weight, index) => total + weight * alphabet.indexOf(characters17[index] ?? ''),
    0,
  );
  return alphabet[(31 - (sum % 31)) % 31] ?? '';
}

/** Whether a unified social credit code (统一社会信用代码) is one: alphabet, region digits, check character. */
export function isCreditCode(code: string): boolean {
  const normal = normaliseNumber(code);
  return (
    /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(normal) &&
    creditCheckCharacter(normal) === normal[17]
  );
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkCharacters = '10X98765432';

/** Provinces and their like in mainland numbers (GB/T 2260). */
const provinces = new Set(
  ('11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 ' + '50 51 52 53 54 61 62 63 64 65').split(
    ' ',
  ),
);
/** Hong Kong, Macao, Taiwan: the residence permit's numbers (港澳台居民居住证). */
const residencePermitRegions = new Set(['81', '82', '83']);

export type CitizenNumberKind = 'idCard' | 'residencePermit' | 'foreignerCard';

/** The check character of the first 17 digits (GB 11643, ISO 7064 MOD 11-2). */
export function citizenCheckCharacter(digits17: string): string {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits17[index]), 0);
  return checkCharacters[sum % 11] ?? '';
}

/** Full-width characters, spaces and a small x count as what is meant. */
export function normaliseNumber(number: string): string {
  return number.normalize('NFKC').replace(/\s/g, '').toUpperCase();
}

/**
 * Whether an 18-digit number is one of its kind: region or prefix, a real date of birth that is not after
 * `today` (`YYYY-MM-DD`, not asked when absent), check character.
 */
export function isCitizenNumber(kind: CitizenNumberKind, number: string, today?: string): boolean {
  const normal = normaliseNumber(number);
  if (!/^\d{17}[\dX]$/.test(normal)) return false;
  const birth = birthDateOf(normal);
  return (
    hasPrefixOf(kind, normal) &&
    birth !== undefined &&
    (today === undefined || birth <= today) &&
    citizenCheckCharacter(normal) === normal[17]
  );
}

function hasPrefixOf(kind: CitizenNumberKind, number: string): boolean {
  const prefix = number.slice(0, 2);
  if (kind === 'idCard') return provinces.has(prefix);
  if (kind === 'residencePermit') return residencePermitRegions.has(prefix);
  return prefix.startsWith('9');
}

/** The date of birth in an 18-digit number, `YYYY-MM-DD`; undefined when there is no such day. */
export function birthDateOf(number: string): string | undefined {
  const match = /^\d{6}(\d{4})(\d{2})(\d{2})/.exec(normaliseNumber(number));
  if (!match) return undefined;
  const [, year = '', month = '', day = ''] = match;
  const text = `${year}-${month}-${day}`;
  const date = new Date(`${text}T00:00:00Z`);
  const isReal = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  return isReal && year >= '1800' ? text : undefined;
}

/** Completed years on a day; both days `YYYY-MM-DD`. A birthday on 29 February counts from 1 March. */
export function ageOn(birth: string, today: string): number {
  const years = Number(today.slice(0, 4)) - Number(birth.slice(0, 4));
  return today.slice(5) < birth.slice(5) ? years - 1 : years;
}

import { join } from 'node:path';
import { z } from 'zod';
import {
  channels,
  classifications,
  inquiryTopics,
  languages,
  materialVerdicts,
  results,
  type Language,
} from '../register/codes.ts';
import { NoticeError } from './notice-error.ts';
import { readJson } from './template-definitions.ts';

const byCode = z.record(z.string(), z.string().min(1));
const wordsSchema = z.strictObject({
  channel: z.record(z.enum(channels), z.string()),
  customerSelf: z.string(),
  department: byCode,
  classification: z.record(z.enum(classifications), z.string()),
  /** `{n}` is the number of pieces. */
  quantity: z.strictObject({
    electronic: z.string(),
    originals: z.string(),
    copies: z.string(),
    pages: z.string(),
    separator: z.string(),
    none: z.string(),
  }),
  verdict: z.record(z.enum(materialVerdicts), z.string()),
  result: z.record(z.enum(results), z.string()),
  collection: z.record(z.string(), z.strictObject({ long: z.string(), short: z.string() })),
  reason: byCode,
  solution: byCode,
  topic: z.record(z.enum(inquiryTopics), z.string()),
  anonymousAsker: z.string(),
  rating: z.record(z.enum(['5', '4', '3', '2', '1']), z.string()),
});
const wordsFileSchema = z.strictObject({ 'zh-CN': wordsSchema, en: wordsSchema });

const officeTextsSchema = z.strictObject({
  officeName: z.string(),
  officeAddress: z.string(),
  officeHours: z.string(),
});
const officeSchema = z.strictObject({
  /** How long the customer's link in a notice works, days. */
  linkValidDays: z.number().int().positive(),
  /** How long a link works that was got by number and query secret, minutes. */
  queryLinkValidMinutes: z.number().int().positive(),
  /** Pause between two links that a customer asks for again, minutes, and how many in 24 hours. */
  linkAgainAfterMinutes: z.number().int().positive(),
  linkAgainPerDay: z.number().int().positive(),
  officePhone: z.string(),
  supervisionPhone: z.string(),
  'zh-CN': officeTextsSchema,
  en: officeTextsSchema,
});

export type Words = z.output<typeof wordsSchema>;
export type Office = z.output<typeof officeSchema>;

/** What the codes are called in notices (`words.json`); every code needs its word in both languages. */
export function loadWords(dir: string): Readonly<Record<Language, Words>> {
  const file = join(dir, 'words.json');
  const words = readJson(file, wordsFileSchema);
  const problems = (['department', 'collection', 'reason', 'solution'] as const).flatMap((section) =>
    languages.flatMap((language) =>
      languages
        .flatMap((other) => Object.keys(words[other][section]))
        .filter((code) => !Object.hasOwn(words[language][section], code))
        .map((code) => `${language}.${section}.${code} is missing`),
    ),
  );
  if (problems.length > 0) throw new Error(`${file} is not usable: ${problems.join('; ')}`);
  return words;
}

/** Who the window is and how it is reached (`office.json`). */
export function loadOffice(dir: string): Office {
  return readJson(join(dir, 'office.json'), officeSchema);
}

/** The word for a code that somebody chose in a form. Throws NoticeError when words.json lacks it. */
export function wordFor<Word>(words: Readonly<Record<string, Word>>, section: string, code: string): Word {
  const word = Object.hasOwn(words, code) ? words[code] : undefined;
  if (word === undefined)
    throw new NoticeError(
      `templates/words.json has no "${section}" for the code ${code.slice(0, 40)}: add it in both languages.`,
    );
  return word;
}

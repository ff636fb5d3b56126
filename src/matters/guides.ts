import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Language } from '../register/codes.ts';
import type { MatterCatalogue } from './catalogue.ts';

const words = z.array(z.string().min(1));
const guideTextSchema = z.strictObject({
  /** One sentence in plain words: what the matter is good for. */
  summary: z.string().min(1),
  who: z.string().min(1),
  basis: z.string().min(1).optional(),
  /** What people type who look for it. */
  keywords: words.min(1),
  notes: words,
});
const guideSchema = z.strictObject({ need: z.string(), 'zh-CN': guideTextSchema, en: guideTextSchema });

const commonTextSchema = z.strictObject({ handIn: words.min(1), after: words.min(1) });
const commonSchema = z.strictObject({
  needs: z
    .array(z.strictObject({ code: z.string(), 'zh-CN': z.string().min(1), en: z.string().min(1) }))
    .min(1),
  'zh-CN': commonTextSchema,
  en: commonTextSchema,
});

export type GuideText = Readonly<z.output<typeof guideTextSchema>>;
/** What the decision tables have no words for: a matter in plain words, written by its owner. */
export type Guide = Readonly<z.output<typeof guideSchema>>;

export interface Guides {
  /** What people come for, in the order of the guide's first page. */
  needs: readonly ({ readonly code: string } & Readonly<Record<Language, string>>)[];
  /** Every matter has one; undefined only for an unknown matter. */
  get(matterCode: string): Guide | undefined;
  /** How to hand in and what happens then: the same for all matters. */
  common(language: Language): { handIn: readonly string[]; after: readonly string[] };
}

/**
 * Reads `<templatesDir>/guides/common.json` and a file per matter. Throws one error that names every file that is
 * missing or not usable, so that a matter without a guide stops the start.
 */
export function loadGuides(templatesDir: string, matters: Pick<MatterCatalogue, 'list'>): Guides {
  const folder = join(templatesDir, 'guides');
  const problems: string[] = [];
  const common = read(join(folder, 'common.json'), commonSchema, problems);
  const guides = new Map<string, Guide>();
  for (const { code } of matters.list('zh-CN')) {
    const file = join(folder, `${code}.json`);
    const guide = read(file, guideSchema, problems);
    if (!guide) continue;
    if (common && !common.needs.some((need) => need.code === guide.need))
      problems.push(`${file}: need must be one of ${common.needs.map((need) => need.code).join(', ')}`);
    guides.set(code, guide);
  }
  if (!common || problems.length > 0)
    throw new Error(
      `The guides of the matters are not usable:\n${problems.map((line) => `  ${line}`).join('\n')}`,
    );
  return {
    needs: common.needs,
    get: (matterCode) => guides.get(matterCode),
    common: (language) => common[language],
  };
}

function read<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
  problems: string[],
): z.output<Schema> | undefined {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    problems.push(`${file} is missing or no JSON`);
    return undefined;
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues)
    problems.push(`${file}: ${path.map(String).join('.')}: ${message}`);
  return undefined;
}

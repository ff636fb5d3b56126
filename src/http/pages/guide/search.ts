import type { Guides, Matter, MatterCatalogue } from '../../../matters/index.ts';
import type { Language } from '../../language.ts';

/** A matter as the guide lists it. */
export interface ListedMatter {
  matter: Matter;
  need: string;
  name: string;
  summary: string;
}

/** All matters in the visitor's language, in the catalogue's order. */
export function listMatters(matters: MatterCatalogue, guides: Guides, language: Language): ListedMatter[] {
  return matters.list(language).flatMap((matter) => {
    const guide = guides.get(matter.code);
    return guide ? [{ matter, need: guide.need, name: matter.name, summary: guide[language].summary }] : [];
  });
}

const plain = (text: string) => text.normalize('NFKC').toLowerCase();

/**
 * Matters in whose names, words or papers every word of the search stands, in either language; a matter whose name
 * or words hold one comes before a matter that only asks for such a paper.
 */
export function searchMatters(
  matters: MatterCatalogue,
  guides: Guides,
  language: Language,
  search: string,
): ListedMatter[] {
  const words = plain(search)
    .split(/[\s,，、。;；]+/)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  const ranked = listMatters(matters, guides, language).flatMap((listed) => {
    const { code, nameEn } = listed.matter;
    const guide = guides.get(code);
    const chinese = matters.get(code)?.name ?? '';
    const own = plain(
      [
        chinese,
        nameEn,
        ...(['zh-CN', 'en'] as const).flatMap((one) => [
          guide?.[one].summary ?? '',
          ...(guide?.[one].keywords ?? []),
        ]),
      ].join('\n'),
    );
    const papers = plain(
      (['person', 'organisation'] as const)
        .flatMap((type) => matters.materialsFor(code, type, true))
        .flatMap((material) => [material.name, material.nameEn])
        .join('\n'),
    );
    // 我要退款 holds the keyword 退款: people type sentences.
    const holds = (word: string) =>
      own.includes(word) || own.split('\n').some((entry) => entry.length > 1 && word.includes(entry));
    if (!words.every((word) => holds(word) || papers.includes(word))) return [];
    return [{ listed, rank: words.filter(holds).length }];
  });
  return ranked.sort((a, b) => b.rank - a.rank).map(({ listed }) => listed);
}

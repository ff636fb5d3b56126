import { fileURLToPath } from 'node:url';
import { loadOffice, loadWords, type Office } from '../../../notification/index.ts';
import type { Language } from '../../language.ts';

/** What the owner of the procedure writes once for notices and pages: reasons, and how the window is reached. */
export interface OfficeTexts extends Pick<
  Office,
  'queryLinkValidMinutes' | 'linkAgainAfterMinutes' | 'linkAgainPerDay'
> {
  phone: string;
  /** The reason in the customer's language; the code itself when it has no words. */
  reason(code: string, language: Language): string;
}

const templates = fileURLToPath(new URL('../../../../templates/', import.meta.url));

/** Reads the files beside the templates. Throws, naming file and problem, when they are not usable. */
export function readOfficeTexts(): OfficeTexts {
  const words = loadWords(templates);
  const { officePhone, queryLinkValidMinutes, linkAgainAfterMinutes, linkAgainPerDay } =
    loadOffice(templates);
  return {
    phone: officePhone,
    queryLinkValidMinutes,
    linkAgainAfterMinutes,
    linkAgainPerDay,
    reason(code, language) {
      const { reason } = words[language];
      const text = Object.hasOwn(reason, code) ? (reason[code] ?? code) : code;
      return text.replace(/^[a-z]/, (letter) => letter.toUpperCase());
    },
  };
}

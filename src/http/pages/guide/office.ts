import { fileURLToPath } from 'node:url';
import { loadGuides, type Guides, type MatterCatalogue } from '../../../matters/index.ts';
import { loadOffice, loadWords } from '../../../notification/index.ts';
import type { Language } from '../../language.ts';

/** How the window is reached and what departments are called, as the owners write it beside the notices. */
export interface OfficeTexts {
  phone: string;
  address(language: Language): string;
  hours(language: Language): string;
  department(code: string, language: Language): string;
}

const templates = fileURLToPath(new URL('../../../../templates/', import.meta.url));

/** Reads the files beside the templates. Throws, naming file and problem, when they are not usable. */
export function readOffice(): OfficeTexts {
  const office = loadOffice(templates);
  const words = loadWords(templates);
  return {
    phone: office.officePhone,
    address: (language) => office[language].officeAddress,
    hours: (language) => office[language].officeHours,
    department: (code, language) => words[language].department[code] ?? code,
  };
}

/** The guides of the matters. Throws when one is missing or not usable. */
export function readGuides(matters: MatterCatalogue): Guides {
  return loadGuides(templates, matters);
}

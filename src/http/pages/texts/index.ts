import type { Language } from '../../language.ts';
import { en } from './en.ts';
import { zhCn, type CustomerTexts } from './zh-cn.ts';

export type { CustomerTexts } from './zh-cn.ts';

/** The customer's texts in the language of the case. */
export function textsFor(language: Language): CustomerTexts {
  return language === 'en' ? en : zhCn;
}

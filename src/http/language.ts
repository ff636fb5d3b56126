import type { Request } from 'express';

export type Language = 'zh-CN' | 'en';

/** A text in every language the window speaks. */
export type Texts = Readonly<Record<Language, string>>;

const chosen = new WeakMap<Request, Language>();

/** Lets a route speak the language that the customer chose for the case, whatever the browser prefers. */
export function chooseLanguage(request: Request, language: Language): void {
  chosen.set(request, language);
}

/** Like `chooseLanguage`, for a reader whose own client names none of our languages. */
export function suggestLanguage(request: Request, language: Language): void {
  if (!/\b(zh|en)\b/i.test(request.get('accept-language') ?? '')) chooseLanguage(request, language);
}

/** The language to answer in: chosen for the case, else the first that the client accepts, else Chinese. */
export function languageOf(request: Request): Language {
  const wanted = chosen.get(request) ?? request.acceptsLanguages('zh-CN', 'zh', 'en');
  return wanted === 'en' ? 'en' : 'zh-CN';
}

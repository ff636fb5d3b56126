import type { Request } from 'express';
import { customerTypes, languages, type CustomerType } from '../../../register/index.ts';
import { chooseLanguage, languageOf, type Language } from '../../language.ts';
import { html, type Fragment, type Html } from '../html.ts';
import { publicPage } from '../layout.ts';
import type { OfficeTexts } from './office.ts';
import { guideTexts, type GuideTexts } from './texts.ts';

/** Who looks at a public page: nothing but the language, asked for in the address or by the browser. */
export interface Visitor {
  language: Language;
  texts: GuideTexts;
  /** Part of every link while the visitor has chosen a language other than the browser's. */
  chosen: Language | undefined;
  path: string;
  office: OfficeTexts;
}

export function visitorOf(request: Request, office: OfficeTexts): Visitor {
  const chosen = oneOf(languages, request.query.lang);
  if (chosen) chooseLanguage(request, chosen);
  const language = languageOf(request);
  return { language, texts: guideTexts(language), chosen, path: request.path, office };
}

/** The value, when it is one of the options. */
export function oneOf<Option extends string>(options: readonly Option[], value: unknown): Option | undefined {
  return options.find((option) => option === value);
}

/** Who applies: what the list of papers depends on. */
export interface Applicant {
  customerType: CustomerType;
  hasAgent: boolean;
}

export function applicantOf(request: Request): Applicant {
  return {
    customerType: oneOf(customerTypes, request.query.customer) ?? 'person',
    hasAgent: request.query.agent === 'yes',
  };
}

/** An address of ours with the given parts and the visitor's language. */
export function href(visitor: Visitor, path: string, parts: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams(parts);
  if (visitor.chosen) query.set('lang', visitor.chosen);
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** Keeps the visitor's language in a form that is sent by GET. */
export function languageField({ chosen }: Visitor): Fragment {
  return chosen && html`<input type="hidden" name="lang" value="${chosen}" />`;
}

/** A public page with its small menu; `query` comes along when the language is changed. */
export function visitorPage(
  visitor: Visitor,
  title: string,
  body: Fragment,
  query: Readonly<Record<string, string>> = {},
): Html {
  const { language, texts, path, office } = visitor;
  const other: Language = language === 'en' ? 'zh-CN' : 'en';
  const place = (to: string, name: string) =>
    html`<a href="${href(visitor, to)}" ${path === to && html`aria-current="page"`}>${name}</a>`;
  return publicPage(
    {
      language,
      header: html`<header class="bar public">
        <span class="brand">${texts.brand}</span>
        <nav aria-label="${texts.brand}">
          ${place('/guide', texts.nav.guide)} ${place('/ask', texts.nav.ask)}
          ${place('/appointment', texts.nav.appointment)} ${place('/progress', texts.nav.progress)}
        </nav>
        <a class="language" lang="${other}" href="${href({ ...visitor, chosen: other }, path, query)}"
          >${texts.otherLanguage}</a
        >
      </header>`,
      footer: html`<footer>${texts.footer(office.phone, office.hours(language))}</footer>`,
    },
    title,
    body,
  );
}

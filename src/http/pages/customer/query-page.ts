import { queryLimits } from '../../../register/index.ts';
import type { Language } from '../../language.ts';
import { html, type Html } from '../html.ts';
import { customerPage } from '../layout.ts';
import { textsFor } from '../texts/index.ts';
import type { OfficeTexts } from './office-texts.ts';

interface QueryFrame {
  language: Language;
  office: OfficeTexts;
}

/** Where a customer who lost the link asks with number and query code, or for the link to be sent again. */
export function queryPage(
  { language, office }: QueryFrame,
  { number = '', isWrong = false }: { number?: string; isWrong?: boolean } = {},
): Html {
  const { query: texts } = textsFor(language);
  const other = language === 'en' ? 'zh-CN' : 'en';
  const numberField = (id: string) =>
    html`<div class="field">
      <label for="${id}">${texts.number}</label>
      <input
        id="${id}"
        type="text"
        name="number"
        value="${number}"
        required
        maxlength="40"
        autocomplete="off"
        autocapitalize="characters"
        spellcheck="false"
        aria-describedby="${id}-hint"
      />
      <p class="hint" id="${id}-hint">${texts.numberHint}</p>
    </div>`;
  return customerPage({ language, windowPhone: office.phone }, texts.title, [
    html`<div class="head">
      <h1>${texts.title}</h1>
      <p class="number">${texts.intro(office.queryLinkValidMinutes)}</p>
    </div>`,
    isWrong &&
      html`<div class="note bad" role="alert">
        <p>${texts.wrong(queryLimits.failures, queryLimits.minutes)}</p>
      </div>`,
    html`<form class="panel" method="post" action="/progress" aria-label="${texts.title}">
      <input type="hidden" name="lang" value="${language}" />
      ${numberField('number')}
      <div class="field">
        <label for="secret">${texts.secret}</label>
        <input
          id="secret"
          type="text"
          name="secret"
          required
          maxlength="40"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck="false"
          aria-describedby="secret-hint"
        />
        <p class="hint" id="secret-hint">${texts.secretHint}</p>
      </div>
      <div class="actions"><button>${texts.send}</button></div>
    </form>`,
    html`<section class="panel" aria-labelledby="again">
      <h2 id="again">${texts.againTitle}</h2>
      <p>${texts.againText}</p>
      <form method="post" action="/progress/link">
        <input type="hidden" name="lang" value="${language}" />
        ${numberField('again-number')}
        <div class="actions"><button class="plain">${texts.againSend}</button></div>
      </form>
    </section>`,
    html`<p class="small"><a href="/progress?lang=${other}" lang="${other}">${texts.otherLanguage}</a></p>`,
  ]);
}

/** The same for every number: it tells nothing about which exist. */
export function linkSentPage({ language, office }: QueryFrame): Html {
  const { query: texts } = textsFor(language);
  return customerPage(
    { language, windowPhone: office.phone },
    texts.againDoneTitle,
    html`<div class="head"><h1>${texts.againDoneTitle}</h1></div>
      <div class="note good" role="status"><p>${texts.againDone(office.linkAgainAfterMinutes)}</p></div>
      <p><a class="button" href="/progress?lang=${language}">${texts.back}</a></p>`,
  );
}

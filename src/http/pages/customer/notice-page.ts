import { momentText } from '../format.ts';
import { html, type Html } from '../html.ts';
import { customerPage } from '../layout.ts';
import { textsFor } from '../texts/index.ts';
import { customerPath, type CustomerNotice, type CustomerView } from './view.ts';

/** A notice as it was issued, fit to be printed. The secret part of its links was never kept. */
export function noticePage(
  view: Pick<CustomerView, 'language' | 'token' | 'windowPhone' | 'number'>,
  { template, number, issuedAt, content }: CustomerNotice,
): Html {
  const { language, token } = view;
  const texts = textsFor(language);
  const title = texts.templateText(template);
  return customerPage(view, title, [
    html`<link rel="stylesheet" href="/assets/customer-notice.css" />
      <div class="head">
        <h1>${title}</h1>
        <p class="number">
          <span class="keep">${number}</span> · <span class="keep">${texts.caseNumber(view.number)}</span> ·
          <span class="keep">${momentText(issuedAt, language)}</span>
        </p>
      </div>
      <article class="panel letter" lang="${language}">${letterText(content, texts.linkHidden)}</article>
      <p class="actions on-screen">
        <a class="button plain" href="${customerPath(token)}">${texts.back}</a>
        <button class="plain" data-print hidden>${texts.print}</button>
      </p>
      <script type="module" src="/assets/customer-notice.js"></script>`,
  ]);
}

/** The letter without its subject, which is the page's title; a link that was not kept is called so. */
function letterText(content: string, linkHidden: string): string {
  return content
    .replace(/^.*\n+/, '')
    .replace(/https?:\/\/\S+\/c\/…\S*/g, linkHidden)
    .trim();
}

import { longTerm } from '../../../register/index.ts';
import { dayText } from '../format.ts';
import { html, type Fragment, type Html } from '../html.ts';
import type { Language } from '../../language.ts';

interface Print {
  title: string;
  language: Language;
  /** Where the person came from. */
  back: string;
  body: Fragment;
}

/** A sheet of paper, A4: on the screen with a button, on paper without. */
export function printPage({ title, language, back, body }: Print): Html {
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/print.css" />
      </head>
      <body>
        <nav class="screen" aria-label="打印" lang="zh-CN">
          <a href="${back}">返回</a>
          <button type="button" id="print" hidden>打印</button>
          <span>也可按 Ctrl + P 打印。本页含客户信息，打印和查看均留存记录。</span>
        </nav>
        <main>${body}</main>
        <script type="module" src="/assets/counter-print.js"></script>
      </body>
    </html>`;
}

/** Terms and values of a printed form, two pairs a line; a value left empty stays a blank to fill in. */
export function printFacts(pairs: readonly (readonly [string, Fragment])[]): Html {
  return html`<dl class="facts">
    ${pairs.map(
      ([term, value]) =>
        html`<div>
          <dt>${term}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

/** A printed table; on a phone's screen it is moved sideways. */
export function printTable(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly Fragment[])[],
): Html {
  return html`<div class="scroll" role="region" aria-label="${title}" tabindex="0">
    <table>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Lines to sign on. */
export function signatures(labels: readonly string[]): Html {
  return html`<div class="signatures">
    ${labels.map((label) => html`<p>${label}<span class="line"></span></p>`)}
  </div>`;
}

/** `YYYY-MM-DD` as people write it; `9999-12-31` in the given word. */
export function printDay(day: string | null | undefined, longTermText: string, language: Language): string {
  if (!day) return '';
  return day === longTerm ? longTermText : dayText(new Date(`${day}T00:00:00+08:00`), language);
}

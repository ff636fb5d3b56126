import type { CaseRecord } from '../../../register/index.ts';
import { html, type Fragment, type Html } from '../html.ts';
import { classificationWords, outcomeWords, resultWords, statusWords } from '../words.ts';

/** A table that turns into cards on a phone; `columns` are its headings, in the order of each row's cells. */
export function table(columns: readonly string[], rows: readonly (readonly Fragment[])[]): Html {
  return html`<table class="cds--data-table cds--data-table--md">
    <thead>
      <tr>
        ${columns.map((column) => html`<th scope="col"><div class="cds--table-header-label">${column}</div></th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (cells) =>
          html`<tr>
            ${cells.map((cell, index) => html`<td data-label="${columns[index]}"><span>${cell}</span></td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** Facts as term and value; those without a value are left out. */
export function facts(pairs: readonly (readonly [string, Fragment])[]): Html {
  return html`<dl class="facts">
    ${pairs.map(
      ([term, value]) =>
        value !== null &&
        value !== undefined &&
        value !== '' &&
        html`<dt>${term}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

/** A titled part of the case file. */
export function panel(id: string, title: string, body: Fragment): Html {
  return html`<section class="panel cds--tile" id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${body}
  </section>`;
}

/** Carbon's colours of tags; it has none for a warning, which console.css adds. */
const tagColours = { '': 'gray', blue: 'blue', good: 'green', warn: 'warning', bad: 'red' } as const;

export function tag(text: string, tone: keyof typeof tagColours = ''): Html {
  return html`<span class="cds--tag cds--tag--${tagColours[tone]}">${text}</span>`;
}

/** Status, outcome and class of a case as tags. */
export function caseTags(found: CaseRecord): Fragment {
  return [
    found.outcome
      ? tag(outcomeWords[found.outcome], found.outcome === 'completed' ? 'good' : '')
      : tag(statusWords[found.status], found.status === 'waitingForSupplement' ? 'warn' : 'blue'),
    ' ',
    found.result && [tag(resultWords[found.result], found.result === 'granted' ? 'good' : 'bad'), ' '],
    found.classification &&
      tag(
        classificationWords[found.classification],
        found.classification === 'urgent' ? 'bad' : found.classification === 'special' ? 'warn' : '',
      ),
  ];
}

/** The limit that runs now: until the decision, then until the promised finish; none once closed or paused. */
export function currentLimit(found: CaseRecord): Date | null {
  if (found.status === 'closed' || found.status === 'waitingForSupplement') return null;
  return found.promisedFinishAt ?? found.decisionDueAt;
}

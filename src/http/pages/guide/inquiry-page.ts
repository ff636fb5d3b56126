import type { InquiryEntry, InquiryRecord } from '../../../register/index.ts';
import { momentText } from '../format.ts';
import { html, type Fragment, type Html } from '../html.ts';
import { longestQuestion } from './ask-entry.ts';
import { href, visitorPage, type Visitor } from './visitor.ts';

export interface InquiryView {
  inquiry: InquiryRecord;
  entries: readonly InquiryEntry[];
  token: string;
  mayAskMore: boolean;
  /** Right after it was sent. */
  isNew: boolean;
  problem?: string;
}

/**
 * What the asker may read: every question, and of the answers written one after the other only the one that went
 * out; what is being written while a question waits is not shown yet.
 */
export function toldEntries(
  { status }: Pick<InquiryRecord, 'status'>,
  entries: readonly InquiryEntry[],
): InquiryEntry[] {
  return entries.filter(({ kind }, index) => {
    if (kind !== 'answer') return true;
    const next = entries[index + 1];
    if (next?.kind === 'answer') return false;
    return next !== undefined || status !== 'received';
  });
}

/** The asker's page of a question: where it stands, what was asked and answered, a way to ask for more. */
export function inquiryPage(visitor: Visitor, view: InquiryView): Html {
  const { texts, language } = visitor;
  const { inquiry, entries } = view;
  return visitorPage(visitor, texts.inquiryTitle, [
    html`<div class="head">
      <h1>${texts.inquiryTitle}</h1>
      <p class="number">
        <span class="keep">${texts.inquiryNumber(inquiry.number)}</span> ·
        <span class="keep">${texts.topics[inquiry.topic]}</span>
      </p>
    </div>`,
    standing(visitor, view),
    view.problem && html`<div class="note bad" role="alert"><p>${view.problem}</p></div>`,
    html`<section class="panel" aria-labelledby="entries">
      <h2 id="entries">${texts.conversation}</h2>
      <ol class="talk">
        ${toldEntries(inquiry, entries).map(
          ({ kind, text, writtenAt }) =>
            html`<li class="${kind}">
              <p class="soft small">
                <strong>${texts.entry[kind]}</strong> · ${momentText(writtenAt, language)}
              </p>
              ${
                kind === 'guide'
                  ? html`<p>
                      <a href="${href(visitor, `/guide/${inquiry.matterCode ?? ''}`)}">${texts.openGuide}</a>
                    </p>`
                  : html`<p class="letter">${text}</p>`
              }
            </li>`,
        )}
      </ol>
    </section>`,
    view.mayAskMore && moreForm(visitor, view),
    html`<p class="small soft">${texts.confidential}</p>`,
  ]);
}

function standing({ texts, language }: Visitor, { inquiry, entries, isNew }: InquiryView): Html {
  const due =
    inquiry.status === 'received' && inquiry.dueAt && texts.dueBy(momentText(inquiry.dueAt, language));
  const isGuide = entries.at(-1)?.kind === 'guide';
  const text =
    inquiry.status === 'closed'
      ? inquiry.outcome && texts.closed[inquiry.outcome]
      : inquiry.status === 'answered'
        ? isGuide
          ? texts.guided
          : texts.answered
        : isNew
          ? texts.received
          : texts.waiting;
  return html`<div class="note ${inquiry.status === 'answered' ? 'good' : ''}" role="status">
    <p>${text}</p>
    ${due && html`<p><strong>${due}</strong></p>`}
  </div>`;
}

function moreForm({ texts, language }: Visitor, { inquiry, entries, token }: InquiryView): Fragment {
  const title = entries.at(-1)?.kind === 'guide' ? texts.moreTitle : texts.stillUnclear;
  return html`<section class="panel" aria-labelledby="more">
    <h2 id="more">${title}</h2>
    <p>${inquiry.moreUntilAt && texts.moreUntil(momentText(inquiry.moreUntilAt, language))}</p>
    <form method="post" action="/q/${token}">
      <div class="field">
        <label for="question">${texts.moreLabel}</label>
        <textarea
          id="question"
          name="question"
          required
          minlength="2"
          maxlength="${longestQuestion}"
          rows="4"
        ></textarea>
      </div>
      <div class="actions"><button>${texts.moreSend}</button></div>
    </form>
  </section>`;
}

/** The same page for a link that is unknown or expired: it tells nothing about which it was. */
export function inquiryLinkPage(visitor: Visitor): Html {
  const { texts } = visitor;
  return visitorPage(
    visitor,
    texts.linkTitle,
    html`<div class="head"><h1>${texts.linkTitle}</h1></div>
      <div class="panel"><p>${texts.linkHelp}</p></div>`,
  );
}

import { momentText } from '../format.ts';
import { html, type Html } from '../html.ts';
import { customerPage } from '../layout.ts';
import { textsFor } from '../texts/index.ts';
import { progressPanel, standing } from './progress.ts';
import type { FormData } from './form-html.ts';
import { formPanel } from './form-panel.ts';
import type { CustomerForms } from './form-schema.ts';
import { supplementPanel, type EnteredSupplement } from './supplement.ts';
import { surveyPanel } from './survey.ts';
import { customerPath, type CustomerView } from './view.ts';

interface PageState {
  /** Why what was sent could not be taken, shown at its form, with what had been entered. */
  supplement?: { problem: string; entered: EnteredSupplement };
  /** Also the rating that a link in a message preselects. */
  survey?: { problem?: string; entered: FormData };
}

/** The customer's page of a case. */
export function casePage(view: CustomerView, forms: CustomerForms, state: PageState = {}): Html {
  const texts = textsFor(view.language);
  const { text, tone } = standing(view);
  const isFinished = view.status === 'closed';
  return customerPage(view, view.matterName, [
    html`<div class="head">
        <h1>${view.matterName}</h1>
        <p class="number">
          <span class="keep">${texts.caseNumber(view.number)}</span> ·
          <span class="keep">${texts.applicant} ${view.nameMasked}</span>
        </p>
      </div>
      <div class="note ${tone}" role="status">
        <p>${text}</p>
        ${resultFacts(view)}
      </div>`,
    supplementPanel(view, forms, state.supplement ?? {}),
    surveyPanel(view, forms, state.survey ?? {}),
    progressPanel(view),
    noticesPanel(view),
    !isFinished &&
      !view.isWithdrawing &&
      html`<p class="small">
        <a href="${customerPath(view.token, 'withdraw')}">${texts.withdrawLink}</a>
      </p>`,
  ]);
}

function resultFacts(view: CustomerView): Html | undefined {
  const texts = textsFor(view.language);
  if (view.status !== 'closed') return undefined;
  const collection = texts.collectionText(view.collectionWay);
  if (!view.reason && !collection) return undefined;
  return html`<dl class="facts">
    ${
      view.reason &&
      html`<dt>${texts.reason}</dt>
        <dd>${view.reason}</dd>`
    }
    ${
      collection &&
      html`<dt>${texts.collection}</dt>
        <dd>${collection}</dd>`
    }
  </dl>`;
}

function noticesPanel({ notices, language, token }: CustomerView): Html | undefined {
  const texts = textsFor(language);
  if (notices.length === 0) return undefined;
  return html`<section class="panel" aria-labelledby="notices">
    <h2 id="notices">${texts.noticesTitle}</h2>
    <ul class="plain">
      ${notices.map(
        ({ id, template, number, issuedAt }) =>
          html`<li>
            <a href="${customerPath(token, `notices/${id}`)}">${texts.templateText(template)}</a>
            <span class="soft small">${number}</span><br />
            <span class="soft small">${momentText(issuedAt, language)}</span>
          </li>`,
      )}
    </ul>
  </section>`;
}

/** The page that asks once more before withdrawing. */
export function withdrawPage(view: CustomerView, forms: CustomerForms, problem?: string): Html {
  const texts = textsFor(view.language);
  return customerPage(
    view,
    texts.withdrawTitle,
    html`<div class="head">
        <h1>${texts.withdrawTitle}</h1>
        <p class="number">${view.matterName} · ${texts.caseNumber(view.number)}</p>
      </div>
      <div class="panel">
        ${problem && html`<div class="note bad" role="alert">${problem}</div>`}
        ${formPanel(forms[view.language].withdrawal, {
          action: customerPath(view.token, 'withdraw'),
          data: {},
          language: view.language,
        })}
      </div>
      <p><a class="button plain" href="${customerPath(view.token)}">${texts.back}</a></p>`,
  );
}

/** What happened with an action: done, or why not; with the way back to the case. */
export function messagePage(
  view: Pick<CustomerView, 'language' | 'token' | 'windowPhone'>,
  { title, text, tone }: { title: string; text: string; tone: 'good' | 'warn' },
): Html {
  const texts = textsFor(view.language);
  return customerPage(
    view,
    title,
    html`<div class="head"><h1>${title}</h1></div>
      <div class="note ${tone}" role="status"><p>${text}</p></div>
      <p><a class="button" href="${customerPath(view.token)}">${texts.back}</a></p>`,
  );
}

/** Same page for a link that is unknown, expired or revoked: it tells nothing about which it was. */
export function linkNotValidPage(frame: Pick<CustomerView, 'language' | 'windowPhone'>): Html {
  const texts = textsFor(frame.language);
  return customerPage(
    frame,
    texts.linkTitle,
    html`<div class="head"><h1>${texts.linkTitle}</h1></div>
      <div class="panel">
        <p>${texts.linkHelp}</p>
        <p><a class="button" href="/progress?lang=${frame.language}">${texts.linkQuery}</a></p>
      </div>`,
  );
}

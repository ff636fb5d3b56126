import { momentText } from '../format.ts';
import { fileTypes } from '../form-upload.ts';
import { html, type Html } from '../html.ts';
import { textsFor } from '../texts/index.ts';
import { customerPath, type CustomerView } from './view.ts';

/** What is missing, until when, and the form to hand it in; nothing when no round is open. */
export function supplementPanel(view: CustomerView, problem?: string): Html | undefined {
  const { openRound, language, token } = view;
  if (!openRound) return undefined;
  const texts = textsFor(language);
  return html`<section class="panel" aria-labelledby="supplement">
    <h2 id="supplement">${texts.supplementTitle}</h2>
    <p><strong>${texts.supplementUntil(momentText(openRound.dueAt, language))}</strong></p>
    <p class="soft small">${texts.supplementHow}</p>
    ${problem && html`<div class="note bad" role="alert">${problem}</div>`}
    <form method="post" action="${customerPath(token, 'supplement')}" enctype="multipart/form-data">
      ${openRound.items.map(
        ({ code, name, problem: wrong, requirement }) =>
          html`<fieldset class="item">
            <legend>${name}</legend>
            <dl class="facts">
              <dt>${texts.supplementProblem}</dt>
              <dd>${wrong}</dd>
              ${
                requirement &&
                html`<dt>${texts.supplementRequirement}</dt>
                  <dd>${requirement}</dd>`
              }
            </dl>
            <div class="field spaced">
              <label for="file-${code}">${texts.supplementFile}</label>
              <input id="file-${code}" type="file" name="document.${code}" accept="${fileTypes}" multiple />
            </div>
            <div class="choices inline">
              <label class="choice">
                <input type="checkbox" name="isSigned.${code}" value="true" />
                <span>${texts.supplementSigned}</span>
              </label>
              <label class="choice">
                <input type="checkbox" name="isSealed.${code}" value="true" />
                <span>${texts.supplementSealed}</span>
              </label>
              <label class="choice count">
                <span>${texts.supplementCopies}</span>
                <input type="number" name="copies.${code}" value="1" min="0" max="99" inputmode="numeric" />
              </label>
            </div>
          </fieldset>`,
      )}
      <div class="actions"><button>${texts.supplementSend}</button></div>
    </form>
  </section>`;
}

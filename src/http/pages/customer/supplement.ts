import type { Request } from 'express';
import { fieldNames, field } from '../form-fields.ts';
import { momentText } from '../format.ts';
import { html, type Html } from '../html.ts';
import { textsFor } from '../texts/index.ts';
import { formPanel } from './form-panel.ts';
import type { FormRow } from './form-html.ts';
import type { CustomerForms } from './form-schema.ts';
import { customerPath, type CustomerView } from './view.ts';

/** What a refused supplement had ticked and counted, by field name; files have to be chosen again. */
export type EnteredSupplement = ReadonlyMap<string, string>;

export function enteredSupplement(request: Request): EnteredSupplement {
  return new Map(fieldNames(request).map((name) => [name, field(request, name)]));
}

/** What is missing, until when, and the form to hand it in; nothing when no round is open. */
export function supplementPanel(
  view: CustomerView,
  forms: CustomerForms,
  { problem, entered = new Map() }: { problem?: string | undefined; entered?: EnteredSupplement | undefined },
): Html | undefined {
  const { openRound, language, token } = view;
  if (!openRound) return undefined;
  const texts = textsFor(language);
  const items = openRound.items.map(({ code, name, problem: wrong, requirement }): FormRow => {
    const copies = entered.get(`copies.${code}`);
    return {
      code,
      name,
      problem: wrong,
      requirement: requirement === '' ? texts.noRequirement : requirement,
      isSigned: entered.get(`isSigned.${code}`) === 'true',
      isSealed: entered.get(`isSealed.${code}`) === 'true',
      copies: copies !== undefined && /^\d{1,2}$/.test(copies) ? Number(copies) : 1,
    };
  });
  return html`<section class="panel" aria-labelledby="supplement">
    <h2 id="supplement">${texts.supplementTitle}</h2>
    <p><strong>${texts.supplementUntil(momentText(openRound.dueAt, language))}</strong></p>
    ${problem && html`<div class="note bad" role="alert">${problem}</div>`}
    ${formPanel(forms[language].supplement, {
      action: customerPath(token, 'supplement'),
      data: { items },
      language,
    })}
  </section>`;
}

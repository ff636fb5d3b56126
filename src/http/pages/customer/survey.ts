import { momentText } from '../format.ts';
import { html, type Html } from '../html.ts';
import { textsFor } from '../texts/index.ts';
import type { FormData } from './form-html.ts';
import { formPanel } from './form-panel.ts';
import { optionLabel, type CustomerForms } from './form-schema.ts';
import { customerPath, type CustomerView } from './view.ts';

const surveyScores = [5, 4, 3, 2, 1] as const;
export type SurveyScore = (typeof surveyScores)[number];

export function isSurveyScore(value: number): value is SurveyScore {
  return surveyScores.some((score) => score === value);
}

/** The rating form, or the rating given. `entered` preselects; only the button sends. */
export function surveyPanel(
  view: CustomerView,
  forms: CustomerForms,
  { problem, entered = {} }: { problem?: string | undefined; entered?: FormData | undefined },
): Html | undefined {
  const { survey, language, token } = view;
  if (!survey) return undefined;
  const texts = textsFor(language);
  const form = forms[language].survey;
  if (survey.state === 'answered')
    return html`<section class="panel" aria-labelledby="survey">
      <h2 id="survey">${texts.surveyDoneTitle}</h2>
      <p>${texts.surveyGiven(optionLabel(form, 'score', String(survey.score)))}</p>
    </section>`;
  return html`<section class="panel" aria-labelledby="survey">
    <h2 id="survey">${texts.surveyTitle}</h2>
    <p class="soft small">${texts.surveyUntil(momentText(survey.dueAt, language))}</p>
    ${problem && html`<div class="note bad" role="alert">${problem}</div>`}
    ${formPanel(form, { action: customerPath(token, 'survey'), data: entered, language })}
  </section>`;
}

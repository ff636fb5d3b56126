import { surveyReasons } from '../../../register/index.ts';
import { momentText } from '../format.ts';
import { html, type Html } from '../html.ts';
import { textsFor } from '../texts/index.ts';
import { customerPath, type CustomerView } from './view.ts';

export const surveyScores = [5, 4, 3, 2, 1] as const;
export type SurveyScore = (typeof surveyScores)[number];

export function isSurveyScore(value: number): value is SurveyScore {
  return surveyScores.some((score) => score === value);
}

/** The rating form, or the rating given. `chosen` preselects; only the button sends. */
export function surveyPanel(view: CustomerView, chosen?: SurveyScore, problem?: string): Html | undefined {
  const { survey, language, token } = view;
  if (!survey) return undefined;
  const texts = textsFor(language);
  if (survey.state === 'answered')
    return html`<section class="panel" aria-labelledby="survey">
      <h2 id="survey">${texts.surveyDoneTitle}</h2>
      <p>${isSurveyScore(survey.score) && texts.surveyGiven(texts.scores[survey.score])}</p>
    </section>`;
  return html`<section class="panel" aria-labelledby="survey">
    <h2 id="survey">${texts.surveyTitle}</h2>
    <p class="soft small">${texts.surveyUntil(momentText(survey.dueAt, language))}</p>
    ${problem && html`<div class="note bad" role="alert">${problem}</div>`}
    <form method="post" action="${customerPath(token, 'survey')}">
      <fieldset class="field">
        <legend>${texts.surveyScore}</legend>
        <div class="stars">
          ${surveyScores.map(
            (score) =>
              html`<label class="choice">
                <input
                  type="radio"
                  name="score"
                  value="${score}"
                  required
                  ${score === chosen && html`checked`}
                />
                <span>${texts.scores[score]}</span>
              </label>`,
          )}
        </div>
      </fieldset>
      <fieldset class="field">
        <legend>${texts.surveyReasons}</legend>
        <div class="choices inline">
          ${surveyReasons.map(
            (reason) =>
              html`<label class="choice">
                <input type="checkbox" name="reasons" value="${reason}" />
                <span>${texts.reasons[reason]}</span>
              </label>`,
          )}
        </div>
      </fieldset>
      <div class="field">
        <label for="comment">${texts.surveyComment}</label>
        <textarea id="comment" name="comment" maxlength="500" aria-describedby="comment-hint"></textarea>
        <p class="hint" id="comment-hint">${texts.surveyCommentHint}</p>
      </div>
      <div class="actions"><button>${texts.surveySend}</button></div>
    </form>
  </section>`;
}

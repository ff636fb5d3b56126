import { randomUUID } from 'node:crypto';
import type { MatterCatalogue } from '../../../matters/index.ts';
import { inquiryTopics } from '../../../register/index.ts';
import { html, type Fragment, type Html } from '../html.ts';
import { longestQuestion, type AskEntry, type AskProblem } from './ask-entry.ts';
import type { GuideTexts } from './texts.ts';
import { href, visitorPage, type Visitor } from './visitor.ts';

export interface AskState {
  entry: AskEntry;
  problems: readonly AskProblem[];
  /** Sent twice, the form is one question. */
  requestId?: string;
}

function problemText(texts: GuideTexts, problem: AskProblem): string {
  const byProblem = {
    topic: texts.topicNeeded,
    question: texts.questionNeeded,
    name: texts.nameWrong,
    contact: texts.contactNeeded,
    phone: texts.mobileWrong,
    email: texts.emailWrong,
  };
  return byProblem[problem];
}

/** The form of a question. What was typed stays when something has to be put right. */
export function askPage(visitor: Visitor, matters: MatterCatalogue, state: AskState): Html {
  const { texts, language } = visitor;
  const { entry, problems } = state;
  const bad = (...of: AskProblem[]): Fragment =>
    problems.some((problem) => of.includes(problem)) && html`aria-invalid="true"`;
  const place = entry.matterCode ? { matter: entry.matterCode } : {};
  return visitorPage(
    visitor,
    texts.askTitle,
    [
      html`<div class="head">
        <h1>${texts.askTitle}</h1>
        <p class="soft">${texts.askIntro}</p>
      </div>`,
      problems.length > 0 &&
        html`<div class="note bad" role="alert">
          <p>${texts.problemsTitle}</p>
          <ul>
            ${problems.map((problem) => html`<li>${problemText(texts, problem)}</li>`)}
          </ul>
        </div>`,
      html`<form class="panel" method="post" action="${href(visitor, '/ask')}" autocomplete="on">
        <input type="hidden" name="requestId" value="${state.requestId ?? randomUUID()}" />
        <input type="hidden" name="language" value="${language}" />
        <fieldset class="field">
          <legend>${texts.topicQuestion}</legend>
          <div>
            ${inquiryTopics.map(
              (topic) =>
                html`<label class="choice"
                  ><input
                    type="radio"
                    name="topic"
                    value="${topic}"
                    required
                    ${entry.topic === topic && html`checked`}
                  /><span>${texts.topics[topic]}</span></label
                >`,
            )}
          </div>
        </fieldset>
        <div class="field">
          <label for="matter">${texts.matterLabel}</label>
          <select id="matter" name="matterCode">
            <option value="">${texts.noMatter}</option>
            ${matters
              .list(language)
              .map(
                ({ code, name }) =>
                  html`<option value="${code}" ${entry.matterCode === code && html`selected`}>
                    ${name}
                  </option>`,
              )}
          </select>
        </div>
        <div class="field">
          <label for="question">${texts.question}</label>
          <textarea
            id="question"
            name="question"
            required
            minlength="2"
            maxlength="${longestQuestion}"
            rows="6"
            aria-describedby="question-hint"
            ${bad('question')}
          >
${entry.question}</textarea>
          <p class="hint" id="question-hint">${texts.questionHint}</p>
        </div>
        <div class="field">
          <label for="name">${texts.name}</label>
          <input
            id="name"
            type="text"
            name="name"
            maxlength="100"
            autocomplete="name"
            value="${entry.name}"
            ${bad('name')}
          />
        </div>
        <fieldset class="field" aria-describedby="contact-hint">
          <legend>${texts.contact}</legend>
          <div class="field">
            <label for="phone">${texts.mobile}</label>
            <input
              id="phone"
              type="text"
              name="phone"
              inputmode="tel"
              maxlength="30"
              autocomplete="tel"
              value="${entry.phone}"
              ${bad('contact', 'phone')}
            />
          </div>
          <div class="field">
            <label for="email">${texts.email}</label>
            <input
              id="email"
              type="text"
              name="email"
              inputmode="email"
              maxlength="254"
              autocomplete="email"
              value="${entry.email}"
              ${bad('contact', 'email')}
            />
          </div>
          <p class="hint" id="contact-hint">${texts.contactHint}</p>
        </fieldset>
        <div class="actions"><button>${texts.send}</button></div>
      </form>`,
    ],
    place,
  );
}

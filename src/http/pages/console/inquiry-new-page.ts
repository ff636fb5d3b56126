import { randomUUID } from 'node:crypto';
import type { MatterCatalogue } from '../../../matters/index.ts';
import { languages } from '../../../register/index.ts';
import { longestQuestion, type AskEntry } from '../guide/ask-entry.ts';
import { html, type Fragment, type Html } from '../html.ts';
import { consolePage, type ConsoleFrame } from '../layout.ts';
import { channelWords, inquiryTopicWords } from '../words.ts';
import { choicesOf, type Choice } from './filters.ts';

/** Channels that staff enter; the web's come by themselves. */
export const enteredChannels = ['counter', 'phone'] as const;
/** How a question at the window is answered. */
export const answerWays = ['later', 'guide', 'now'] as const;

export interface NewInquiryEntry extends AskEntry {
  channel: string;
  language: string;
  caseNumber: string;
  way: string;
  answer: string;
}

export interface NewInquiryState {
  entry: NewInquiryEntry;
  problems: readonly string[];
  requestId?: string;
}

const wayWords = {
  later: '转答复岗位，按期答复',
  guide: '已按该事项办事指南当场答复',
  now: '已当场答复，内容如下',
} as const;
const languageWords = { 'zh-CN': '中文', en: 'English' } as const;

/** The form for a question at the counter or on the phone (clause 3.1.5). */
export function newInquiryPage(
  frame: ConsoleFrame,
  matters: MatterCatalogue,
  { entry, problems, requestId = randomUUID() }: NewInquiryState,
): Html {
  const matterChoices = matters.list('zh-CN').map(({ code, name }) => ({ value: code, name }));
  return consolePage(frame, '登记咨询', [
    html`<div class="head"><h1>登记咨询</h1></div>`,
    problems.length > 0 &&
      html`<div class="note bad" role="alert">
        <p>请改正后再提交：</p>
        <ul class="lines">
          ${problems.map((problem) => html`<li>${problem}</li>`)}
        </ul>
      </div>`,
    html`<form class="panel cds--tile" method="post" action="/console/inquiries/new" autocomplete="off">
      <input type="hidden" name="csrf" value="${frame.csrfToken}" />
      <input type="hidden" name="requestId" value="${requestId}" />
      <div class="filter-grid">
        ${select('channel', '渠道', choicesOf(channelWords, [...enteredChannels]), entry.channel)}
        ${select('topic', '咨询内容', choicesOf(inquiryTopicWords), entry.topic, '请选择')}
        ${select('matterCode', '事项', matterChoices, entry.matterCode, '不确定或都不是')}
        ${select('language', '答复语言', choicesOf(languageWords, [...languages]), entry.language)}
      </div>
      <div class="field">
        <label for="question">问题</label>
        <textarea
          id="question"
          name="question"
          required
          minlength="2"
          maxlength="${longestQuestion}"
          rows="4"
        >
${entry.question}</textarea>
      </div>
      <div class="filter-grid">
        ${input('caseNumber', '相关收件编号（选填）', entry.caseNumber, 40)}
        ${input('name', '咨询人（选填）', entry.name, 100)} ${input('phone', '电话', entry.phone, 30)}
        ${input('email', '邮箱', entry.email, 254)}
      </div>
      <fieldset class="field">
        <legend>怎么答复</legend>
        <div>
          ${answerWays.map(
            (way) =>
              html`<label class="choice"
                ><input type="radio" name="way" value="${way}" ${entry.way === way && html`checked`} /><span
                  >${wayWords[way]}</span
                ></label
              >`,
          )}
        </div>
      </fieldset>
      <div class="field">
        <label for="answer">当场答复的内容（选“内容如下”时填写）</label>
        <textarea id="answer" name="answer" maxlength="5000" rows="3">${entry.answer}</textarea>
      </div>
      <div class="actions">
        <button>登记</button>
        <a class="button plain" href="/guide" target="_blank" rel="noopener">打开办事指南</a>
      </div>
    </form>`,
  ]);
}

function select(
  name: string,
  label: string,
  choices: readonly Choice[],
  chosen: string,
  none?: string,
): Fragment {
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <select id="${name}" name="${name}">
      ${none && html`<option value="">${none}</option>`}
      ${choices.map(
        ({ value, name: text }) =>
          html`<option value="${value}" ${value === chosen && html`selected`}>${text}</option>`,
      )}
    </select>
  </div>`;
}

function input(name: string, label: string, value: string, maximum: number): Fragment {
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <input id="${name}" type="text" name="${name}" maxlength="${maximum}" value="${value}" />
  </div>`;
}

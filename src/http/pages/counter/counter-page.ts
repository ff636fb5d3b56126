import type { Matter } from '../../../matters/index.ts';
import { channels, languages } from '../../../register/index.ts';
import { currentConsentVersion } from '../../api/case-schema.ts';
import { bodyLimits } from '../../limits.ts';
import { panel } from '../console/pieces.ts';
import { dayText } from '../format.ts';
import { html, type Fragment, type Html } from '../html.ts';
import { consolePage, type ConsoleFrame } from '../layout.ts';
import { channelWords } from '../words.ts';
import type { Desk } from './desk.ts';
import { materialField, valueOf, type Entry, type Role } from './entry.ts';
import type { EntryProblems } from './entry-problems.ts';
import { areaField, idOf, selectField, tickField, type FormState } from './form-pieces.ts';
import { handoverPanel } from './handover-panel.ts';
import { duplicateWarning, knownOffer } from './known-panel.ts';
import { materialFieldNames, materialsList } from './material-fields.ts';
import {
  authorisationFieldNames,
  authorisationFields,
  partyFieldNames,
  partyFields,
} from './party-fields.ts';

/** What the register form shows. */
export interface CounterPage {
  entry: Entry;
  problems: EntryProblems;
  desk: Desk;
  matters: readonly Matter[];
  now: Date;
  /** What has happened, when the form comes back without being registered. */
  note?: { tone: 'good' | 'warn' | 'bad'; text: Fragment } | undefined;
  /** Where to go on, when not at the first wrong field. */
  focus?: string | undefined;
}

const languageNames = { 'zh-CN': '中文', en: 'English' } as const;

/** The register form of the counter (收件登记表, clause 2.2.2). */
export function counterPage(frame: ConsoleFrame, page: CounterPage): Html {
  const { entry, problems, desk, matters, now, note } = page;
  const wrong = inFormOrder(problems, desk);
  const state: FormState = { entry, problems, focus: wrong[0] ?? page.focus };
  // A form that comes back to be corrected was filled in already.
  const isToFill = (role: Role) => problems.size === 0 || valueOf(entry, `${role}.name`) === '';
  return consolePage(frame, '收件登记', [
    html`<link rel="stylesheet" href="/assets/counter.css" />
      <div class="head">
        <h1>收件登记</h1>
        <p class="number">收件日期 ${dayText(now)}</p>
      </div>`,
    keysHelp,
    note && html`<div class="note ${note.tone}" role="status"><p>${note.text}</p></div>`,
    problems.size > 0 && summary(wrong, problems, desk),
    html`<form
      id="counter"
      class="counter"
      method="post"
      action="/console/counter"
      enctype="multipart/form-data"
      autocomplete="off"
      novalidate
      data-file-bytes="${bodyLimits.fileBytes}"
    >
      <button class="first" name="step" value="register" tabindex="-1" aria-hidden="true">登记</button>
      <input type="hidden" name="csrf" value="${frame.csrfToken}" />
      <input type="hidden" name="requestId" value="${valueOf(entry, 'requestId')}" />
      ${matterPanel(state, matters)}
      ${panel('customer', '客户', [
        partyFields(state, 'customer', [
          isToFill('customer') && knownOffer('customer', desk.known.customer),
          duplicateWarning(desk.duplicates),
        ]),
        html`<noscript>
          <button class="small plain" name="step" value="known">查找已登记客户</button>
        </noscript>`,
        tickField(state, { name: 'hasAgent', label: '由代理人办理' }),
        html`<div class="agent" id="agent">
          <h3>代理人</h3>
          ${partyFields(state, 'agent', isToFill('agent') && knownOffer('agent', desk.known.agent))}
          ${authorisationFields(state)}
        </div>`,
      ])}
      ${panel('materials', '资料清单', [
        html`<noscript>
          <button class="small plain" name="step" value="materials">按所选事项更新清单</button>
        </noscript>`,
        html`<div id="materials-list">
          ${materialsList(state, desk.matter, desk.required, desk.handover?.documents ?? [])}
        </div>`,
      ])}
      ${panel('phone', '手机上传', html`<div id="handover">${handoverPanel(desk.handover, desk.required)}</div>`)}
      ${panel('finish', '确认', [
        tickField(state, {
          name: 'consent',
          label: `客户已阅读并同意个人信息处理说明（${currentConsentVersion} 版）`,
          isRequired: true,
        }),
        html`<div class="actions">
          <button id="register" name="step" value="register" accesskey="s">登记</button>
          <span class="soft small">登记后生成收件编号，可打印收件回执。</span>
        </div>`,
      ])}
    </form>`,
    html`<script type="module" src="/assets/counter.js"></script>`,
  ]);
}

function matterPanel(state: FormState, matters: readonly Matter[]): Html {
  return panel('matter', '收件', [
    html`<div class="fields">
      ${selectField(state, {
        name: 'matterCode',
        label: '办理事项',
        isRequired: true,
        accessKey: 'm',
        choices: [
          { value: '', text: '请选择' },
          ...matters.map(({ code, name }) => ({ value: code, text: name })),
        ],
      })}
      ${selectField(state, {
        name: 'channel',
        label: '收件方式',
        choices: channels
          .filter((channel) => channel !== 'web')
          .map((channel) => ({ value: channel, text: channelWords[channel] })),
      })}
      ${selectField(state, {
        name: 'language',
        label: '通知语言',
        choices: languages.map((language) => ({ value: language, text: languageNames[language] })),
      })}
    </div>`,
    areaField(state, { name: 'reason', label: '收件事由', isRequired: true, rows: 2, maxLength: 1000 }),
    tickField(state, {
      name: 'isUrgentRequested',
      label: '客户请求加急',
    }),
  ]);
}

/** Everything wrong at a glance, each a link to its field. */
function summary(wrong: readonly string[], problems: EntryProblems, { required }: Desk): Html {
  const placeOf = (name: string) => {
    if (name.startsWith('agent.')) return '代理人';
    const [, code] = /^(?:material|document)\.([a-z-]+)/.exec(name) ?? [];
    return required.find((material) => material.code === code)?.name;
  };
  return html`<div class="note bad" role="alert">
    <p>还没有登记：有 ${problems.size} 处需要改正，已填内容都保留。</p>
    <ul class="inner">
      ${wrong.map((name) => {
        const place = placeOf(name);
        return html`<li><a href="#${idOf(name)}">${place && `${place} · `}${problems.get(name)}</a></li>`;
      })}
    </ul>
  </div>`;
}

/** Names of wrong fields from top to bottom; those that the form does not show come last. */
function inFormOrder(problems: EntryProblems, { required }: Desk): string[] {
  const order = [
    ...['matterCode', 'channel', 'language', 'reason', 'isUrgentRequested'],
    ...partyFieldNames.map((name) => `customer.${name}`),
    'hasAgent',
    ...partyFieldNames.map((name) => `agent.${name}`),
    ...authorisationFieldNames.map((name) => `authorisation.${name}`),
    ...required.flatMap(({ code }) => [
      ...materialFieldNames.map((name) => materialField(code, name)),
      `document.${code}`,
    ]),
    'consent',
  ];
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return [...problems.keys()].sort((left, right) => place(left) - place(right));
}

const keysHelp = html`<details class="keys">
  <summary>键盘操作</summary>
  <dl class="facts">
    <dt>回车</dt>
    <dd>到下一栏；在“已收到”上：按要求收齐（份数、签章）并到下一份资料</dd>
    <dt>空格</dt>
    <dd>勾选或取消</dd>
    <dt>Ctrl + 回车</dt>
    <dd>在任何一栏直接登记</dd>
    <dt>Alt + M K Z U</dt>
    <dd>到事项、证件号码、资料清单、手机上传（Firefox 为 Alt + Shift）</dd>
    <dt>Alt + T</dt>
    <dd>填入已登记客户的信息</dd>
    <dt>Alt + S</dt>
    <dd>登记</dd>
  </dl>
</details>`;

import type { Asker, InquiryEntry } from '../../../register/index.ts';
import { tableTime } from '../format.ts';
import { html, type Fragment, type Html } from '../html.ts';
import { consolePage, type ConsoleFrame } from '../layout.ts';
import {
  channelWords,
  decisionWords,
  inquiryEntryWords,
  inquiryTopicWords,
  reasonWords,
  rolesText,
  wordFor,
} from '../words.ts';
import type { InquiryFile } from './inquiry-access.ts';
import { inquiryTag } from './inquiry-list-page.ts';
import { noticesPanel } from './notices.ts';
import { facts, panel, table, tag } from './pieces.ts';

export interface InquiryPageState {
  revealed?: { asker: Asker; entries: readonly InquiryEntry[] };
  limit: Fragment;
  operateUrl: string;
  done?: string | undefined;
  revealProblem?: string;
  answerProblem?: string;
  answer?: string;
}

/** One question: what was asked, masked until a reason is given; the place where its answer is written. */
export function inquiryPage(frame: ConsoleFrame, file: InquiryFile, state: InquiryPageState): Html {
  const { inquiry, nameOf } = file;
  const { revealed } = state;
  return consolePage(frame, `${inquiry.number} 咨询`, [
    html`<div class="head">
      <h1>${inquiryTopicWords[inquiry.topic]}</h1>
      <p class="number">${inquiry.number} ${inquiryTag(inquiry)}</p>
    </div>`,
    state.done && html`<div class="note good" role="status"><p>${state.done}</p></div>`,
    revealed &&
      html`<div class="note warn" role="status">
        <p>正在显示咨询内容与个人信息，查看记录已留存。请勿截图或转发。</p>
      </div>`,
    html`<div class="columns">${summary(file, state)} ${asker(file, state, frame.csrfToken)}</div>`,
    talk(file, revealed?.entries),
    inquiry.status === 'received' && answerForm(file, state, frame.csrfToken),
    file.steps.length > 0 &&
      panel(
        'steps',
        '处理记录',
        table(
          ['环节', '结论', '原因', '备注', '办理人'],
          file.steps.map((step) => [
            step.name,
            [
              wordFor(decisionWords, step.decision === 'invalid' ? '' : step.decision),
              !step.isValid && [' ', tag('须更正', 'warn')],
            ],
            wordFor(reasonWords, step.reasonCode),
            step.note,
            html`${nameOf(step.decidedBy)} <span class="soft small">${tableTime(step.decidedAt)}</span>`,
          ]),
        ),
      ),
    noticesPanel(file.notices, file.messages, revealed !== undefined, nameOf),
  ]);
}

function summary({ inquiry, nameOf }: InquiryFile, { limit, operateUrl }: InquiryPageState): Html {
  return panel('summary', '概要', [
    facts([
      ['收到', `${tableTime(inquiry.receivedAt)} · ${channelWords[inquiry.channel]}`],
      ['登记人', nameOf(inquiry.receivedBy)],
      [
        '事项',
        inquiry.matterCode &&
          html`<a href="/guide/${inquiry.matterCode}">${inquiry.matterName}（办事指南）</a>`,
      ],
      ['相关收件', inquiry.caseId && html`<a href="/console/cases/${inquiry.caseId}">打开案卷</a>`],
      ['答复岗位', inquiry.answerRole && rolesText([inquiry.answerRole])],
      ['答复期限', inquiry.status === 'received' ? limit : null],
      ['答复时间', inquiry.answeredAt && tableTime(inquiry.answeredAt)],
      [
        '可追问至',
        inquiry.status === 'answered' && inquiry.moreUntilAt ? tableTime(inquiry.moreUntilAt) : null,
      ],
      ['原因', wordFor(reasonWords, inquiry.outcomeReasonCode)],
    ]),
    inquiry.processInstanceKey &&
      html`<p class="after small">
        <a href="${operateUrl}/processes/${inquiry.processInstanceKey}" rel="noreferrer"
          >在 Operate 中查看流程</a
        >
      </p>`,
  ]);
}

function asker({ inquiry }: InquiryFile, { revealed, revealProblem }: InquiryPageState, csrf: string): Html {
  const shown = revealed
    ? facts([
        ['称呼', revealed.asker.name ?? '未留'],
        ['电话', revealed.asker.phone ?? '未留'],
        ['邮箱', revealed.asker.email ?? '未留'],
      ])
    : facts([
        ['称呼', inquiry.askerMasked],
        ['电话', inquiry.phoneMasked ?? '未留'],
        ['邮箱', inquiry.hasEmail ? '已留' : '未留'],
      ]);
  return panel('asker', '咨询人', [
    shown,
    !revealed &&
      html`<form
        class="after"
        method="post"
        action="/console/inquiries/${inquiry.id}/reveal"
        autocomplete="off"
      >
        ${revealProblem && html`<div class="note bad" role="alert"><p>${revealProblem}</p></div>`}
        <input type="hidden" name="csrf" value="${csrf}" />
        <div class="field">
          <label for="reveal-reason">查看咨询内容的理由（必填，将留存记录）</label>
          <input
            id="reveal-reason"
            type="text"
            name="reason"
            required
            minlength="2"
            maxlength="200"
            value="${inquiry.status === 'received' && '答复咨询'}"
            aria-describedby="reveal-hint"
          />
          <p class="hint" id="reveal-hint">请勿填写姓名、电话、证件号码。</p>
        </div>
        <div class="actions"><button class="small">查看咨询内容</button></div>
      </form>`,
  ]);
}

function talk(
  { inquiry, entries, nameOf }: InquiryFile,
  revealed: readonly InquiryEntry[] | undefined,
): Html {
  return panel(
    'talk',
    '提问与答复',
    html`<ul class="plain">
      ${(revealed ?? entries).map(
        ({ kind, text, writtenBy, writtenAt }) =>
          html`<li>
            <strong>${inquiryEntryWords[kind]}</strong>
            <span class="soft small">${nameOf(writtenBy)} · ${tableTime(writtenAt)}</span>
            ${
              kind === 'guide'
                ? html`<p><a href="/guide/${inquiry.matterCode}">${inquiry.matterName}办事指南</a></p>`
                : revealed
                  ? html`<div class="letter">${text}</div>`
                  : html`<br /><span class="soft small">说明理由后显示内容。</span>`
            }
          </li>`,
      )}
    </ul>`,
  );
}

function answerForm({ inquiry, entries }: InquiryFile, state: InquiryPageState, csrf: string): Html {
  const isWritten = entries.at(-1)?.kind === 'answer';
  return panel('answer', isWritten ? '改写答复' : '写答复', [
    isWritten &&
      html`<div class="note" role="status">
        <p>答复已保存，尚未发出。在待办任务“答复咨询”中选“已写好答复”提交后，系统会告知咨询人。</p>
      </div>`,
    state.answerProblem && html`<div class="note bad" role="alert"><p>${state.answerProblem}</p></div>`,
    html`<form method="post" action="/console/inquiries/${inquiry.id}/answer">
      <input type="hidden" name="csrf" value="${csrf}" />
      <div class="field">
        <label for="answer-text">答复内容（咨询人会收到原文）</label>
        <textarea
          id="answer-text"
          name="text"
          required
          maxlength="5000"
          rows="8"
          aria-describedby="answer-hint"
        >
${state.answer}</textarea>
        <p class="hint" id="answer-hint">
          ${
            inquiry.language === 'en'
              ? '咨询人选择了英文，请用英文答复。'
              : '请写清办法、期限和需要的资料；分段会保留。'
          }
        </p>
      </div>
      <div class="actions"><button>保存答复</button></div>
    </form>`,
  ]);
}

import { momentText, tableTime } from '../format.ts';
import { fileTypes } from '../form-upload.ts';
import { html, type Fragment, type Html } from '../html.ts';
import { consolePage, type ConsoleFrame } from '../layout.ts';
import {
  channelWords,
  departmentWords,
  outcomeWords,
  reasonWords,
  serviceLevelWords,
  surveyReasonWords,
  wordFor,
} from '../words.ts';
import type { CaseFile } from './case-file.ts';
import type { Diagram } from './diagram-data.ts';
import { diagramPanel } from './diagram-panel.ts';
import { entryChangesPanel } from './entry-changes.ts';
import { circulationPanel, stepsPanel, supplementsPanel } from './history.ts';
import { materialsPanel } from './materials.ts';
import { noticesPanel } from './notices.ts';
import { opinionsPanel } from './opinions.ts';
import { peoplePanel, type Revealed } from './people.ts';
import { caseTags, currentLimit, facts, panel } from './pieces.ts';

/** What the page shows beside the file itself. */
export interface CasePageState {
  revealed?: Revealed;
  mayCorrect: boolean;
  now: Date;
  operateUrl: string;
  /** Where the process stands; undefined: the engine's state cannot be read now. */
  diagrams: readonly Diagram[] | undefined;
  done?: string | undefined;
  revealProblem?: string;
  uploadProblem?: string;
  correctionProblem?: string;
  opinionProblem?: string;
  /** What the person had typed when a form was refused. */
  entered?: { target?: string; reason?: string; text?: string };
}

/** The case file (收件档案): one page with all that the register holds on a case. */
export function casePage(frame: ConsoleFrame, file: CaseFile, state: CasePageState): Html {
  const { found, nameOf } = file;
  const base = `/console/cases/${found.id}`;
  const { csrfToken } = frame;
  const isRevealed = state.revealed !== undefined;
  return consolePage(frame, `${found.number} ${found.matterName}`, [
    html`<div class="head">
      <h1>${found.matterName}</h1>
      <p class="number">${found.number} ${caseTags(found)}</p>
      ${
        state.mayCorrect &&
        html`<p class="small">
          <a href="${base}/print/receipt" target="_blank" rel="noopener">打印收件回执</a> ·
          <a href="${base}/print/sheet" target="_blank" rel="noopener">打印收件登记表</a>
        </p>`
      }
    </div>`,
    state.done && html`<div class="note good" role="status"><p>${state.done}</p></div>`,
    isRevealed &&
      html`<div class="note warn" role="status">
        <p>正在显示个人信息，查看记录已留存。请勿截图或转发，离开本页后须重新说明理由。</p>
      </div>`,
    html`<div class="columns">
      ${summaryPanel(file, state)}
      ${peoplePanel(
        file.parties,
        state.revealed,
        !isRevealed && revealForm(`${base}/reveal`, csrfToken, state),
      )}
    </div>`,
    diagramPanel(found, state.diagrams),
    materialsPanel(
      file.materials,
      file.documents,
      isRevealed,
      nameOf,
      found.status !== 'closed' && uploadForm(`${base}/documents`, csrfToken, file, state.uploadProblem),
    ),
    stepsPanel(file.steps, nameOf),
    supplementsPanel(file.rounds),
    circulationPanel(file.hops, nameOf),
    noticesPanel(file.notices, file.messages, isRevealed, nameOf),
    opinionsPanel(file.opinions, isRevealed, nameOf, {
      action: `${base}/opinions`,
      csrfToken,
      problem: state.opinionProblem,
      text: state.entered?.text ?? '',
    }),
    entryChangesPanel(
      file.changes,
      isRevealed,
      nameOf,
      state.mayCorrect
        ? {
            action: `${base}/corrections`,
            csrfToken,
            parties: file.parties,
            problem: state.correctionProblem,
            entered: state.entered,
          }
        : undefined,
    ),
  ]);
}

function summaryPanel({ found, survey }: CaseFile, { now, operateUrl, revealed }: CasePageState): Html {
  const limit = currentLimit(found);
  return panel('summary', '收件概要', [
    facts([
      ['收件', `${tableTime(found.receivedAt)} · ${channelWords[found.channel]}`],
      ['优先级', found.priority],
      ['服务等级', found.serviceLevel && serviceLevelWords[found.serviceLevel]],
      ['承办部门', wordFor(departmentWords, found.departmentCode)],
      ['客户请求加急', found.isUrgentRequested ? '是' : '否'],
      [
        found.promisedFinishAt ? '承诺办结' : '受理期限',
        limit &&
          html`<span class="${limit < now ? 'late' : ''}"
            >${momentText(limit)}${limit < now && '（已逾期）'}</span
          >`,
      ],
      ['受理', found.acceptedAt && tableTime(found.acceptedAt)],
      ['撤回申请', found.withdrawalRequestedAt && tableTime(found.withdrawalRequestedAt)],
      [
        '结束',
        found.finishedAt &&
          `${tableTime(found.finishedAt)}${found.outcome ? ` · ${outcomeWords[found.outcome]}` : ''}`,
      ],
      ['原因', wordFor(reasonWords, found.outcomeReasonCode ?? found.resultReasonCode)],
      ['客户评价', survey && `${survey.score} 分 · ${tableTime(survey.answeredAt)}`],
      ['评价原因', survey?.reasons.map((reason) => surveyReasonWords[reason]).join('、')],
      ['评价意见', survey?.comment && (revealed ? survey.comment : '有（说明理由后显示）')],
    ]),
    found.processInstanceKey &&
      html`<p class="after small">
        <a href="${operateUrl}/processes/${found.processInstanceKey}" rel="noreferrer"
          >在 Operate 中查看流程</a
        >
      </p>`,
  ]);
}

function revealForm(action: string, csrfToken: string, state: CasePageState): Fragment {
  return html`<details class="after" ${state.revealProblem && html`open`}>
    <summary>查看个人信息</summary>
    ${state.revealProblem && html`<div class="note bad" role="alert"><p>${state.revealProblem}</p></div>`}
    <form method="post" action="${action}" autocomplete="off">
      <input type="hidden" name="csrf" value="${csrfToken}" />
      <div class="field">
        <label for="reveal-reason">查看理由（必填，将留存记录）</label>
        <input
          id="reveal-reason"
          type="text"
          name="reason"
          required
          minlength="2"
          maxlength="200"
          aria-describedby="reveal-hint"
        />
        <p class="hint" id="reveal-hint">例如：电话核实补正资料。请勿填写姓名、电话、证件号码。</p>
      </div>
      <div class="actions"><button class="small">查看</button></div>
    </form>
  </details>`;
}

function uploadForm(
  action: string,
  csrfToken: string,
  { materials }: CaseFile,
  problem: string | undefined,
): Fragment {
  const choices = new Map(materials.map(({ code, name }) => [code, name]));
  return html`<details class="after" ${problem && html`open`}>
    <summary>添加扫描件</summary>
    ${problem && html`<div class="note bad" role="alert"><p>${problem}</p></div>`}
    <form method="post" action="${action}" enctype="multipart/form-data">
      <input type="hidden" name="csrf" value="${csrfToken}" />
      <div class="field">
        <label for="material">属于哪份资料</label>
        <select id="material" name="materialCode">
          ${[...choices].map(([code, name]) => html`<option value="${code}">${name}</option>`)}
          <option value="">其他</option>
        </select>
      </div>
      <div class="field">
        <label for="scan">文件（PDF、JPG、PNG、Word、Excel，每个不超过 20 MB）</label>
        <input id="scan" type="file" name="document.scan" accept="${fileTypes}" multiple required />
      </div>
      <div class="actions"><button class="small">上传</button></div>
    </form>
  </details>`;
}

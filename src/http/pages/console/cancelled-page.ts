import type { EndedInstance, HandChange } from '../../../engine/reader.ts';
import { tableTime } from '../format.ts';
import { html, type Fragment, type Html } from '../html.ts';
import { consolePage, type ConsoleFrame } from '../layout.ts';
import type { ChangedCase, EndedCase, Irregularities } from './cancelled-data.ts';
import { caseTags, panel, table } from './pieces.ts';

const endingWords: Readonly<Record<EndedInstance['ending'], string>> = {
  cancelled: '流程被取消',
  completed: '流程已走完，收件尚未结束',
};

const changeWords: Readonly<Record<HandChange['kind'], string>> = {
  modified: '移动了流程所在的环节',
  migrated: '换到了另一个流程版本',
  variables: '改写了流程变量',
};

export interface CancelledState {
  readonly nameOf: (username: string) => string;
  readonly operateUrl: string;
  readonly done?: string | undefined;
  readonly problem?: string | undefined;
}

/** Cases whose process somebody ended or changed past the model, each with what to do. For managers. */
export function cancelledPage(
  frame: ConsoleFrame,
  irregularities: Irregularities | undefined,
  state: CancelledState,
): Html {
  return consolePage(frame, '异常流程', [
    html`<div class="head"><h1>异常流程</h1></div>`,
    state.done && html`<div class="note good" role="status"><p>${state.done}</p></div>`,
    state.problem && html`<div class="note bad" role="alert"><p>${state.problem}</p></div>`,
    irregularities
      ? [
          endedPanel(irregularities.ended, frame.csrfToken, state),
          changedPanel(irregularities.changed, frame.csrfToken, state),
        ]
      : html`<div class="note warn" role="status">
          <p>暂时读不到流程引擎，无法判断哪些流程被人工取消或改动。请稍后刷新本页。</p>
        </div>`,
  ]);
}

function endedPanel(ended: readonly EndedCase[], csrfToken: string, state: CancelledState): Html {
  const rows = ended.map(({ found, ended: { ending, endedAt, endedBy, processInstanceKey } }) => [
    html`<a href="/console/cases/${found.id}">${found.number}</a>`,
    found.matterName,
    caseTags(found),
    html`<a href="${state.operateUrl}/processes/${processInstanceKey}" rel="noreferrer"
      >${endingWords[ending]}</a
    >`,
    tableTime(endedAt),
    doer(endedBy, state),
    decisionForm(found.id, 'restart', '重新启动流程', processInstanceKey, csrfToken),
  ]);
  return panel('ended', '流程已中断、收件未结束', [
    rows.length > 0
      ? [
          html`<p>
              请先向操作人了解原因。需要继续办理的，写明理由后点击“重新启动流程”：流程从核验登记重新开始，已发出的通知不重发，已登记的资料、意见、办理和流转记录都保留；正在等待的补正随之终止，仍缺资料时由审核员重新告知。
            </p>
            <p>客户不再办理的，也请先重新启动，再请客户在进度页申请撤回，收件才能有结论。</p>`,
          table(['收件', '事项', '状态', '情况', '时间', '操作人', '处理'], rows),
        ]
      : html`<p class="soft">没有这样的收件。</p>`,
  ]);
}

function changedPanel(
  changed: readonly ChangedCase[] | undefined,
  csrfToken: string,
  state: CancelledState,
): Html {
  if (!changed)
    return panel(
      'changed',
      '流程被人工改动',
      html`<p class="soft">当前版本的流程引擎不提供人工改动的记录，请在 Operate 中查看。</p>`,
    );
  const rows = changed.map(({ found, change }) => [
    html`<a href="/console/cases/${found.id}">${found.number}</a>`,
    found.matterName,
    caseTags(found),
    html`<a href="${state.operateUrl}/processes/${change.rootInstanceKey}" rel="noreferrer"
      >${changeWords[change.kind]}</a
    >`,
    tableTime(change.changedAt),
    doer(change.changedBy, state),
    decisionForm(found.id, 'settle', '已核对', change.key, csrfToken),
  ]);
  return panel('changed', '流程被人工改动', [
    rows.length > 0
      ? [
          html`<p>
            请在 Operate
            中查看流程停在哪里，与案卷核对：环节、时限和已发出的通知是否仍然正确，不正确的先更正。核对后写明情况并点击“已核对”，本条即从列表中移除，记录留在审计中。
          </p>`,
          table(['收件', '事项', '状态', '改动', '时间', '操作人', '处理'], rows),
        ]
      : html`<p class="soft">没有未核对的改动。</p>`,
  ]);
}

function doer(username: string | null, { nameOf }: CancelledState): string {
  return username === null ? '未记录' : nameOf(username);
}

function decisionForm(
  caseId: string,
  what: 'restart' | 'settle',
  button: string,
  key: string,
  csrfToken: string,
): Fragment {
  const id = `${what}-${key}`;
  return html`<details>
    <summary>处理</summary>
    <form method="post" action="/console/cancelled/${caseId}/${what}" autocomplete="off">
      <input type="hidden" name="csrf" value="${csrfToken}" />
      <input type="hidden" name="key" value="${key}" />
      <div class="field">
        <label for="${id}">${what === 'restart' ? '理由' : '核对情况'}（必填，将留存记录）</label>
        <input id="${id}" type="text" name="reason" required minlength="2" maxlength="200" />
      </div>
      <div class="actions"><button class="small">${button}</button></div>
    </form>
  </details>`;
}

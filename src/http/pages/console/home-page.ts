import { caseStatuses, type CaseRecord } from '../../../register/index.ts';
import { tableTime } from '../format.ts';
import { html, type Fragment, type Html } from '../html.ts';
import { consolePage, type ConsoleFrame } from '../layout.ts';
import { prioritized } from '../menu.ts';
import { classificationWords, departmentWords, statusWords, wordFor } from '../words.ts';
import type { Home, Overview, Stuck, TaskRow } from './home-data.ts';
import { caseTags, currentLimit, panel, table, tag } from './pieces.ts';

export interface HomeWords {
  readonly operateUrl: string;
  /** How far away a limit is. */
  readonly limitText: (dueAt: Date | null) => Promise<Fragment>;
}

/** The start of the console: what one person has to do. */
export async function homePage(frame: ConsoleFrame, home: Home, words: HomeWords): Promise<Html> {
  return consolePage(frame, '首页', [
    html`<div class="head"><h1>${frame.staff.displayName}，您好</h1></div>`,
    home.overview && [overviewPanel(home.overview), stuckPanel(home.overview.stuck, words)],
    await tasksPanel(frame, home, words),
    await nearLimitPanel(home, words),
  ]);
}

async function tasksPanel(frame: ConsoleFrame, { tasks }: Home, words: HomeWords): Promise<Html> {
  const all = html`<p class="after">
    <a href="${prioritized(frame.tasklistUrl)}">在 Tasklist 中按优先级查看全部任务</a>
  </p>`;
  if (!tasks)
    return panel('tasks', '我的待办', [
      html`<div class="note warn" role="status">
        <p>暂时读不到流程引擎中的任务，请稍后刷新，或直接打开 Tasklist。下面是登记簿中的收件，不受影响。</p>
      </div>`,
      all,
    ]);
  const rows = await Promise.all(tasks.rows.map((row) => taskCells(frame, row, words)));
  return panel('tasks', `我的待办（${tasks.rows.length}${tasks.isMore ? '+' : ''}）`, [
    rows.length > 0
      ? table(['任务', '收件或咨询', '事项', '时限', '类别', '办理人'], rows)
      : html`<p class="soft">暂无待办任务。</p>`,
    tasks.isMore && html`<p class="after soft">仅显示最紧急的部分。</p>`,
    all,
  ]);
}

async function taskCells(
  { staff, tasklistUrl }: ConsoleFrame,
  { task, found, inquiry }: TaskRow,
  { limitText }: HomeWords,
): Promise<readonly Fragment[]> {
  // The register's limit moves with supplements, a task's own stays as it was when the task was made.
  const limit = (found && currentLimit(found)) ?? inquiry?.dueAt ?? task.dueAt;
  return [
    html`<a href="${tasklistUrl}/${task.key}">${task.name}</a>`,
    found
      ? html`<a href="/console/cases/${found.id}">${found.number}</a>`
      : inquiry && html`<a href="/console/inquiries/${inquiry.id}">${inquiry.number}</a>`,
    found?.matterName ?? inquiry?.matterName,
    await limitText(limit),
    found?.classification &&
      tag(
        classificationWords[found.classification],
        found.classification === 'urgent' ? 'bad' : found.classification === 'special' ? 'warn' : '',
      ),
    task.assignee === staff.username ? tag('我', 'blue') : html`<span class="soft">待认领</span>`,
  ];
}

async function nearLimitPanel({ nearLimit }: Home, { limitText }: HomeWords): Promise<Html> {
  const rows = await Promise.all(nearLimit.cases.map((found) => caseCells(found, limitText)));
  return panel('near-limit', '即将到期和已超期的收件', [
    rows.length > 0
      ? table(['收件', '事项', '时限', '状态', '承办部门'], rows)
      : html`<p class="soft">没有即将到期或已超期的收件。</p>`,
    nearLimit.isMore && html`<p class="after soft">仅显示时限最早的 ${nearLimit.cases.length} 件。</p>`,
  ]);
}

async function caseCells(found: CaseRecord, limitText: HomeWords['limitText']): Promise<readonly Fragment[]> {
  return [
    html`<a href="/console/cases/${found.id}">${found.number}</a>`,
    found.matterName,
    await limitText(currentLimit(found)),
    caseTags(found),
    wordFor(departmentWords, found.departmentCode),
  ];
}

function overviewPanel({ open, overdue, near }: Overview): Html {
  const total = [...open.values()].reduce((sum, count) => sum + count, 0);
  return panel(
    'overview',
    '在办情况',
    html`<dl class="figures">
      ${figure('在办', total)}
      ${caseStatuses.filter((status) => status !== 'closed').map((status) => figure(statusWords[status], open.get(status) ?? 0))}
      ${figure('即将到期', near, near > 0 ? 'soon' : '')}
      ${figure('已超期', overdue, overdue > 0 ? 'late' : '')}
    </dl>`,
  );
}

function figure(name: string, count: number, tone: '' | 'soon' | 'late' = ''): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd class="${tone}">${count}</dd>
  </div>`;
}

function stuckPanel({ notices, backlog, incidents, irregular }: Stuck, { operateUrl }: HomeWords): Html {
  const lines: Fragment[] = [
    notices.failed > 0 &&
      html`<li>
        <a href="/console/outbox?state=failed">${notices.failed} 条通知发送失败</a>，请换一种方式告知客户。
      </li>`,
    notices.unknown > 0 &&
      html`<li>
        <a href="/console/outbox?state=unknown">${notices.unknown} 条通知结果未知</a>，请核实是否已送达。
      </li>`,
    backlog.waiting > 0 &&
      backlog.oldestAt &&
      html`<li>
        ${backlog.waiting} 条消息等待送往流程引擎，最早的写于
        ${tableTime(backlog.oldestAt)}。恢复后会自动送出，无须重复登记。
      </li>`,
    irregular === undefined
      ? html`<li>暂时读不到流程引擎，流程是否被人工取消或改动无法判断，请稍后刷新。</li>`
      : irregular > 0 &&
        html`<li><a href="/console/cancelled">${irregular} 件收件的流程被人工取消或改动</a>，等待处理。</li>`,
    incidents?.map(
      ({ rootInstanceKey, found }) =>
        html`<li>
          ${found ? html`收件 <a href="/console/cases/${found.id}">${found.number}</a>` : '一个流程'}
          停在某一步，需要排除故障：<a href="${operateUrl}/processes/${rootInstanceKey}" rel="noreferrer"
            >在 Operate 中查看</a
          >。
        </li>`,
    ),
  ];
  const isClear = lines.flat().every((line) => !line);
  return panel(
    'stuck',
    '需要处理的故障',
    isClear
      ? html`<p class="soft">没有故障。</p>`
      : html`<ul class="plain">
          ${lines}
        </ul>`,
  );
}

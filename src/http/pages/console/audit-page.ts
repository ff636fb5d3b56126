import type { AuditListItem, AuditReport } from '../../../register/index.ts';
import { auditActionWords, auditDetailWords, auditProblemWords } from '../audit-words.ts';
import { tableTime } from '../format.ts';
import { html, type Fragment, type Html } from '../html.ts';
import { consolePage, type ConsoleFrame } from '../layout.ts';
import {
  channelWords,
  classificationWords,
  decisionWords,
  departmentWords,
  noticeWords,
  notificationWords,
  outcomeWords,
  reasonWords,
  resultWords,
  serviceLevelWords,
  wordFor,
} from '../words.ts';
import {
  choicesOf,
  filterForm,
  pager,
  selectFilter,
  textFilter,
  type Choice,
  type Place,
} from './filters.ts';
import { panel, table } from './pieces.ts';

const path = '/console/audit';

/** Codes that stand in the trail; what none of them knows stays as it is. */
const valueWords: readonly Readonly<Record<string, string>>[] = [
  departmentWords,
  channelWords,
  classificationWords,
  serviceLevelWords,
  outcomeWords,
  resultWords,
  noticeWords,
  notificationWords,
  decisionWords,
  reasonWords,
];

export interface AuditPageState {
  items: readonly AuditListItem[];
  entered: Readonly<Record<'number' | 'actor' | 'action', string>>;
  actors: readonly Choice[];
  last: Place | undefined;
  isFirst: boolean;
  /** What the check of the chosen case's chain found; absent: it was not asked for. */
  verified?: Pick<AuditReport, 'rows' | 'problems'> | undefined;
  /** Whether the number is that of a case or question, so that its chain can be checked. */
  hasChain: boolean;
  nameOf: (actor: string) => string;
}

/** The audit trail (留痕), newest first. */
export function auditPage(frame: ConsoleFrame, state: AuditPageState): Html {
  const { items, entered, actors, last, isFirst, nameOf } = state;
  const rows = items.map((item) => [
    html`<span class="keep">${tableTime(item.at)}</span>`,
    html`<span class="keep">${nameOf(item.actor)}</span>`,
    html`<span class="keep">${wordFor(auditActionWords, item.action)}</span>`,
    subject(item),
    details(item.details),
  ]);
  return consolePage(frame, '审计', [
    html`<div class="head"><h1>审计</h1></div>
      <section class="panel cds--tile" aria-label="查找记录">
        ${filterForm(path, [
          textFilter({
            name: 'number',
            label: '收件或咨询编号',
            value: entered.number,
            placeholder: '整个编号',
          }),
          selectFilter('actor', '操作人', actors, entered.actor),
          selectFilter('action', '操作', choicesOf(auditActionWords), entered.action),
        ])}
      </section>`,
    state.hasChain && verification(state),
    panel('trail', '操作记录', [
      rows.length > 0
        ? table(['时间', '操作人', '操作', '编号', '内容'], rows)
        : html`<p class="soft">没有相符的记录。</p>`,
      pager(path, entered, { last, isFirst, noun: '记录' }),
    ]),
  ]);
}

function subject({ caseId, caseNumber, chain }: AuditListItem): Fragment {
  if (caseId) return html`<a class="keep" href="/console/cases/${caseId}">${caseNumber}</a>`;
  const inquiryId = /^inquiry:(.+)$/.exec(chain)?.[1];
  return inquiryId && html`<a href="/console/inquiries/${inquiryId}">咨询</a>`;
}

function details(values: AuditListItem['details']): Fragment {
  const parts = Object.entries(values).map(
    ([name, value]) => `${wordFor(auditDetailWords, name)}：${valueText(value)}`,
  );
  return parts.length > 0 && html`<span class="small break">${parts.join('；')}</span>`;
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.length > 0 ? value.map(valueText).join('、') : '无';
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (value === null) return '无';
  if (typeof value !== 'string') return JSON.stringify(value);
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return tableTime(new Date(value));
  return valueWords.find((words) => Object.hasOwn(words, value))?.[value] ?? value;
}

function verification({ entered, verified }: AuditPageState): Html {
  const isWhole = verified?.problems.length === 0;
  return panel('verification', '完整性', [
    verified &&
      (isWhole
        ? html`<div class="note good" role="status">
            <p>${verified.rows} 条记录完整，未被改动、删除或补插。</p>
          </div>`
        : html`<div class="note bad" role="alert">
            <p>记录不完整，请保护现场并联系系统管理员：</p>
            <ul class="inner">
              ${verified.problems.map(
                ({ seq, kind }) => html`<li>第 ${seq} 条：${wordFor(auditProblemWords, kind)}</li>`,
              )}
            </ul>
          </div>`),
    html`<form method="get" action="${path}">
      <input type="hidden" name="number" value="${entered.number}" />
      <input type="hidden" name="verify" value="1" />
      <div class="actions"><button class="plain small">核对 ${entered.number} 的记录</button></div>
    </form>`,
  ]);
}

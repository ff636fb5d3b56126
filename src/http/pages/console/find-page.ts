import type { CaseListItem } from '../../../register/index.ts';
import { tableTime } from '../format.ts';
import { html, type Fragment, type Html } from '../html.ts';
import { consolePage, type ConsoleFrame } from '../layout.ts';
import {
  channelWords,
  classificationWords,
  departmentWords,
  outcomeWords,
  statusWords,
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
import type { CaseSearch } from './find-query.ts';
import { caseTags, currentLimit, panel, table } from './pieces.ts';

export interface FindPageState {
  cases: readonly CaseListItem[];
  search: CaseSearch;
  matters: readonly Choice[];
  /** Codes of the departments to choose from. */
  departments: readonly string[];
  /** The end of this page, when another follows. */
  last: Place | undefined;
  isFirst: boolean;
  now: Date;
  /** Absent: the list by filters; present: what the search by a document number found or refused. */
  byDocument?: { problem?: string | undefined };
}

const path = '/console/cases';
const limitChoices = [
  { value: 'near', name: '临近期限（含逾期）' },
  { value: 'overdue', name: '已逾期' },
];
const columns = ['编号', '事项', '申请人', '状态', '优先级', '时限', '承办部门', '收件'];

/** Cases that the person may see, newest first, and the ways to find one. */
export function findPage(frame: ConsoleFrame, state: FindPageState): Html {
  const { search, byDocument } = state;
  const isNarrowed = Object.values(search.entered).some(Boolean);
  const hasProblems = Object.keys(search.problems).length > 0;
  return consolePage(frame, '收件', [
    html`<div class="head"><h1>收件</h1></div>`,
    html`<section class="panel cds--tile" aria-label="查找收件">
      ${filterForm(path, mainFilters(state), moreFilters(state))} ${documentForm(frame.csrfToken, byDocument)}
    </section>`,
    panel('latest', byDocument ? '按证件号码查找的结果' : isNarrowed ? '查找结果' : '最近收件', [
      state.cases.length > 0
        ? caseTable(state.cases, state.now)
        : html`<p class="soft" ${(isNarrowed || byDocument) && html`role="status"`}>
            ${
              hasProblems || byDocument?.problem
                ? '请按提示改正后再查找。'
                : isNarrowed || byDocument
                  ? '没有找到相符的收件，或不在您可查看的范围内。'
                  : '暂无您可查看的收件。'
            }
          </p>`,
      pager(path, search.entered, { last: state.last, isFirst: state.isFirst, noun: '收件' }),
    ]),
  ]);
}

function caseTable(cases: readonly CaseListItem[], now: Date): Html {
  const rows = cases.map((found) => {
    const limit = currentLimit(found);
    return [
      html`<a class="keep" href="/console/cases/${found.id}">${found.number}</a>`,
      found.matterName,
      found.customerMasked,
      caseTags(found),
      found.priority,
      limit && html`<span class="${limit < now ? 'late' : ''}">${tableTime(limit)}</span>`,
      wordFor(departmentWords, found.departmentCode),
      `${tableTime(found.receivedAt)} · ${channelWords[found.channel]}`,
    ];
  });
  return table(columns, rows);
}

function mainFilters({ search: { entered, problems } }: FindPageState): Fragment {
  return [
    textFilter({
      name: 'number',
      label: '收件编号',
      value: entered.number,
      placeholder: '整个编号或开头',
      problem: problems.number,
    }),
    selectFilter(
      'state',
      '状态',
      [...choicesOf(statusWords), ...choicesOf(outcomeWords).map(asOutcome)],
      entered.state,
    ),
    selectFilter('limit', '时限', limitChoices, entered.limit),
  ];
}

function moreFilters({ search: { entered, problems }, matters, departments }: FindPageState) {
  const { matter, classification, department, channel, from, until } = entered;
  return {
    isOpen: [matter, classification, department, channel, from, until].some(Boolean),
    fields: [
      selectFilter('matter', '事项', matters, matter),
      selectFilter('classification', '分类', choicesOf(classificationWords), classification),
      departments.length > 1 &&
        selectFilter('department', '承办部门', choicesOf(departmentWords, [...departments]), department),
      selectFilter('channel', '渠道', choicesOf(channelWords), channel),
      textFilter({ name: 'from', label: '收件日期自', value: from, type: 'date', problem: problems.from }),
      textFilter({ name: 'until', label: '收件日期至', value: until, type: 'date', problem: problems.until }),
    ],
  };
}

function asOutcome({ value, name }: Choice): Choice {
  return { value, name: `已结束 · ${name}` };
}

/** The number goes in the body of a form and is never kept: neither in an address nor in the answer. */
function documentForm(csrfToken: string, byDocument: FindPageState['byDocument']): Html {
  const problem = byDocument?.problem;
  return html`<details ${byDocument && html`open`}>
    <summary>按客户证件号码查找</summary>
    <form method="post" action="${path}/by-document" autocomplete="off">
      <input type="hidden" name="csrf" value="${csrfToken}" />
      <div class="field">
        <label for="document-number">证件号码</label>
        <div class="search">
          <input
            id="document-number"
            type="search"
            name="documentNumber"
            required
            maxlength="40"
            aria-describedby="document-hint"
            ${problem && html`aria-invalid="true"`}
          />
          <button>查找</button>
        </div>
        ${problem && html`<p class="hint bad" role="alert">${problem}</p>`}
        <p class="hint" id="document-hint">
          申请人或代理人的完整证件号码。最多列出最近 50 件，查找将留存记录。
        </p>
      </div>
    </form>
  </details>`;
}

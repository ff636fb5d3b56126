import type { InquiryRecord } from '../../../register/index.ts';
import { tableTime } from '../format.ts';
import { html, type Fragment, type Html } from '../html.ts';
import { consolePage, type ConsoleFrame } from '../layout.ts';
import {
  channelWords,
  inquiryOutcomeWords,
  inquiryStatusWords,
  inquiryTopicWords,
  rolesText,
} from '../words.ts';
import { choicesOf, filterForm, pager, selectFilter, textFilter, type Place } from './filters.ts';
import { panel, table, tag } from './pieces.ts';

export interface InquiryListState {
  inquiries: readonly InquiryRecord[];
  entered: { status: string; limit: string; number: string };
  /** How far away each limit is, in the order of the rows. */
  limits: readonly Fragment[];
  last: Place | undefined;
  isFirst: boolean;
  mayEnter: boolean;
  problem?: string | undefined;
}

const limitChoices = [
  { value: 'near', name: '临近期限（含逾期）' },
  { value: 'overdue', name: '已逾期' },
];

/** Where a question stands, as a tag. */
export function inquiryTag({ status, outcome }: InquiryRecord): Html {
  if (outcome) return tag(inquiryOutcomeWords[outcome], outcome === 'unanswered' ? '' : 'good');
  return tag(inquiryStatusWords[status], status === 'received' ? 'warn' : 'blue');
}

/** Questions that the person may see, newest first. */
export function inquiryListPage(frame: ConsoleFrame, state: InquiryListState): Html {
  const { inquiries, entered, limits, last, isFirst } = state;
  const rows = inquiries.map((inquiry, index) => [
    html`<a class="keep" href="/console/inquiries/${inquiry.id}">${inquiry.number}</a>`,
    [inquiryTopicWords[inquiry.topic], inquiry.matterName && html`<br />${inquiry.matterName}`],
    inquiry.askerMasked,
    inquiryTag(inquiry),
    limits[index],
    inquiry.answerRole && rolesText([inquiry.answerRole]),
    `${tableTime(inquiry.receivedAt)} · ${channelWords[inquiry.channel]}`,
  ]);
  return consolePage(frame, '咨询', [
    html`<div class="head"><h1>咨询</h1></div>`,
    state.mayEnter &&
      html`<div class="actions before">
        <a class="button" href="/console/inquiries/new">登记咨询</a>
        <a class="button plain" href="/console/appointments">当天预约</a>
      </div>`,
    html`<section class="panel cds--tile" aria-label="查找咨询">
      ${filterForm('/console/inquiries', [
        selectFilter('status', '状态', choicesOf(inquiryStatusWords), entered.status),
        selectFilter('limit', '答复期限', limitChoices, entered.limit),
        textFilter({
          name: 'number',
          label: '咨询编号',
          value: entered.number,
          placeholder: '例如 ZX-20260305-0001',
          problem: state.problem,
        }),
      ])}
    </section>`,
    panel('list', entered.status || entered.limit ? '查找结果' : '最近咨询', [
      rows.length > 0
        ? table(['编号', '咨询内容', '咨询人', '状态', '答复期限', '答复岗位', '收到'], rows)
        : html`<p class="soft" role="status">没有相符的咨询。</p>`,
      pager('/console/inquiries', entered, { last, isFirst, noun: '咨询' }),
    ]),
  ]);
}

import { notificationStates, type OutboxItem } from '../../../register/index.ts';
import { deliveryErrorText } from '../delivery-words.ts';
import { tableTime } from '../format.ts';
import { html, type Fragment, type Html } from '../html.ts';
import { consolePage, type ConsoleFrame } from '../layout.ts';
import { noticeWords, notificationChannelWords, notificationWords, wordFor } from '../words.ts';
import { choicesOf, filterForm, pager, selectFilter, textFilter, type Place } from './filters.ts';
import { notificationTones } from './notices.ts';
import { panel, table, tag } from './pieces.ts';

const path = '/console/outbox';

export interface OutboxPageState {
  items: readonly OutboxItem[];
  entered: Readonly<Record<'state' | 'channel' | 'number', string>>;
  last: Place | undefined;
  isFirst: boolean;
  nameOf: (username: string) => string;
}

/** Every message to customers and staff, newest first. */
export function outboxPage(frame: ConsoleFrame, state: OutboxPageState): Html {
  const { items, entered, last, isFirst, nameOf } = state;
  const rows = items.map((item) => [
    html`<a class="keep" href="${path}/${item.id}">${tableTime(item.createdAt)}</a>`,
    subjectLink(item),
    html`<span class="keep">${wordFor(noticeWords, item.template)}</span>`,
    [
      `${notificationChannelWords[item.channel]} · `,
      html`<span class="keep">${receiverText(item, nameOf)}</span>`,
    ],
    [
      stateTag(item),
      item.attempts > 1 && html`<br /><span class="soft small">已尝试 ${item.attempts} 次</span>`,
    ],
    errorLine(item),
    endText(item),
  ]);
  return consolePage(frame, '通知', [
    html`<div class="head"><h1>通知</h1></div>
      <section class="panel cds--tile" aria-label="查找通知">
        ${filterForm(path, [
          textFilter({
            name: 'number',
            label: '收件或咨询编号',
            value: entered.number,
            placeholder: '整个编号',
          }),
          selectFilter('state', '状态', choicesOf(notificationWords, [...notificationStates]), entered.state),
          selectFilter('channel', '渠道', choicesOf(notificationChannelWords), entered.channel),
        ])}
      </section>`,
    panel('messages', '发出的通知', [
      rows.length > 0
        ? table(['时间', '编号', '通知', '收件人', '状态', '原因', '发送或送达'], rows)
        : html`<p class="soft">没有相符的通知。</p>`,
      pager(path, entered, { last, isFirst, noun: '通知' }),
    ]),
  ]);
}

/** The case or question that the message is about, with the way there. */
export function subjectLink({ caseId, caseNumber, inquiryId, inquiryNumber }: OutboxItem): Fragment {
  if (caseId) return html`<a class="keep" href="/console/cases/${caseId}">${caseNumber}</a>`;
  return inquiryId && html`<a class="keep" href="/console/inquiries/${inquiryId}">${inquiryNumber}</a>`;
}

export function receiverText(
  { recipient, addressMasked }: OutboxItem,
  nameOf: (username: string) => string,
): string {
  return recipient.startsWith('staff:') ? nameOf(recipient.slice('staff:'.length)) : addressMasked;
}

function endText({ sentAt, deliveredAt }: OutboxItem): Fragment {
  const at = deliveredAt ?? sentAt;
  return at && html`<span class="keep">${tableTime(at)}</span>`;
}

export function stateTag({ state }: OutboxItem): Html {
  return tag(notificationWords[state], notificationTones[state]);
}

/** Why it did not arrive, with the provider's code for those who look it up. */
export function errorLine({ errorCode }: OutboxItem): Fragment {
  return errorCode && [deliveryErrorText(errorCode), ' ', html`<span class="soft small">${errorCode}</span>`];
}

import type { NoticeHead, NotificationRecord } from '../../../register/index.ts';
import { tableTime } from '../format.ts';
import { html, type Fragment, type Html } from '../html.ts';
import { noticeWords, notificationChannelWords, notificationWords, wordFor } from '../words.ts';
import { panel, tag } from './pieces.ts';

/** The colour of a message's state. */
export const notificationTones = {
  planned: 'blue',
  sending: 'blue',
  sent: 'good',
  delivered: 'good',
  failed: 'bad',
  unknown: 'warn',
  notSent: 'warn',
} as const;

function delivery(message: NotificationRecord, nameOf: (username: string) => string): Html {
  const to = message.recipient.startsWith('staff:')
    ? nameOf(message.recipient.slice('staff:'.length))
    : message.addressMasked;
  const at = message.deliveredAt ?? message.sentAt;
  return html`<li class="small">
    ${notificationChannelWords[message.channel]} · ${to} ·
    ${tag(notificationWords[message.state], notificationTones[message.state])}
    <span class="soft">
      ${at && tableTime(at)} ${message.attempts > 1 && `已尝试 ${message.attempts} 次`}
      ${message.errorCode && `错误代码 ${message.errorCode}`}
    </span>
  </li>`;
}

/** Notices with their messages; the text as issued only after a reason was given. */
export function noticesPanel(
  notices: readonly (NoticeHead & { content: string })[],
  messages: readonly NotificationRecord[],
  isRevealed: boolean,
  nameOf: (username: string) => string,
): Html {
  const text = (content: string): Fragment =>
    isRevealed &&
    html`<details>
      <summary>查看通知原文</summary>
      <div class="letter">${content}</div>
    </details>`;
  return panel(
    'notices',
    '通知',
    notices.length === 0
      ? html`<p class="soft">尚未发出通知。</p>`
      : [
          html`<ul class="plain">
            ${notices.map(
              ({ id, template, number, issuedAt, content }) =>
                html`<li>
                  <strong>${wordFor(noticeWords, template)}</strong>
                  <span class="soft small">${number} · ${tableTime(issuedAt)}</span>
                  <ul class="inner">
                    ${messages
                      .filter(({ noticeId }) => noticeId === id)
                      .map((message) => delivery(message, nameOf))}
                  </ul>
                  ${text(content)}
                </li>`,
            )}
          </ul>`,
          !isRevealed && html`<p class="soft small">说明理由查看个人信息后，可在此查看通知原文。</p>`,
        ],
  );
}

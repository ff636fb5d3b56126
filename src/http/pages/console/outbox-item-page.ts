import { z } from 'zod';
import { hideSecrets } from '../../../notification/index.ts';
import type { MessageText, OutboxItem } from '../../../register/index.ts';
import { tableTime } from '../format.ts';
import { html, type Fragment, type Html } from '../html.ts';
import { consolePage, type ConsoleFrame } from '../layout.ts';
import { noticeWords, notificationChannelWords, wordFor } from '../words.ts';
import { errorLine, receiverText, stateTag, subjectLink } from './outbox-page.ts';
import { facts, panel } from './pieces.ts';

export interface OutboxItemState {
  nameOf: (username: string) => string;
  /** What was done. */
  done?: string | undefined;
  /** Why something was not done. */
  problem?: string | undefined;
  revealProblem?: string | undefined;
  /** The message in the clear, in the one answer that follows a stated reason. */
  revealed?: MessageText | undefined;
}

const letterSchema = z.object({ text: z.string() });

/** One message: how it went, what it says, and what a person can decide about it. */
export function outboxItemPage(frame: ConsoleFrame, item: OutboxItem, state: OutboxItemState): Html {
  const { done, problem, nameOf } = state;
  const title = wordFor(noticeWords, item.template);
  return consolePage(frame, title, [
    html`<p class="small"><a href="/console/outbox">通知</a></p>
      <div class="head">
        <h1>${title}</h1>
        <p class="number">${item.noticeNumber} ${stateTag(item)}</p>
      </div>`,
    done && html`<div class="note good" role="status"><p>${done}</p></div>`,
    problem && html`<div class="note bad" role="alert"><p>${problem}</p></div>`,
    html`<div class="columns">
      ${panel(
        'delivery',
        '发送情况',
        facts([
          ['编号', subjectLink(item)],
          ['渠道', notificationChannelWords[item.channel]],
          ['收件人', receiverText(item, nameOf)],
          ['建立', tableTime(item.createdAt)],
          ['已尝试', item.attempts > 0 && `${item.attempts} 次`],
          ['原因', errorLine(item)],
          ['发送', item.sentAt && tableTime(item.sentAt)],
          ['送达', item.deliveredAt && tableTime(item.deliveredAt)],
        ]),
      )}
      ${decisionPanel(frame.csrfToken, item)}
    </div>`,
    previewPanel(frame.csrfToken, item, state),
  ]);
}

function decisionPanel(csrfToken: string, { id, state, channel }: OutboxItem): Html {
  const form = (decision: string, label: string, tone = 'plain') =>
    html`<form method="post" action="/console/outbox/${id}/decision">
      <input type="hidden" name="csrf" value="${csrfToken}" />
      <input type="hidden" name="decision" value="${decision}" />
      <button class="${tone}">${label}</button>
    </form>`;
  const body: Readonly<Partial<Record<OutboxItem['state'], Fragment>>> = {
    failed: [
      html`<p>请先核对联系方式，如有误，在案卷中更正后再重发。重发将发往案卷中现在的地址。</p>`,
      html`<div class="actions">${form('retry', '重新发送', '')}</div>`,
    ],
    notSent: [
      html`<p>
        ${channel === 'sms' ? '短信服务未配置，这条短信没有发往手机。配置后可以重发。' : '这封邮件没有发出。'}
      </p>`,
      html`<div class="actions">${form('retry', '重新发送')}</div>`,
    ],
    unknown: [
      html`<p>系统无法确定客户是否收到。请联系客户核实，再选择：</p>`,
      html`<div class="actions">
        ${form('hasArrived', '已收到', '')} ${form('sendAgain', '未收到，重新发送')}
        ${form('hasNotArrived', '未收到，不再发送')}
      </div>`,
    ],
  };
  return panel(
    'decision',
    '处理',
    body[state] ??
      html`<p class="soft">
        ${state === 'delivered' || state === 'sent' ? '无需处理。' : '系统正在发送，无需处理。'}
      </p>`,
  );
}

function previewPanel(csrfToken: string, { id }: OutboxItem, state: OutboxItemState): Html {
  const { revealed, revealProblem } = state;
  if (revealed)
    return panel('preview', '内容', [
      html`<div class="note warn" role="status">
        <p>正在显示个人信息，查看记录已留存。请勿截图或转发，离开本页后须重新说明理由。</p>
      </div>`,
      facts([
        ['地址', revealed.address],
        ['主题', revealed.subject],
      ]),
      html`<div class="letter after">${bodyText(revealed)}</div>`,
    ]);
  return panel('preview', '内容', [
    revealProblem && html`<div class="note bad" role="alert"><p>${revealProblem}</p></div>`,
    html`<form method="post" action="/console/outbox/${id}/preview" autocomplete="off">
      <input type="hidden" name="csrf" value="${csrfToken}" />
      <div class="field">
        <label for="reason">查看理由（必填，将留存记录）</label>
        <input
          id="reason"
          type="text"
          name="reason"
          required
          minlength="2"
          maxlength="200"
          aria-describedby="reason-hint"
        />
        <p class="hint" id="reason-hint">例如：客户询问通知内容。请勿填写姓名、电话、证件号码。</p>
      </div>
      <div class="actions"><button class="plain">查看内容</button></div>
    </form>`,
  ]);
}

/** The text of an SMS, and of an e-mail its plain part; nothing in it opens the case. */
function bodyText({ subject, body }: MessageText): string {
  return hideSecrets(subject === null ? body : letterSchema.parse(JSON.parse(body)).text);
}

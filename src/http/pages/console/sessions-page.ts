import type { SessionRecord } from '../../../register/index.ts';
import { tableTime } from '../format.ts';
import { html, type Html } from '../html.ts';
import { consolePage, type ConsoleFrame } from '../layout.ts';
import { panel, table, tag } from './pieces.ts';

/** Where a person is logged in, and the way to end it. */
export function sessionsPage(
  frame: ConsoleFrame,
  sessions: readonly SessionRecord[],
  done: string | undefined,
): Html {
  const rows = sessions.map(({ id, createdAt, lastUsedAt, expiresAt, isCurrent }) => [
    [tableTime(createdAt), isCurrent && [' ', tag('本次登录', 'blue')]],
    lastUsedAt ? tableTime(lastUsedAt) : html`<span class="soft">未使用</span>`,
    tableTime(expiresAt),
    html`<form method="post" action="/console/sessions/${id}/end">
      <input type="hidden" name="csrf" value="${frame.csrfToken}" />
      ${
        isCurrent
          ? html`<button class="small plain">退出</button>`
          : html`<button class="small plain" aria-label="结束 ${tableTime(createdAt)} 的登录">结束</button>`
      }
    </form>`,
  ]);
  return consolePage(frame, '我的登录', [
    html`<div class="head"><h1>我的登录</h1></div>`,
    done && html`<div class="note good" role="status"><p>${done}</p></div>`,
    panel('sessions', '进行中的登录', [
      table(['登录时间', '最近使用', '到期', '操作'], rows),
      html`<p class="soft small after">
        登录最长十二小时。如有不是您本人的登录，请立即结束，并请系统管理员更换密码。
      </p>`,
    ]),
  ]);
}

import type { StaffListItem } from '../../../register/index.ts';
import { tableTime } from '../format.ts';
import { html, type Html } from '../html.ts';
import { consolePage, type ConsoleFrame } from '../layout.ts';
import { rolesText } from '../words.ts';
import { panel, table, tag } from './pieces.ts';

export interface StaffPageState {
  staff: readonly StaffListItem[];
  /** Running sessions by staff id; absent for readers who may not end them. */
  sessions: ReadonlyMap<string, number> | undefined;
  done?: string | undefined;
}

/** Everybody with an account, without contacts. Accounts are kept elsewhere: nothing is changed here. */
export function staffPageOf(frame: ConsoleFrame, { staff, sessions, done }: StaffPageState): Html {
  const rows = staff.map((member) => {
    const { id, displayName, username, groups, lastLoginAt } = member;
    const departments = groups.filter((group) => group.startsWith('department-'));
    const count = sessions?.get(id) ?? 0;
    return [
      displayName,
      username,
      rolesText(groups.filter((group) => !departments.includes(group))),
      rolesText(departments),
      stateTag(member),
      lastLoginAt && tableTime(lastLoginAt),
      ...(sessions ? [count > 0 && endForm(frame.csrfToken, member, count)] : []),
    ];
  });
  const columns = [
    '姓名',
    '用户名',
    '岗位',
    '部门',
    '状态',
    '上次登录',
    ...(sessions ? ['进行中的登录'] : []),
  ];
  return consolePage(frame, '人员', [
    html`<div class="head"><h1>人员</h1></div>`,
    done && html`<div class="note good" role="status"><p>${done}</p></div>`,
    panel('staff', '工作人员', [
      table(columns, rows),
      html`<p class="soft small after">
        账号、岗位和部门由系统管理员维护，此处只供查看。登录连续失败五次后，账号锁定十五分钟。
      </p>`,
    ]),
  ]);
}

function stateTag({ isActive, lockedUntil }: StaffListItem): Html {
  if (!isActive) return tag('已停用');
  return lockedUntil ? tag(`锁定至 ${tableTime(lockedUntil)}`, 'bad') : tag('启用', 'good');
}

function endForm(csrfToken: string, { id, displayName }: StaffListItem, count: number): Html {
  return html`<form method="post" action="/console/staff/${id}/sessions/end">
    <input type="hidden" name="csrf" value="${csrfToken}" />
    <button class="small plain" aria-label="结束 ${count} 个登录：${displayName}">
      结束 ${count} 个登录
    </button>
  </form>`;
}

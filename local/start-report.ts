import type { SampleAccount } from './accounts.ts';

/** What `npm start` says at the end: where to click, and who can log in. */
export function startReport(
  addresses: { publicUrl: string; tasklistUrl: string; operateUrl: string; mailFolder: string },
  accounts: readonly SampleAccount[],
  seconds: number,
): string {
  const links: [string, string][] = [
    ['工作台', `${addresses.publicUrl}/console`],
    ['待办任务 Tasklist', addresses.tasklistUrl],
    ['流程监控 Operate', addresses.operateUrl],
    ['发出的邮件', addresses.mailFolder],
  ];
  const people = accounts.map(({ username, displayName, roles }): [string, string, string] => [
    username,
    displayName,
    roles.join(', '),
  ]);
  return [
    '',
    `收件受理已就绪，用时 ${seconds.toFixed(0)} 秒。请在浏览器打开 ${addresses.publicUrl}`,
    '',
    ...table(links),
    '',
    '登录账号（工作台、Tasklist、Operate 通用，密码均为 demo）：',
    ...table(people),
    '',
    '按 Ctrl-C 停止；清空数据：npm run reset',
  ].join('\n');
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? ''))));
  return rows.map((row) => {
    const cells = row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell)));
    return `  ${cells.join('  ').trimEnd()}`;
  });
}

/** Columns on a terminal: a Chinese character takes two. */
function width(text: string): number {
  return [...text].reduce((sum, character) => sum + (character > '\u2e7f' ? 2 : 1), 0);
}

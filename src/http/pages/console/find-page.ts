import type { CaseListItem } from '../../../register/index.ts';
import { tableTime } from '../format.ts';
import { html, type Html } from '../html.ts';
import { consolePage, type ConsoleFrame } from '../layout.ts';
import { channelWords, departmentWords, wordFor } from '../words.ts';
import { caseTags, currentLimit, panel, table } from './pieces.ts';

/** Start of the console: find a case by its number, and the latest ones the person may see. */
export function findPage(
  frame: ConsoleFrame,
  cases: readonly CaseListItem[],
  { problem, older }: { problem?: string | undefined; older?: string | undefined },
  now: Date,
): Html {
  const rows = cases.map((found) => {
    const limit = currentLimit(found);
    return [
      html`<a href="/console/cases/${found.id}">${found.number}</a>`,
      found.matterName,
      found.customerMasked,
      caseTags(found),
      found.priority,
      limit && html`<span class="${limit < now ? 'late' : ''}">${tableTime(limit)}</span>`,
      wordFor(departmentWords, found.departmentCode),
      `${tableTime(found.receivedAt)} · ${channelWords[found.channel]}`,
    ];
  });
  return consolePage(frame, '收件', [
    html`<div class="head"><h1>收件</h1></div>
      <section class="panel">
        <form method="get" action="/console/cases" role="search">
          <div class="field">
            <label for="number">收件编号</label>
            <div class="search">
              <input
                id="number"
                type="search"
                name="number"
                required
                maxlength="40"
                autocomplete="off"
                placeholder="例如 20260305-GYS-0001"
              />
              <button>查找</button>
            </div>
          </div>
        </form>
        ${problem && html`<div class="note warn" role="alert"><p>${problem}</p></div>`}
      </section>`,
    panel('latest', '最近收件', [
      rows.length > 0
        ? table(['编号', '事项', '申请人', '状态', '优先级', '时限', '承办部门', '收件'], rows)
        : html`<p class="soft">暂无您可查看的收件。</p>`,
      older && html`<p class="after"><a href="/console/cases?before=${older}">更早的收件</a></p>`,
    ]),
  ]);
}

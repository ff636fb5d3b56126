import type { CirculationHopRecord, StepRecord, SupplementRoundRecord } from '../../../register/index.ts';
import { tableTime } from '../format.ts';
import { html, type Html } from '../html.ts';
import { decisionWords, departmentWords, hopWords, reasonWords, supplementWords, wordFor } from '../words.ts';
import { panel, table, tag } from './pieces.ts';

/** Who decided what, when and why (审核记录). An answer that was asked again stays visible. */
export function stepsPanel(steps: readonly StepRecord[], nameOf: (username: string) => string): Html {
  const rows = steps.map((step) => [
    tableTime(step.decidedAt),
    [step.name, step.occurrence > 1 && html` <span class="soft small">第 ${step.occurrence} 次</span>`],
    nameOf(step.decidedBy),
    step.isValid
      ? wordFor(decisionWords, step.decision)
      : [wordFor(decisionWords, step.decision), ' ', tag('填写有误，已退回', 'warn')],
    wordFor(reasonWords, step.reasonCode),
    step.note,
  ]);
  return panel(
    'steps',
    '经办记录',
    rows.length > 0
      ? table(['时间', '环节', '经办人', '结论', '原因', '备注'], rows)
      : html`<p class="soft">尚无经办记录。</p>`,
  );
}

/** Every supplement round with all it asked for (一次性告知). */
export function supplementsPanel(rounds: readonly SupplementRoundRecord[]): Html | undefined {
  if (rounds.length === 0) return undefined;
  const rows = rounds.map((round) => [
    `第 ${round.round} 次`,
    round.items.map(({ name, problem }) => html`${name}：${problem}<br />`),
    tableTime(round.issuedAt),
    tableTime(round.dueAt),
    [
      tag(
        supplementWords[round.status],
        round.status === 'received' ? 'good' : round.status === 'waiting' ? 'warn' : '',
      ),
      round.receivedAt && html`<br /><span class="soft small">${tableTime(round.receivedAt)}</span>`,
    ],
  ]);
  return panel('supplements', '补正', table(['次数', '需补正的资料', '告知时间', '期限', '状态'], rows));
}

/** The circulation slip (收件流转单, clause 2.4.2). */
export function circulationPanel(
  hops: readonly CirculationHopRecord[],
  nameOf: (username: string) => string,
): Html | undefined {
  if (hops.length === 0) return undefined;
  const rows = hops.map((hop) => [
    hop.hop,
    wordFor(departmentWords, hop.departmentCode),
    `${nameOf(hop.handedOverBy)} · ${tableTime(hop.handedOverAt)}`,
    hop.receivedBy && hop.receivedAt && `${nameOf(hop.receivedBy)} · ${tableTime(hop.receivedAt)}`,
    [hop.originals !== null && `原件 ${hop.originals} `, hop.copies !== null && `复印件 ${hop.copies}`],
    [
      tag(
        hopWords[hop.status],
        hop.status === 'received' ? 'good' : hop.status === 'notReceived' ? 'bad' : 'warn',
      ),
      hop.reasonCode && html`<br /><span class="small">${wordFor(reasonWords, hop.reasonCode)}</span>`,
    ],
    hop.note,
  ]);
  return panel(
    'circulation',
    '流转单',
    table(['序号', '接收部门', '移交', '签收', '份数', '状态', '备注'], rows),
  );
}

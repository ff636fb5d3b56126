import type { CaseRecord } from '../../../register/index.ts';
import { html, type Fragment, type Html } from '../html.ts';
import type { Diagram } from './diagram-data.ts';
import { panel, tag } from './pieces.ts';

/** Where the case's process stands: in words, and drawn by a script where scripts run. None for a closed case. */
export function diagramPanel(found: CaseRecord, diagrams: readonly Diagram[] | undefined): Fragment {
  if (found.status === 'closed') return null;
  if (!diagrams)
    return panel(
      'progress',
      '流程进度',
      html`<p class="soft">暂时读不到流程引擎，无法显示当前环节。办理情况见下方记录，请稍后刷新。</p>`,
    );
  const places = diagrams.flatMap((diagram) => diagram.places);
  if (places.length === 0)
    return panel(
      'progress',
      '流程进度',
      html`<p class="soft">
        ${
          found.processInstanceKey === null
            ? '流程即将启动，请稍后刷新。'
            : '流程中没有进行中的环节。刚完成一步时请稍后刷新；一直如此的，请主管在“异常流程”中处理。'
        }
      </p>`,
    );
  return panel('progress', '流程进度', [
    html`<p>当前环节：${placesText(diagrams)}</p>`,
    html`<link rel="stylesheet" href="/assets/diagram-js.css" />
      <div id="diagrams" class="diagrams" data-source="/console/cases/${found.id}/diagrams.json" hidden></div>
      <script type="module" src="/assets/diagram.js"></script>`,
  ]);
}

function placesText(diagrams: readonly Diagram[]): Html[] {
  return diagrams
    .flatMap(({ places }) => places)
    .map(
      ({ process, name, hasIncident }, index) =>
        html`${index > 0 && '；'}<strong>${process} · ${name}</strong
          >${hasIncident && [' ', tag('故障', 'bad')]}`,
    );
}

import type { Matter, MatterCatalogue, RequiredMaterial } from '../../../matters/index.ts';
import { customerTypes } from '../../../register/index.ts';
import { html, type Html } from '../html.ts';
import { consolePage, type ConsoleFrame } from '../layout.ts';
import { customerTypeWords, departmentWords, wordFor } from '../words.ts';
import { facts, panel, table, tag } from './pieces.ts';

/** Whether the tables are those that new cases get; undefined when the engine cannot be asked. */
export type DeploymentState = 'same' | 'different' | undefined;

const formWords = { original: '原件', copy: '复印件', any: '原件或复印件' } as const;
const natureWords = { routine: '常规', special: '特殊' } as const;
const path = '/console/matters';

/** What the window receives, as the decision tables have it. */
export function mattersPage(frame: ConsoleFrame, matters: MatterCatalogue, deployed: DeploymentState): Html {
  const rows = matters
    .list('zh-CN')
    .map((matter) => [
      html`<a href="${path}/${matter.code}">${matter.name}</a>`,
      wordFor(departmentWords, matter.departmentCode),
      [
        tag(natureWords[matter.nature], matter.nature === 'special' ? 'warn' : ''),
        ' ',
        matter.isSensitive && tag('敏感', 'warn'),
      ],
      matter.canBeUrgent ? '可以' : '不可',
      workingDays(matter.decisionDays),
      workingDays(matter.handlingDays),
      workingDays(matter.supplementDays),
    ]);
  return consolePage(frame, '事项', [
    html`<div class="head"><h1>事项</h1></div>`,
    panel('matters', '受理事项', [
      table(['事项', '承办部门', '性质', '加急', '受理期限', '办结期限', '补正期限'], rows),
      versionNote(matters, deployed),
    ]),
  ]);
}

/** One matter: its limits, and what it asks for from whom. */
export function matterPage(
  frame: ConsoleFrame,
  matters: MatterCatalogue,
  matter: Matter,
  deployed: DeploymentState,
): Html {
  const { code } = matter;
  return consolePage(frame, matter.name, [
    html`<p class="small"><a href="${path}">事项</a></p>
      <div class="head">
        <h1>${matter.name}</h1>
        <p class="number">${matter.nameEn} · ${code}</p>
      </div>`,
    panel('limits', '期限与要求', [
      facts([
        ['承办部门', wordFor(departmentWords, matter.departmentCode)],
        ['性质', natureWords[matter.nature]],
        ['涉及敏感信息', matter.isSensitive ? '是' : '否'],
        ['客户可请求加急', matter.canBeUrgent ? '是' : '否'],
        ['受理期限', workingDays(matter.decisionDays)],
        ['办结期限', `受理后 ${workingDays(matter.handlingDays)}`],
        ['补正期限', workingDays(matter.supplementDays)],
        ['评价期限', workingDays(matter.surveyDays)],
        ['编号前缀', matter.prefix],
      ]),
      versionNote(matters, deployed),
    ]),
    customerTypes.map((type) =>
      materialsPanel(type, customerTypeWords[type], {
        own: matters.materialsFor(code, type, false),
        withAgent: matters.materialsFor(code, type, true),
      }),
    ),
  ]);
}

function materialsPanel(
  id: string,
  customer: string,
  { own, withAgent }: Record<'own' | 'withAgent', readonly RequiredMaterial[]>,
): Html | undefined {
  if (withAgent.length === 0) return undefined;
  const ownCodes = new Set(own.map(({ code }) => code));
  const rows = withAgent.map((material) => [
    [html`<strong>${material.name}</strong>`, ' ', !ownCodes.has(material.code) && tag('代理人办理时')],
    material.isRequired ? '必交' : tag('可容缺', 'blue'),
    `${formWords[material.form]} ${material.copies} 份`,
    [material.needsSignature && '签字', material.needsSeal && '盖章'].filter(Boolean).join('、') || '无',
    material.standard,
  ]);
  return panel(
    `materials-${id}`,
    `${customer}应交资料`,
    table(['资料', '要求', '形式与份数', '签章', '受理标准'], rows),
  );
}

function versionNote({ versions }: MatterCatalogue, deployed: DeploymentState): Html {
  const tables = `办事指南 ${versions.matter} · 应交资料 ${versions.requiredMaterials}`;
  const state = {
    same: '与流程引擎中的最新版本一致。',
    different: '流程引擎中的最新版本与此不同，请联系系统管理员重新部署。',
  };
  return html`<p class="soft small after">
    模型版本：${tables}。${deployed ? state[deployed] : '流程引擎暂时无法访问，未能核对版本。'}
  </p>`;
}

function workingDays(days: number): string {
  return `${days} 个工作日`;
}

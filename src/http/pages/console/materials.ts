import type { DocumentRecord, MaterialRecord } from '../../../register/index.ts';
import { sizeText, tableTime } from '../format.ts';
import { html, type Fragment, type Html } from '../html.ts';
import { materialFormWords, verdictWords } from '../words.ts';
import { panel, table, tag } from './pieces.ts';

const mediaTypeWords: Readonly<Record<string, string>> = {
  'application/pdf': 'PDF',
  'image/png': 'PNG 图片',
  'image/jpeg': 'JPEG 图片',
};

function documentLink(
  document: DocumentRecord,
  isRevealed: boolean,
  nameOf: (username: string) => string,
): Html {
  const kind = mediaTypeWords[document.mediaType] ?? '文件';
  const view = document.mediaType === 'application/pdf' ? '/view' : '';
  return html`<a href="/console/documents/${document.id}${view}" target="_blank" rel="noopener"
      >${isRevealed ? document.fileName : kind}</a
    >
    <span class="soft small"
      >${sizeText(document.size)} · ${tableTime(document.uploadedAt)} · ${nameOf(document.uploadedBy)}</span
    ><br />`;
}

function counts({ originals, copies, pages }: MaterialRecord): string {
  return [`原件 ${originals}`, `复印件 ${copies}`, pages === null ? '' : `${pages} 页`]
    .filter(Boolean)
    .join(' · ');
}

/** Materials handed in, with verdicts and scans. File names may hold names: they show with a reason only. */
export function materialsPanel(
  materials: readonly MaterialRecord[],
  documents: readonly DocumentRecord[],
  isRevealed: boolean,
  nameOf: (username: string) => string,
  uploadForm: Fragment,
): Html {
  const handIns = new Set(materials.map(({ code, round }) => `${code}:${round}`));
  const others = documents.filter(({ materialCode, round }) => !handIns.has(`${materialCode}:${round}`));
  const rows = materials.map((material) => [
    [
      html`<strong>${material.name}</strong>`,
      material.round > 0 && [' ', tag(`第 ${material.round} 次补正`)],
      material.nature && html`<br /><span class="soft small">性质：${material.nature}</span>`,
      material.importance && html`<br /><span class="soft small">重要程度：${material.importance}</span>`,
    ],
    `${materialFormWords[material.form]} · ${counts(material)}`,
    [
      material.isSigned && tag('已签字', 'good'),
      ' ',
      material.isSealed && tag('已盖章', 'good'),
      !material.isSigned && !material.isSealed && html`<span class="soft">无</span>`,
    ],
    material.verdict
      ? [
          tag(verdictWords[material.verdict], material.verdict === 'ok' ? 'good' : 'bad'),
          material.verdictReason && html`<br /><span class="small">${material.verdictReason}</span>`,
        ]
      : html`<span class="soft">待核对</span>`,
    documents
      .filter(({ materialCode, round }) => materialCode === material.code && round === material.round)
      .map((document) => documentLink(document, isRevealed, nameOf)),
  ]);
  return panel('materials', '资料', [
    rows.length > 0
      ? table(['资料', '形式与份数', '签章', '核对结论', '扫描件'], rows)
      : html`<p class="soft">尚未登记资料。</p>`,
    others.length > 0 &&
      html`<h3>其他文件</h3>
        ${others.map((document) => documentLink(document, isRevealed, nameOf))}`,
    uploadForm,
  ]);
}

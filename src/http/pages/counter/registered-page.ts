import type {
  CaseRecord,
  DocumentRecord,
  MaskedParty,
  MaterialRecord,
  OpenCase,
} from '../../../register/index.ts';
import { facts, panel } from '../console/pieces.ts';
import { momentText } from '../format.ts';
import { html, type Html } from '../html.ts';
import { consolePage, type ConsoleFrame } from '../layout.ts';
import { channelWords } from '../words.ts';
import { duplicateWarning } from './known-panel.ts';

interface RegisteredCase {
  found: CaseRecord;
  parties: readonly MaskedParty[];
  materials: readonly MaterialRecord[];
  documents: readonly DocumentRecord[];
  /** Other open cases of the same customer and matter. */
  siblings: readonly OpenCase[];
}

/** What comes after a registration: the number, the prints, the way to corrections and to the next customer. */
export function registeredPage(
  frame: ConsoleFrame,
  { found, parties, materials, documents, siblings }: RegisteredCase,
): Html {
  const file = `/console/cases/${found.id}`;
  const nameOf = (role: MaskedParty['role']) => parties.find((party) => party.role === role)?.nameMasked;
  return consolePage(frame, `已登记 ${found.number}`, [
    html`<link rel="stylesheet" href="/assets/counter.css" />
      <div class="head">
        <h1>已登记</h1>
        <p class="case-number">${found.number}</p>
      </div>`,
    duplicateWarning(siblings, '请核对是否重复。'),
    panel('registered', found.matterName, [
      facts([
        ['客户', nameOf('customer')],
        ['代理人', nameOf('agent')],
        ['收到时间', momentText(found.receivedAt)],
        ['收件方式', channelWords[found.channel]],
        ['资料', `${materials.length} 项，附件 ${documents.length} 个`],
      ]),
      html`<div class="actions after">
        <a class="button" href="${file}/print/receipt" target="_blank" rel="noopener" accesskey="p" autofocus
          >打印收件回执</a
        >
        <a class="button plain" href="${file}/print/sheet" target="_blank" rel="noopener">打印收件登记表</a>
        <a class="button plain" href="/console/counter" accesskey="n">登记下一件</a>
      </div>`,
    ]),
    html`<p class="small">
      <a href="${file}">打开案卷</a> · <a href="${file}#corrections">登记有误？在案卷中更正</a>（原值保留）
    </p>`,
  ]);
}

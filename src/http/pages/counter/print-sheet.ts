import {
  longTerm,
  type AuthorisationInput,
  type CaseRecord,
  type DocumentRecord,
  type EntryChangeRecord,
  type MaterialRecord,
  type PartyInput,
} from '../../../register/index.ts';
import { entryLabel } from '../console/entry-fields.ts';
import { momentText, tableTime } from '../format.ts';
import { html, type Fragment, type Html } from '../html.ts';
import {
  channelWords,
  customerTypeWords,
  documentTypeWords,
  materialFormWords,
  scopeWords,
} from '../words.ts';
import { printDay, printFacts, printPage, printTable, signatures } from './print-frame.ts';

/** Everything that stands on the register sheet. */
export interface Sheet {
  found: CaseRecord;
  parties: readonly PartyInput[];
  authorisation: AuthorisationInput | null;
  reason: string | null;
  /** As handed in at registration. */
  materials: readonly MaterialRecord[];
  documents: readonly DocumentRecord[];
  changes: readonly EntryChangeRecord[];
  registeredBy: string | undefined;
  nameOf: (username: string) => string;
  /** Leads staff to the case file. */
  picture: Html;
}

const roleTitles = { customer: '客户', agent: '代理人' } as const;

/** The register sheet (收件登记表, clause 2.2.2) for the file, persons in the clear. */
export function sheetPage(sheet: Sheet): Html {
  const { found, parties, authorisation, materials, documents, changes } = sheet;
  return printPage({
    title: `收件登记表 ${found.number}`,
    language: 'zh-CN',
    back: `/console/cases/${found.id}`,
    body: [
      html`<div class="title">
        <h1>收件登记表</h1>
        ${sheet.picture}
      </div>`,
      printFacts([
        ['收件编号', html`<strong>${found.number}</strong>`],
        ['收件日期', momentText(found.receivedAt)],
        ['办理事项', found.matterName],
        ['收件方式', channelWords[found.channel]],
        ['客户请求加急', found.isUrgentRequested ? '是' : '否'],
        ['通知语言', found.language === 'en' ? 'English' : '中文'],
        ['登记人', sheet.registeredBy ?? '客户自助提交'],
        ['个人信息处理说明', `已同意 ${found.consentVersion} 版`],
      ]),
      parties.map((party) => [
        html`<h2>${roleTitles[party.role]}（${customerTypeWords[party.type]}）</h2>`,
        printFacts(partyFacts(party)),
      ]),
      authorisation && [
        html`<h2>授权委托</h2>`,
        printFacts([
          ['委托人', authorisation.principalName],
          ['委托范围', scopeWords[authorisation.scope]],
          ['授权起始日', printDay(authorisation.validFrom, '', 'zh-CN')],
          ['授权截止日', printDay(authorisation.validUntil, '长期', 'zh-CN')],
        ]),
      ],
      html`<h2>收件事由</h2>
        <p class="reason">${sheet.reason}</p>
        <h2>资料清单</h2>`,
      materials.length > 0
        ? printTable(
            '资料清单',
            [
              '序号',
              '资料名称',
              '形式',
              '原件',
              '复印件',
              '页数',
              '签字',
              '盖章',
              '性质',
              '重要程度',
              '附件',
            ],
            materials.map((material, index) => [
              index + 1,
              material.name,
              materialFormWords[material.form],
              material.originals,
              material.copies,
              material.pages ?? '',
              material.isSigned ? '是' : '',
              material.isSealed ? '是' : '',
              material.nature,
              material.importance,
              documents.filter(({ materialCode, round }) => materialCode === material.code && round === 0)
                .length || '',
            ]),
          )
        : html`<p>未提交资料。</p>`,
      changes.length > 0 && [
        html`<h2>登记更正</h2>`,
        printTable(
          '登记更正',
          ['栏目', '理由', '更正人', '时间'],
          changes.map(({ subject, field, reason, changedBy, changedAt }) => [
            entryLabel(subject, field),
            reason,
            sheet.nameOf(changedBy),
            tableTime(changedAt),
          ]),
        ),
      ],
      signatures(['登记人（签字）', '核对人（签字）', '客户（签字）', '日期']),
    ],
  });
}

function partyFacts(party: PartyInput): (readonly [string, Fragment])[] {
  const { name, documentType, documentNumber } = party;
  return [
    ['姓名或名称', name],
    ['证件', `${documentTypeWords[documentType]} ${documentNumber}`],
    ['证件有效期', validity(party)],
    ['联系电话', party.phone],
    ['电子邮箱', party.email],
    ['联系地址', party.address],
  ];
}

function validity({ documentValidFrom, documentValidUntil }: PartyInput): string {
  const from = printDay(documentValidFrom, '', 'zh-CN');
  const until = documentValidUntil === longTerm ? '长期' : printDay(documentValidUntil, '', 'zh-CN');
  return [from && `自 ${from}`, until && until !== '长期' ? `至 ${until}` : until].filter(Boolean).join(' ');
}

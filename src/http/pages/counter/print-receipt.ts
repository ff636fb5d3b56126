import type { Office } from '../../../notification/index.ts';
import {
  querySecretText,
  type CaseRecord,
  type MaterialRecord,
  type PartyInput,
} from '../../../register/index.ts';
import { momentText } from '../format.ts';
import { html, type Html } from '../html.ts';
import { printFacts, printPage, printTable, signatures } from './print-frame.ts';
import { receiptTexts } from './receipt-texts.ts';

/** Everything on a receipt that is not in `found`. */
export interface Receipt {
  found: CaseRecord;
  parties: readonly PartyInput[];
  documentMasked: string;
  /** As handed in at registration. */
  materials: readonly MaterialRecord[];
  /** Names in the customer's language. */
  matterName: string;
  channelName: string;
  materialName: (material: MaterialRecord) => string;
  /** Of the receipt as it was sent, when it was. */
  noticeNumber: string | undefined;
  /** Of the member of staff; undefined for a customer's own entry. */
  receivedBy: string | undefined;
  decisionDueAt: Date;
  secret: string | undefined;
  progress: { address: string; picture: Html };
  office: Office;
}

/** The receipt of materials (收件回执) in the customer's language, for the customer's hand. */
export function receiptPage(receipt: Receipt): Html {
  const { found, parties, materials, secret, office, progress } = receipt;
  const { language } = found;
  const texts = receiptTexts(language);
  const nameOf = (role: PartyInput['role']) => parties.find((party) => party.role === role)?.name;
  const { officeName, officeAddress, officeHours } = office[language];
  const agent = nameOf('agent');
  return printPage({
    title: `${texts.title} ${found.number}`,
    language,
    back: `/console/cases/${found.id}`,
    body: [
      html`<h1>${texts.title}</h1>`,
      printFacts([
        [texts.caseNumber, html`<strong>${found.number}</strong>`],
        [texts.noticeNumber, receipt.noticeNumber ?? '—'],
        [texts.matter, receipt.matterName],
        [texts.receivedAt, momentText(found.receivedAt, language)],
        [texts.applicant, nameOf('customer')],
        [texts.document, receipt.documentMasked],
        ...(agent ? ([[texts.agent, agent]] as const) : []),
        [texts.channel, receipt.channelName],
        [texts.receivedBy, receipt.receivedBy ?? texts.self],
      ]),
      html`<h2>${texts.listTitle}</h2>`,
      materials.length > 0
        ? printTable(
            texts.listTitle,
            texts.columns,
            materials.map((material, index) => [
              index + 1,
              receipt.materialName(material),
              texts.forms[material.form],
              material.originals,
              material.copies,
              material.pages ?? '',
            ]),
          )
        : html`<p>${texts.nothing}</p>`,
      html`<p>
          <strong>${texts.notAcceptance}</strong>
          ${texts.decisionBy(momentText(receipt.decisionDueAt, language))}
        </p>
        <div class="query">
          ${progress.picture}
          <div>
            <p>${texts.progress}<br /><span class="address">${progress.address}</span></p>
            ${
              secret &&
              html`<p>${texts.secret} <strong class="secret">${querySecretText(secret)}</strong></p>
                <p>${texts.secretHint}</p>`
            }
          </div>
        </div>`,
      printFacts([
        [texts.window, `${officeName} · ${officeAddress}`],
        [texts.hours, officeHours],
        [texts.phone, office.officePhone],
        [texts.supervision, office.supervisionPhone],
      ]),
      signatures(texts.signatures),
    ],
  });
}

import {
  longTerm,
  type AuthorisationInput,
  type MaskedParty,
  type PartyInput,
} from '../../../register/index.ts';
import { html, type Fragment, type Html } from '../html.ts';
import { customerTypeWords, documentTypeWords, scopeWords } from '../words.ts';
import { facts, panel } from './pieces.ts';

const roleNames = { customer: '申请人', agent: '代理人' } as const;

/** What a person saw after giving a reason; lives for one answer only. */
export interface Revealed {
  parties: readonly PartyInput[];
  authorisation: AuthorisationInput | null;
  caseReason: string | null;
}

function validity(from: string | null | undefined, until: string | null | undefined): string {
  const end = until === longTerm ? '长期' : until ? `至 ${until}` : '';
  return [from && `自 ${from}`, end].filter(Boolean).join(' ');
}

function maskedFacts(party: MaskedParty): Html {
  return facts([
    ['姓名或名称', party.nameMasked],
    ['类型', customerTypeWords[party.type]],
    ['证件', `${documentTypeWords[party.documentType]} ${party.documentNumberMasked}`],
    ['有效期', validity(party.documentValidFrom, party.documentValidUntil)],
    ['电话', party.phoneMasked ?? '未登记'],
    ['邮箱', party.hasEmail ? '已登记' : '未登记'],
    ['地址', party.hasAddress ? '已登记' : '未登记'],
  ]);
}

function clearFacts(party: PartyInput): Html {
  return facts([
    ['姓名或名称', party.name],
    ['类型', customerTypeWords[party.type]],
    ['证件', `${documentTypeWords[party.documentType]} ${party.documentNumber}`],
    ['有效期', validity(party.documentValidFrom, party.documentValidUntil)],
    ['电话', party.phone ?? '未登记'],
    ['邮箱', party.email ?? '未登记'],
    ['地址', party.address ?? '未登记'],
  ]);
}

/** Customer and agent, masked, or in the clear in the one answer that follows a stated reason. */
export function peoplePanel(
  parties: readonly MaskedParty[],
  revealed: Revealed | undefined,
  revealForm: Fragment,
): Html {
  const shown = revealed
    ? revealed.parties.map((party) => ({ role: party.role, body: clearFacts(party) }))
    : parties.map((party) => ({ role: party.role, body: maskedFacts(party) }));
  const { authorisation, caseReason } = revealed ?? {};
  return panel('people', '当事人', [
    shown.map(
      ({ role, body }) =>
        html`<h3>${roleNames[role]}</h3>
          ${body}`,
    ),
    authorisation &&
      html`<h3>授权委托</h3>
        ${facts([
          ['委托人', authorisation.principalName],
          ['范围', scopeWords[authorisation.scope]],
          ['有效期', validity(authorisation.validFrom, authorisation.validUntil)],
        ])}`,
    caseReason &&
      html`<h3>收件事由</h3>
        <p>${caseReason}</p>`,
    revealForm,
  ]);
}

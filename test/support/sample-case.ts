import type { SampleCompany, SamplePerson } from './sample-people.ts';

/** A row of `GET /api/matters`: what a matter asks for. */
export interface RequiredMaterial {
  code: string;
  name: string;
  isRequired: boolean;
  copies: number;
  form: 'original' | 'copy' | 'any';
  needsSignature: boolean;
  needsSeal: boolean;
}

/** A material as the API takes it. */
export interface MaterialEntry {
  code: string;
  form: 'paper' | 'electronic';
  originals: number;
  copies: number;
  isSigned: boolean;
  isSealed: boolean;
}

/** How a material differs from what is asked for; left out entirely with `missing`. */
export type Flaw = 'missing' | 'unsigned' | 'unsealed' | 'copiesShort' | 'wrongForm';

export interface CaseWish {
  matterCode: string;
  /** A person or, when the name is a company's, an organisation. */
  customer: SamplePerson | SampleCompany;
  agent?: SamplePerson;
  authorisation?: { scope?: 'all' | 'this-matter' | 'other'; principalName?: string; validUntil?: string };
  language?: 'zh-CN' | 'en';
  channel?: 'web' | 'counter' | 'post' | 'email' | 'phone';
  isUrgentRequested?: boolean;
  reason?: string;
  /** `null`: not entered, so that a clerk has to look. */
  documentValidUntil?: string | null;
  /** Leaves the phone, the mailbox or both out, or puts others in. */
  phone?: string | null;
  email?: string | null;
  flaws?: Readonly<Record<string, Flaw>>;
}

/** The JSON of `POST /api/cases`. */
export type CaseJson = Readonly<Record<string, unknown>> & { materials: readonly MaterialEntry[] };

export const longTerm = '9999-12-31';

/** Whether the sample is an organisation. */
export function isCompany(customer: SamplePerson | SampleCompany): customer is SampleCompany {
  return 'creditCode' in customer;
}

/** Builds a request that is right in every point the wish does not change. */
export function buildCase(
  wish: CaseWish,
  required: readonly RequiredMaterial[],
  consentVersion: string,
): CaseJson {
  const { customer, agent, authorisation, channel = 'web', flaws = {} } = wish;
  const validUntil = wish.documentValidUntil === undefined ? longTerm : wish.documentValidUntil;
  const contact = {
    ...(wish.phone === null ? {} : { phone: wish.phone ?? customer.phone }),
    ...(wish.email === null ? {} : { email: wish.email ?? customer.email }),
    address: customer.address,
  };
  return {
    matterCode: wish.matterCode,
    customerType: isCompany(customer) ? 'organisation' : 'person',
    channel,
    language: wish.language ?? 'zh-CN',
    reason: wish.reason ?? '申请人按办事指南提交资料，请予办理。',
    isUrgentRequested: wish.isUrgentRequested ?? false,
    consentVersion,
    customer: {
      name: customer.name,
      ...(isCompany(customer)
        ? { documentType: 'creditCode', documentNumber: customer.creditCode }
        : { documentType: 'idCard', documentNumber: customer.idNumber }),
      ...(validUntil === null ? {} : { documentValidUntil: validUntil }),
      ...contact,
    },
    ...(agent
      ? {
          agent: {
            name: agent.name,
            documentType: 'idCard',
            documentNumber: agent.idNumber,
            documentValidUntil: longTerm,
            phone: agent.phone,
          },
          authorisation: {
            scope: authorisation?.scope ?? 'this-matter',
            principalName: authorisation?.principalName ?? customer.name,
            validFrom: '2026-01-01',
            validUntil: authorisation?.validUntil ?? longTerm,
          },
        }
      : {}),
    materials: required
      .filter(({ code }) => flaws[code] !== 'missing')
      .map((row) => handedIn(row, channel, flaws[row.code])),
  };
}

/** The material as a careful customer hands it in, or with its flaw. */
export function handedIn(row: RequiredMaterial, channel: string, flaw?: Flaw): MaterialEntry {
  const wantsCopies = (row.form === 'copy') !== (flaw === 'wrongForm');
  const count = flaw === 'copiesShort' ? row.copies - 1 : row.copies;
  return {
    code: row.code,
    form: channel === 'counter' || channel === 'post' ? 'paper' : 'electronic',
    originals: wantsCopies ? 0 : count,
    copies: wantsCopies ? count : 0,
    isSigned: row.needsSignature && flaw !== 'unsigned',
    isSealed: row.needsSeal && flaw !== 'unsealed',
  };
}

/** Everything in the request that must never leave the register. */
export function personalDataOf(wish: CaseWish): string[] {
  const people = [wish.customer, ...(wish.agent ? [wish.agent] : [])];
  return [
    ...people.flatMap((person) => [
      person.name,
      isCompany(person) ? person.creditCode : person.idNumber,
      person.phone,
      person.email,
      person.address,
    ]),
    ...[wish.phone, wish.email].filter((value) => typeof value === 'string'),
    ...(wish.reason ? [wish.reason] : []),
  ];
}

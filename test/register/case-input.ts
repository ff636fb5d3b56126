import { sql } from 'kysely';
import type { RegisterCaseInput, RegisteredCase, Store } from '../../src/register/index.ts';
import { registerCase } from '../../src/register/index.ts';

export const customer: RegisterCaseInput['parties'][number] = {
  role: 'customer',
  type: 'person',
  name: '欧阳雨桐',
  documentType: 'idCard',
  documentNumber: '11010519491231002X',
  documentValidFrom: '2020-01-01',
  documentValidUntil: '2030-01-01',
  phone: '13812345678',
  email: 'yutong.ouyang@customer.example',
  address: '杭州市西湖区枫林路12号3室',
};

export const agent: RegisterCaseInput['parties'][number] = {
  role: 'agent',
  type: 'person',
  name: '诸葛思涵',
  documentType: 'passport',
  documentNumber: 'E12345678',
  phone: '13987654321',
};

/** Everything personal in `caseInput({ withAgent })`: none of it may stand in the database as it is. */
export const personalTexts = [
  ...[customer.name, customer.documentNumber, customer.phone, customer.email, customer.address],
  ...[agent.name, agent.documentNumber, agent.phone],
  '收到的货物有裂纹',
  '欧阳的身份证.pdf',
].map(String);

export const sha256 = 'a'.repeat(64);

/** A case that is right in every point. */
export function caseInput(change: Partial<RegisterCaseInput> = {}): RegisterCaseInput {
  return {
    matter: { code: 'refund-claim', name: '退款申请', prefix: 'TK' },
    channel: 'web',
    language: 'zh-CN',
    reason: '收到的货物有裂纹',
    isUrgentRequested: false,
    parties: [customer],
    materials: [material('application-form'), material('payment-proof')],
    documents: [
      {
        materialCode: 'payment-proof',
        sha256,
        size: 1_234,
        mediaType: 'application/pdf',
        fileName: '欧阳的身份证.pdf',
      },
    ],
    consentVersion: '2026-01',
    ...change,
  };
}

export function withAgent(): Partial<RegisterCaseInput> {
  return {
    parties: [customer, agent],
    authorisation: { scope: 'this-matter', principalName: customer.name, validUntil: '2026-12-31' },
  };
}

export function material(code: string): RegisterCaseInput['materials'][number] {
  return {
    code,
    name: `资料 ${code}`,
    form: 'paper',
    originals: 1,
    copies: 1,
    isSigned: true,
    isSealed: false,
  };
}

export function newCase(store: Store, change: Partial<RegisterCaseInput> = {}): Promise<RegisteredCase> {
  return registerCase(store, caseInput(change));
}

/** Every text in every table, as one would find it in a copy of the database. */
export async function wholeDatabase(store: Store): Promise<string> {
  const tables = await store.db.introspection.getTables();
  const dumps = tables.map(({ name }) => sql`select * from ${sql.table(name)}`.execute(store.db));
  return JSON.stringify((await Promise.all(dumps)).map(({ rows }) => rows));
}

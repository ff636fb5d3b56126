import { fileURLToPath } from 'node:url';
import { loadMatters } from '../../src/matters/index.ts';
import { createNotices, type Notices } from '../../src/notification/index.ts';
import {
  registerCase,
  seedStaff,
  type MaterialInput,
  type PartyInput,
  type Register,
  type RegisterCaseInput,
} from '../../src/register/index.ts';

export const publicUrl = 'https://window.example.com';
export const templatesDir = fileURLToPath(new URL('../../templates/', import.meta.url));

/** Unusual enough that finding one of them in a log means that it leaked. */
export const customer: PartyInput = {
  role: 'customer',
  type: 'person',
  name: '欧阳雨桐',
  documentType: 'idCard',
  documentNumber: '11010519491231002X',
  documentValidUntil: '9999-12-31',
  phone: '13912345678',
  email: 'yutong.ouyang@customer.example',
  address: '深圳市南山区科技路 1 号',
};
export const agent: PartyInput = {
  role: 'agent',
  type: 'person',
  name: '诸葛思涵',
  documentType: 'idCard',
  documentNumber: '440524188001010014',
  documentValidUntil: '9999-12-31',
  phone: '13887654321',
};
export const personalTexts = [
  customer.name,
  customer.documentNumber,
  '13912345678',
  'yutong.ouyang@customer.example',
  '深圳市南山区科技路',
  agent.name,
  '13887654321',
];

export function material(code: string, change: Partial<MaterialInput> = {}): MaterialInput {
  return {
    code,
    name: `资料 ${code}`,
    form: 'paper',
    originals: 1,
    copies: 0,
    isSigned: true,
    isSealed: true,
    ...change,
  };
}

/** Registers a refund claim of one customer and returns its id. */
export async function registerSample(
  register: Register,
  change: Partial<RegisterCaseInput> = {},
): Promise<string> {
  const { id } = await registerCase(register, {
    matter: { code: 'refund-claim', name: '退款申请', prefix: 'RC' },
    channel: 'counter',
    language: 'zh-CN',
    reason: '商品有质量问题',
    isUrgentRequested: false,
    parties: [customer],
    materials: [material('application-form', { name: '业务申请表', pages: 2 })],
    documents: [],
    consentVersion: '2026-01',
    ...change,
  });
  return id;
}

export async function seedSampleStaff(register: Register): Promise<void> {
  const account = (username: string, group: string) => ({
    username,
    displayName: `员工 ${username}`,
    password: 'not-used',
    groups: [group],
    email: `${username}@intake.example`,
  });
  await seedStaff(register, [
    account('clerk', 'intake-clerk'),
    account('manager', 'manager'),
    account('manager2', 'manager'),
  ]);
}

const matters = await loadMatters(fileURLToPath(new URL('../../bpmn/intake/', import.meta.url)));

export const loadNotices = (): Notices => createNotices({ templatesDir, publicUrl, matters });

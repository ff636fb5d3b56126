import { z } from 'zod';
import {
  authorisationScopes,
  channels,
  customerTypes,
  documentTypes,
  languages,
  materialForms,
} from '../../register/index.ts';
import { count, day, email, line, paragraph, phone } from './fields.ts';

/** The notice on personal data that a customer agrees to; a new text gets a new version. */
export const currentConsentVersion = '2026-11';

const partyFields = {
  name: line(100),
  documentType: z.enum(documentTypes),
  documentNumber: line(40).toUpperCase(),
  documentValidFrom: day.optional(),
  documentValidUntil: day.optional().meta({ description: '9999-12-31 = does not expire.' }),
  phone: phone.optional(),
  email: email.optional(),
  address: line(200).optional(),
};

const materialSchema = z.strictObject({
  code: line(60),
  form: z.enum(materialForms).default('paper'),
  originals: count.default(0),
  copies: count.default(0),
  pages: count.optional(),
  isSigned: z.boolean().default(false),
  isSealed: z.boolean().default(false),
  nature: line(60).optional(),
  importance: line(60).optional(),
});

/** An application as it is handed in (收件登记表, clause 2.2.2). */
export const caseSchema = z.strictObject({
  matterCode: line(60).meta({ description: 'A code of GET /api/matters.' }),
  customerType: z.enum(customerTypes),
  channel: z.enum(channels).default('web').meta({ description: 'Other than web: staff only.' }),
  language: z.enum(languages).default('zh-CN').meta({ description: 'Language of notices.' }),
  reason: paragraph(1000),
  isUrgentRequested: z.boolean().default(false),
  consentVersion: z.literal(currentConsentVersion, 'consent-required'),
  customer: z.strictObject(partyFields),
  agent: z.strictObject(partyFields).optional().meta({ description: 'Needs an authorisation.' }),
  authorisation: z
    .strictObject({
      scope: z.enum(authorisationScopes),
      principalName: line(100),
      validFrom: day.optional(),
      validUntil: day.optional(),
    })
    .optional(),
  materials: z.array(materialSchema).max(50).default([]),
});

export type CaseRequest = z.output<typeof caseSchema>;

/** Made-up data; the document numbers carry valid check digits. */
export const caseExample: z.input<typeof caseSchema> = {
  matterCode: 'refund-claim',
  customerType: 'person',
  language: 'zh-CN',
  reason: '商品存在质量问题，申请退款。',
  consentVersion: currentConsentVersion,
  customer: {
    name: '王小芳',
    documentType: 'idCard',
    documentNumber: '11010519491231002X',
    documentValidUntil: '9999-12-31',
    phone: '13800138000',
    email: 'fang.wang@example.com',
  },
  materials: [{ code: 'application-form', form: 'electronic', originals: 1, pages: 2, isSigned: true }],
};

export const registeredSchema = z.object({
  id: z.uuid(),
  number: z.string(),
  customerLink: z.url().meta({ description: 'Opens the case for whoever holds it.' }),
});

export const registeredExample: z.input<typeof registeredSchema> = {
  id: '5a0c0c0e-3b1e-4c0d-9d7a-6a0b6f1d2c3e',
  number: '20261124-TK-0001',
  customerLink: 'https://window.example/c/3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
};

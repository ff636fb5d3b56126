import { z } from 'zod';
import {
  getCase,
  listNotices,
  listParties,
  listRounds,
  outcomes,
  readSurvey,
  results,
  caseStatuses,
} from '../../register/index.ts';
import type { HttpDeps } from '../deps.ts';
import { instant } from './fields.ts';
import { progressText } from './progress.ts';

/** What a customer's link shows. Nothing personal but the masked name. */
export const customerViewSchema = z.object({
  number: z.string(),
  matterName: z.string(),
  customerMasked: z.string(),
  status: z.enum(caseStatuses),
  progress: z.string().meta({ description: 'Where the case stands, in a sentence.' }),
  receivedAt: instant,
  decisionDueAt: instant.nullable(),
  acceptedAt: instant.nullable(),
  promisedFinishAt: instant.nullable(),
  finishedAt: instant.nullable(),
  outcome: z.enum(outcomes).nullable(),
  result: z.enum(results).nullable(),
  collectionWay: z.string().nullable(),
  withdrawalRequestedAt: instant.nullable(),
  supplement: z
    .object({
      round: z.int(),
      dueAt: instant,
      items: z.array(
        z.object({ code: z.string(), name: z.string(), problem: z.string(), requirement: z.string() }),
      ),
    })
    .nullable()
    .meta({ description: 'What is missing and until when; null when nothing is.' }),
  survey: z
    .object({ dueAt: instant, score: z.int().nullable() })
    .nullable()
    .meta({ description: 'Null until the result is issued; `score` once rated.' }),
  notices: z.array(z.object({ number: z.string(), template: z.string(), issuedAt: instant })),
});

export const customerViewExample: z.input<typeof customerViewSchema> = {
  number: '20261124-TK-0001',
  matterName: '退款申请',
  customerMasked: '王*芳',
  status: 'waitingForSupplement',
  progress: '资料尚不齐全，请按清单在期限内补正。',
  receivedAt: '2026-11-24T01:30:00.000Z',
  decisionDueAt: '2026-12-01T10:00:00.000Z',
  acceptedAt: null,
  promisedFinishAt: null,
  finishedAt: null,
  outcome: null,
  result: null,
  collectionWay: null,
  withdrawalRequestedAt: null,
  supplement: {
    round: 1,
    dueAt: '2026-12-08T10:00:00.000Z',
    items: [
      {
        code: 'application-form',
        name: '退款申请表',
        problem: '未签字',
        requirement: '填写完整，本人签字。',
      },
    ],
  },
  survey: null,
  notices: [{ number: '回执〔2026〕0001号', template: 'receipt', issuedAt: '2026-11-24T01:31:00.000Z' }],
};

/** The notices that go to customers; what goes to staff stays inside. */
const customerTemplates: ReadonlySet<string> = new Set([
  'receipt',
  'supplement-notice',
  'supplement-reminder',
  'supplement-received',
  'acceptance',
  'non-acceptance',
  'not-supplemented',
  'result',
  'survey-reminder',
  'withdrawal',
]);

const iso = (at: Date | null) => at?.toISOString() ?? null;

/** Reads the view of a case. Throws the register's CASE_NOT_FOUND. */
export async function readCustomerView(
  { register, matters }: Pick<HttpDeps, 'register' | 'matters'>,
  caseId: string,
): Promise<z.input<typeof customerViewSchema>> {
  const [found, parties, rounds, survey, notices] = await Promise.all([
    getCase(register, caseId),
    listParties(register, caseId),
    listRounds(register, caseId),
    readSurvey(register, caseId),
    listNotices(register, caseId),
  ]);
  const waiting = rounds.find(({ status }) => status === 'waiting');
  return {
    ...found,
    matterName: (found.language === 'en' && matters.get(found.matterCode)?.nameEn) || found.matterName,
    customerMasked: parties.find(({ role }) => role === 'customer')?.nameMasked ?? '',
    progress: progressText(found, found.language),
    receivedAt: found.receivedAt.toISOString(),
    decisionDueAt: iso(found.decisionDueAt),
    acceptedAt: iso(found.acceptedAt),
    promisedFinishAt: iso(found.promisedFinishAt),
    finishedAt: iso(found.finishedAt),
    withdrawalRequestedAt: iso(found.withdrawalRequestedAt),
    supplement: waiting ? { ...waiting, dueAt: waiting.dueAt.toISOString() } : null,
    survey: found.surveyDueAt
      ? { dueAt: found.surveyDueAt.toISOString(), score: survey?.score ?? null }
      : null,
    notices: notices
      .filter(({ template }) => customerTemplates.has(template))
      .map((notice) => ({ ...notice, issuedAt: notice.issuedAt.toISOString() })),
  };
}

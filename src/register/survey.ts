import { appendAudit } from './audit.ts';
import type { SurveyReason } from './codes.ts';
import { lockCase, update } from './cases.ts';
import { RegisterError } from './errors.ts';
import { enqueueMessage } from './outbox.ts';
import { atomically, type Store } from './store.ts';

const dayMs = 86_400_000;
const place = (caseId: string) => `survey.commentEnc:${caseId}`;

/** Opens the survey until `dueAt` (clause 2.5.2). The first call decides; returns the deadline that holds. */
export function openSurvey(store: Store, caseId: string, dueAt: Date): Promise<{ surveyDueAt: Date }> {
  return atomically(store, async (inner) => {
    const found = await lockCase(inner, caseId);
    if (found.surveyDueAt) return { surveyDueAt: found.surveyDueAt };
    await update(inner, caseId, { surveyDueAt: dueAt });
    return { surveyDueAt: dueAt };
  });
}

/**
 * Takes the customer's rating, once: 1 (非常不满意) to 5 (非常满意), its reasons and a comment that is kept encrypted; tells the
 * process. Throws SURVEY_ALREADY_ANSWERED, SURVEY_CLOSED before it opens and after its deadline, VALUE_INVALID.
 */
export function answerSurvey(
  store: Store,
  input: {
    caseId: string;
    score: number;
    reasons?: readonly SurveyReason[];
    comment?: string | undefined;
  },
): Promise<void> {
  return atomically(store, async (inner) => {
    const { caseId, score } = input;
    if (!Number.isInteger(score) || score < 1 || score > 5)
      throw new RegisterError('VALUE_INVALID', 'A score is a whole number from 1 to 5.');
    const found = await lockCase(inner, caseId);
    const now = inner.clock.now();
    const comment = input.comment?.trim() ?? '';
    if (await readSurvey(inner, caseId))
      throw new RegisterError('SURVEY_ALREADY_ANSWERED', `Case ${caseId} has been rated: the first counts.`);
    if (!found.surveyDueAt || now > found.surveyDueAt)
      throw new RegisterError('SURVEY_CLOSED', `Case ${caseId} cannot be rated now.`);
    await inner.db
      .insertInto('survey')
      .values({
        caseId,
        score,
        reasons: [...new Set(input.reasons)],
        commentEnc: comment === '' ? null : inner.cipher.encrypt(comment, place(caseId)),
        answeredAt: now,
      })
      .execute();
    await appendAudit(inner, { caseId, actor: 'customer', action: 'surveyAnswered', details: { score } });
    await enqueueMessage(inner, {
      name: 'intake.surveyAnswered',
      correlationKey: caseId,
      messageId: `${caseId}:survey`,
      variables: { surveyScore: score },
      timeToLiveMs: dayMs,
    });
  });
}

export interface SurveyRecord {
  score: number;
  reasons: SurveyReason[];
  comment: string | null;
  answeredAt: Date;
}

/** The rating of a case; undefined while there is none. */
export async function readSurvey(store: Store, caseId: string): Promise<SurveyRecord | undefined> {
  const row = await store.db
    .selectFrom('survey')
    .select(['score', 'reasons', 'commentEnc', 'answeredAt'])
    .where('caseId', '=', caseId)
    .executeTakeFirst();
  if (!row) return undefined;
  const { score, reasons, commentEnc, answeredAt } = row;
  const comment = commentEnc === null ? null : store.cipher.decrypt(commentEnc, place(caseId));
  return { score, reasons, comment, answeredAt };
}

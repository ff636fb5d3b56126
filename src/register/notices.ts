import { randomUUID } from 'node:crypto';
import type { ExpressionBuilder } from 'kysely';
import { appendAudit } from './audit.ts';
import { shanghaiDay } from './case-number.ts';
import { lockCase } from './cases.ts';
import type { Language } from './codes.ts';
import { lockInquiry } from './inquiries.ts';
import type { Database } from './schema.ts';
import { atomically, type Store } from './store.ts';

/** What a notice belongs to. */
export type NoticeSubject = { caseId: string } | { inquiryId: string } | { appointmentId: string };

export type NoticeInput = NoticeSubject & {
  /** `receipt`, `supplement-notice` … */
  template: string;
  /** Business key of this issue: `1`, the round, an element instance key. */
  occurrence: string;
  /** Short name in the number, such as 补 in 补〔2026〕0007号. */
  series: string;
  language: Language;
  /** The text as it goes out; called once, only for a new notice. */
  render(notice: { id: string; number: string; issuedAt: Date }): string | Promise<string>;
};

export interface NoticeHead {
  id: string;
  template: string;
  occurrence: string;
  number: string;
  language: Language;
  issuedAt: Date;
}

const contentPlace = (id: string) => `notice.contentEnc:${id}`;
const headColumns = ['id', 'template', 'occurrence', 'number', 'language', 'issuedAt'] as const;

/**
 * Issues a notice once per case or question, template and occurrence, numbered within the year and kept as issued, in the
 * caller's transaction. For one that was issued before it returns that one with `isNew` false.
 */
export function createNotice(store: Store, input: NoticeInput): Promise<NoticeHead & { isNew: boolean }> {
  return atomically(store, async (inner) => {
    const { template, occurrence, language } = input;
    const subject = subjectColumns(input);
    // Holding the case or question makes a second issue of the same notice wait and then find the first.
    if (subject.caseId !== null) await lockCase(inner, subject.caseId);
    else if (subject.inquiryId !== null) await lockInquiry(inner, subject.inquiryId);
    const earlier = await inner.db
      .selectFrom('notice')
      .select(headColumns)
      .where(belongsTo(input))
      .where('template', '=', template)
      .where('occurrence', '=', occurrence)
      .executeTakeFirst();
    if (earlier) return { ...earlier, isNew: false };
    const id = randomUUID();
    const issuedAt = inner.clock.now();
    const number = await nextNoticeNumber(inner, input.series, issuedAt);
    const content = await input.render({ id, number, issuedAt });
    const head = { id, template, occurrence, number, language, issuedAt };
    await inner.db
      .insertInto('notice')
      .values({ ...head, ...subject, contentEnc: inner.cipher.encrypt(content, contentPlace(id)) })
      .execute();
    await appendAudit(inner, {
      caseId: subject.caseId,
      ...(subject.inquiryId === null ? {} : { inquiryId: subject.inquiryId }),
      actor: 'system',
      action: 'noticeIssued',
      details: { template, occurrence, number },
    });
    return { ...head, isNew: true };
  });
}

async function nextNoticeNumber(store: Store, series: string, issuedAt: Date): Promise<string> {
  const year = Number(shanghaiDay(issuedAt).slice(0, 4));
  const { lastNumber } = await store.db
    .insertInto('noticeNumberCounter')
    .values({ year, series, lastNumber: 1 })
    .onConflict((conflict) =>
      conflict.columns(['year', 'series']).doUpdateSet((eb) => ({
        lastNumber: eb('noticeNumberCounter.lastNumber', '+', 1),
      })),
    )
    .returning('lastNumber')
    .executeTakeFirstOrThrow();
  return `${series}〔${year}〕${String(lastNumber).padStart(4, '0')}号`;
}

/** The columns that say what a notice or message belongs to. */
export function subjectColumns(subject: NoticeSubject): {
  caseId: string | null;
  inquiryId: string | null;
  appointmentId: string | null;
} {
  return {
    caseId: 'caseId' in subject ? subject.caseId : null,
    inquiryId: 'inquiryId' in subject ? subject.inquiryId : null,
    appointmentId: 'appointmentId' in subject ? subject.appointmentId : null,
  };
}

/** The condition for the rows of a subject. */
export function belongsTo(subject: NoticeSubject) {
  return (eb: ExpressionBuilder<Database, 'notice' | 'notification'>) =>
    'caseId' in subject
      ? eb('caseId', '=', subject.caseId)
      : 'inquiryId' in subject
        ? eb('inquiryId', '=', subject.inquiryId)
        : eb('appointmentId', '=', subject.appointmentId);
}

/** The notices of a case (given by its id) or question with their text as issued, oldest first. */
export async function listNotices(
  store: Store,
  subject: string | NoticeSubject,
): Promise<(NoticeHead & { content: string })[]> {
  const rows = await store.db
    .selectFrom('notice')
    .select(headColumns)
    .select('contentEnc')
    .where(belongsTo(typeof subject === 'string' ? { caseId: subject } : subject))
    .orderBy('issuedAt')
    .execute();
  return rows.map(({ contentEnc, ...head }) => ({
    ...head,
    content: store.cipher.decrypt(contentEnc, contentPlace(head.id)),
  }));
}

import { randomUUID } from 'node:crypto';
import { appendAudit } from './audit.ts';
import { shanghaiDay } from './case-number.ts';
import { lockCase } from './cases.ts';
import type { Language } from './codes.ts';
import { atomically, type Store } from './store.ts';

export interface NoticeInput {
  caseId: string;
  /** `receipt`, `supplement-notice` … */
  template: string;
  /** Business key of this issue: `1`, the round, an element instance key. */
  occurrence: string;
  /** Short name in the number, such as 补 in 补〔2026〕0007号. */
  series: string;
  language: Language;
  /** The text as it goes out; called once, only for a new notice. */
  render(notice: { id: string; number: string; issuedAt: Date }): string | Promise<string>;
}

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
 * Issues a notice once per case, template and occurrence, numbered within the year and kept as issued, in the
 * caller's transaction. For one that was issued before it returns that one with `isNew` false.
 */
export function createNotice(store: Store, input: NoticeInput): Promise<NoticeHead & { isNew: boolean }> {
  return atomically(store, async (inner) => {
    const { caseId, template, occurrence, language } = input;
    // Holding the case makes a second issue of the same notice wait and then find the first.
    await lockCase(inner, caseId);
    const earlier = await inner.db
      .selectFrom('notice')
      .select(headColumns)
      .where('caseId', '=', caseId)
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
      .values({ ...head, caseId, contentEnc: inner.cipher.encrypt(content, contentPlace(id)) })
      .execute();
    await appendAudit(inner, {
      caseId,
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

/** The notices of a case with their text as issued, oldest first. */
export async function listNotices(
  store: Store,
  caseId: string,
): Promise<(NoticeHead & { content: string })[]> {
  const rows = await store.db
    .selectFrom('notice')
    .select(headColumns)
    .select('contentEnc')
    .where('caseId', '=', caseId)
    .orderBy('issuedAt')
    .execute();
  return rows.map(({ contentEnc, ...head }) => ({
    ...head,
    content: store.cipher.decrypt(contentEnc, contentPlace(head.id)),
  }));
}

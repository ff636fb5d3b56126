import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import { appendAudit } from './audit.ts';
import { RegisterError } from './errors.ts';
import { lockInquiry } from './inquiries.ts';
import { looksPersonal } from './masks.ts';
import type { InquiryStepTable } from './schema.ts';
import type { StepInput } from './steps.ts';
import { atomically, type Store } from './store.ts';

export type InquiryStepRecord = Selectable<InquiryStepTable>;
export type InquiryStepInput = Omit<StepInput, 'caseId'> & { inquiryId: string };

type StepKey = Pick<InquiryStepInput, 'inquiryId' | 'elementId' | 'serviceElementInstanceKey'>;

/** As `stepOccurrence` of a case: which completion of the user task a recording belongs to, from 1. */
export async function inquiryStepOccurrence(store: Store, key: StepKey): Promise<number> {
  const rows = (await listInquirySteps(store, key.inquiryId)).filter(
    ({ elementId }) => elementId === key.elementId,
  );
  const own = rows.find((row) => row.serviceElementInstanceKey === key.serviceElementInstanceKey);
  return own?.occurrence ?? rows.length + 1;
}

/** As `recordStep` of a case: once per recording element instance. Throws VALUE_INVALID for a personal note. */
export function recordInquiryStep(store: Store, input: InquiryStepInput): Promise<{ isNew: boolean }> {
  if (input.note !== undefined && looksPersonal(input.note))
    throw new RegisterError('VALUE_INVALID', 'The note looks like personal data: refuse it, keep it out.');
  return atomically(store, async (inner) => {
    const { inquiryId, elementId, decision, reasonCode, decidedBy, isValid } = input;
    await lockInquiry(inner, inquiryId);
    const occurrence = await inquiryStepOccurrence(inner, input);
    const inserted = await inner.db
      .insertInto('inquiryStep')
      .values({
        ...input,
        id: randomUUID(),
        occurrence,
        reasonCode: reasonCode ?? null,
        note: input.note ?? null,
        decidedAt: inner.clock.now(),
      })
      .onConflict((conflict) => conflict.column('serviceElementInstanceKey').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (inserted)
      await appendAudit(inner, {
        caseId: null,
        inquiryId,
        actor: decidedBy,
        action: isValid ? 'stepDecided' : 'answerRefused',
        details: { elementId, occurrence, decision, reasonCode },
      });
    return { isNew: inserted !== undefined };
  });
}

/** Every decision about a question, oldest first, refused answers included. */
export function listInquirySteps(store: Store, inquiryId: string): Promise<InquiryStepRecord[]> {
  return store.db
    .selectFrom('inquiryStep')
    .selectAll()
    .where('inquiryId', '=', inquiryId)
    .orderBy('decidedAt')
    .orderBy('occurrence')
    .execute();
}

import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import { appendAudit } from './audit.ts';
import { lockCase } from './cases.ts';
import { RegisterError } from './errors.ts';
import { looksPersonal } from './masks.ts';
import type { StepTable } from './schema.ts';
import { atomically, type Store } from './store.ts';

export type StepRecord = Selectable<StepTable>;

/** A decision that somebody took in a user task. */
export interface StepInput {
  caseId: string;
  /** The user task. */
  elementId: string;
  /** What people call it. */
  name: string;
  decision: string;
  reasonCode?: string | undefined;
  note?: string | undefined;
  /** False for an answer that is refused and asked again; it counts as an occurrence all the same. */
  isValid: boolean;
  decidedBy: string;
  /** The element instance of the recording service task: one row each, however often its job runs. */
  serviceElementInstanceKey: string;
  /** The process instance that holds the user task; a case that was started again has several. */
  processInstanceKey?: string | undefined;
}

type StepKey = Pick<StepInput, 'caseId' | 'elementId' | 'serviceElementInstanceKey' | 'processInstanceKey'>;

/**
 * Which completion of the user task this recording belongs to, from 1; the same for a repeated job. Counted in the
 * case, or only in the process instance when the key names one. Rows from before instances were noted count in each.
 */
export async function stepOccurrence(store: Store, key: StepKey): Promise<number> {
  const { processInstanceKey } = key;
  const rows = await store.db
    .selectFrom('step')
    .select('serviceElementInstanceKey')
    .where('caseId', '=', key.caseId)
    .where('elementId', '=', key.elementId)
    .$if(processInstanceKey !== undefined, (query) =>
      query.where((eb) =>
        eb.or([
          eb('processInstanceKey', 'is', null),
          eb('processInstanceKey', '=', processInstanceKey ?? ''),
        ]),
      ),
    )
    .orderBy('occurrence')
    .execute();
  const own = rows.findIndex((row) => row.serviceElementInstanceKey === key.serviceElementInstanceKey);
  return (own < 0 ? rows.length : own) + 1;
}

/**
 * Records a decision once per recording element instance and returns its occurrence; a repeated job gets the
 * row that is there. Throws VALUE_INVALID for a note that looks like personal data: refuse it before.
 */
export async function recordStep(
  store: Store,
  input: StepInput,
): Promise<{ occurrence: number; isNew: boolean }> {
  if (input.note !== undefined && looksPersonal(input.note))
    throw new RegisterError('VALUE_INVALID', 'The note looks like personal data: refuse it, keep it out.');
  return atomically(store, async (inner) => {
    await lockCase(inner, input.caseId);
    const occurrence = await stepOccurrence(inner, { ...input, processInstanceKey: undefined });
    const inserted = await inner.db
      .insertInto('step')
      .values({
        ...input,
        id: randomUUID(),
        occurrence,
        reasonCode: input.reasonCode ?? null,
        note: input.note ?? null,
        processInstanceKey: input.processInstanceKey ?? null,
        decidedAt: inner.clock.now(),
      })
      .onConflict((conflict) => conflict.column('serviceElementInstanceKey').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (inserted)
      await appendAudit(inner, {
        caseId: input.caseId,
        actor: input.decidedBy,
        action: input.isValid ? 'stepDecided' : 'answerRefused',
        details: {
          elementId: input.elementId,
          occurrence,
          decision: input.decision,
          reasonCode: input.reasonCode,
        },
      });
    return { occurrence, isNew: inserted !== undefined };
  });
}

/** Every decision of a case, oldest first, refused answers included. */
export function listSteps(store: Store, caseId: string): Promise<StepRecord[]> {
  return store.db
    .selectFrom('step')
    .selectAll()
    .where('caseId', '=', caseId)
    .orderBy('decidedAt')
    .orderBy('occurrence')
    .execute();
}

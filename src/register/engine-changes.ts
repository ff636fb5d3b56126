import { appendAudit } from './audit.ts';
import { lockCase, lockOpenCase, update } from './cases.ts';
import { RegisterError } from './errors.ts';
import { enqueueMessage } from './outbox.ts';
import { startTimeToLiveMs } from './register-case.ts';
import { atomically, type Actor, type Store } from './store.ts';

const dayMs = 86_400_000;

export interface RestartInput {
  caseId: string;
  /** The instance that the engine has ended. The caller has asked the engine. */
  endedInstanceKey: string;
  actor: Actor;
  /** Stands in the audit trail: no personal data. */
  reason: string;
}

/**
 * Starts the process of an open case anew after its instance was ended past the model: the case is freed of that
 * instance, and a start message goes out. What was issued and recorded stays; a supplement round that the old
 * instance waited for is closed, and a withdrawal that is pending is told to the new instance too. For the same
 * ended instance it happens once: another instance, or none, in the case's row means that it was done (false).
 * Throws CASE_NOT_FOUND and CASE_CLOSED.
 */
export function restartCase(store: Store, input: RestartInput): Promise<boolean> {
  const { caseId, endedInstanceKey, actor, reason } = input;
  return atomically(store, async (inner) => {
    const before = await lockOpenCase(inner, caseId);
    if (before.processInstanceKey !== endedInstanceKey) return false;
    const isWaiting = before.status === 'waitingForSupplement';
    await update(inner, caseId, {
      processInstanceKey: null,
      ...(isWaiting ? { status: 'reviewing' } : {}),
    });
    if (isWaiting)
      await inner.db
        .updateTable('supplementRound')
        .set({ status: 'closed' })
        .where('caseId', '=', caseId)
        .where('status', '=', 'waiting')
        .execute();
    await appendAudit(inner, {
      caseId,
      actor,
      action: 'caseRestarted',
      details: { endedInstanceKey, reason },
    });
    const message = { correlationKey: caseId, variables: { caseId } };
    // The engine remembers the first start's id for a day; with this one a repeated restart is still one start.
    await enqueueMessage(inner, {
      ...message,
      name: 'intake.caseRegistered',
      messageId: `${caseId}:after:${endedInstanceKey}`,
      timeToLiveMs: startTimeToLiveMs,
    });
    if (before.withdrawalRequestedAt)
      await enqueueMessage(inner, {
        ...message,
        name: 'intake.withdrawn',
        messageId: `${caseId}:withdrawn:after:${endedInstanceKey}`,
        variables: {},
        timeToLiveMs: dayMs,
      });
    return true;
  });
}

export interface SettleInput {
  caseId: string;
  /** As the engine's reader names the change. */
  changeKey: string;
  actor: Actor;
  /** What the person found; stands in the audit trail: no personal data. */
  reason: string;
}

/** Notes that somebody has looked into a change by hand. Settled again it changes nothing. */
export async function settleChange(store: Store, input: SettleInput): Promise<void> {
  const { caseId, changeKey, actor, reason } = input;
  if (changeKey.length > 100)
    throw new RegisterError('VALUE_INVALID', 'No change has a key of that length: take it from the list.');
  await atomically(store, async (inner) => {
    await lockCase(inner, caseId);
    const inserted = await inner.db
      .insertInto('settledChange')
      .values({ changeKey, caseId, settledBy: actor, settledAt: inner.clock.now() })
      .onConflict((conflict) => conflict.column('changeKey').doNothing())
      .returning('changeKey')
      .executeTakeFirst();
    if (inserted)
      await appendAudit(inner, {
        caseId,
        actor,
        action: 'engineChangeSettled',
        details: { changeKey, reason },
      });
  });
}

/** Those of the changes that somebody has settled. */
export async function settledChanges(
  store: Store,
  changeKeys: readonly string[],
): Promise<ReadonlySet<string>> {
  if (changeKeys.length === 0) return new Set();
  const rows = await store.db
    .selectFrom('settledChange')
    .select('changeKey')
    .where('changeKey', 'in', [...changeKeys])
    .execute();
  return new Set(rows.map(({ changeKey }) => changeKey));
}

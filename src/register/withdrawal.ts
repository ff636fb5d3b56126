import { appendAudit } from './audit.ts';
import { lockOpenCase, update } from './cases.ts';
import { RegisterError } from './errors.ts';
import { enqueueMessage } from './outbox.ts';
import { atomically, type Actor, type Store } from './store.ts';

const dayMs = 86_400_000;

/**
 * The customer withdraws (撤回); the process is told and ends the case. Asked again it returns the first time.
 * Throws CASE_CLOSED, or WITHDRAWAL_TOO_LATE once a result is recorded.
 */
export function requestWithdrawal(
  store: Store,
  caseId: string,
  actor: Actor = 'customer',
): Promise<{ requestedAt: Date }> {
  return atomically(store, async (inner) => {
    const found = await lockOpenCase(inner, caseId);
    if (found.withdrawalRequestedAt) return { requestedAt: found.withdrawalRequestedAt };
    if (found.result)
      throw new RegisterError(
        'WITHDRAWAL_TOO_LATE',
        `Case ${caseId} already has a result: it can be objected to, not withdrawn.`,
      );
    const requestedAt = inner.clock.now();
    await update(inner, caseId, { withdrawalRequestedAt: requestedAt });
    await appendAudit(inner, { caseId, actor, action: 'withdrawalRequested' });
    await enqueueMessage(inner, {
      name: 'intake.withdrawn',
      correlationKey: caseId,
      messageId: `${caseId}:withdrawn`,
      variables: {},
      timeToLiveMs: dayMs,
    });
    return { requestedAt };
  });
}

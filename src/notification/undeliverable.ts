import { enqueueMessage, type Store } from '../register/index.ts';

const dayMs = 86_400_000;

/**
 * Tells the process that nobody could bring the customer the result: every message of the notice has failed, or
 * there was none to send (clause 2.5.1: the customer must be sure to get it). Called after each message that
 * ended badly; says it once per notice.
 */
export async function reportUndeliverable(store: Store, noticeId: string): Promise<void> {
  // The lock makes the ends of two channels wait for each other, so that the second sees the first.
  const notice = await store.db
    .selectFrom('notice')
    .select(['caseId', 'template'])
    .where('id', '=', noticeId)
    .forUpdate()
    .executeTakeFirst();
  if (notice?.template !== 'result') return;
  const reachable = await store.db
    .selectFrom('notification')
    .select('id')
    .where('noticeId', '=', noticeId)
    .where('state', 'not in', ['failed', 'notSent', 'unknown'])
    .limit(1)
    .executeTakeFirst();
  if (reachable) return;
  await enqueueMessage(store, {
    name: 'intake.noticeUndeliverable',
    correlationKey: notice.caseId,
    messageId: `${notice.caseId}:${noticeId}`,
    variables: {},
    timeToLiveMs: dayMs,
  });
}

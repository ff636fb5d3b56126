import { enqueueMessage, type Store } from '../register/index.ts';

const dayMs = 86_400_000;
const answerTemplates: readonly string[] = ['inquiry-guide', 'inquiry-answer'];

/**
 * Tells the process that nobody could bring the customer the result, or the asker the answer: every message of the notice has failed, or
 * there was none to send (clause 2.5.1: the customer must be sure to get it). Called after each message that
 * ended badly; says it once per notice.
 */
export async function reportUndeliverable(store: Store, noticeId: string): Promise<void> {
  // The lock makes the ends of two channels wait for each other, so that the second sees the first.
  const notice = await store.db
    .selectFrom('notice')
    .select(['caseId', 'inquiryId', 'template'])
    .where('id', '=', noticeId)
    .forUpdate()
    .executeTakeFirst();
  const receiver = notice && receiverOf(notice);
  if (!receiver) return;
  const reachable = await store.db
    .selectFrom('notification')
    .select('id')
    .where('noticeId', '=', noticeId)
    .where('state', 'not in', ['failed', 'notSent', 'unknown'])
    .limit(1)
    .executeTakeFirst();
  if (reachable) return;
  await enqueueMessage(store, {
    name: receiver.message,
    correlationKey: receiver.id,
    messageId: `${receiver.id}:${noticeId}`,
    variables: {},
    timeToLiveMs: dayMs,
  });
}

/** The process that waits to hear of it: a case's for the result, a question's for its answer. */
function receiverOf(notice: { caseId: string | null; inquiryId: string | null; template: string }) {
  if (notice.caseId !== null && notice.template === 'result')
    return { message: 'intake.noticeUndeliverable', id: notice.caseId };
  if (notice.inquiryId !== null && answerTemplates.includes(notice.template))
    return { message: 'care.noticeUndeliverable', id: notice.inquiryId };
  return undefined;
}

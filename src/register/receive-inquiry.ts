import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { appendAudit } from './audit.ts';
import { shanghaiDay } from './case-number.ts';
import type { InquiryChannel, InquiryTopic, Language } from './codes.ts';
import { askerPlace } from './inquiries.ts';
import { createInquiryToken, insertEntry } from './inquiry-entries.ts';
import { maskName, maskPhone } from './masks.ts';
import { enqueueMessage } from './outbox.ts';
import { atomically, type Actor, type Store } from './store.ts';

/** A question as it reaches the window (clause 3.1.5). */
export interface InquiryInput {
  /** Chosen by the form: the same again returns the same question with a new token. */
  requestId?: string | undefined;
  channel: InquiryChannel;
  language: Language;
  topic: InquiryTopic;
  matter?: { code: string; name: string } | undefined;
  caseId?: string | undefined;
  question: string;
  /** Answered face to face or on the phone already: only recorded. */
  answer?: string | undefined;
  asker: { name?: string | undefined; phone?: string | undefined; email?: string | undefined };
  /** A staff username; undefined when the asker wrote it on the public page. */
  receivedBy?: string | undefined;
}

const anonymous = '未留姓名';
const dayMs = 86_400_000;
/**
 * Records a question with its number (`ZX-20260302-0001`, without gaps), its audit row and the message that starts
 * the process, in one transaction. The token opens the asker's page.
 */
export function receiveInquiry(
  store: Store,
  input: InquiryInput,
): Promise<{ id: string; number: string; token: string }> {
  return atomically(store, async (inner) => {
    const earlier = input.requestId === undefined ? undefined : await findRequest(inner, input.requestId);
    if (earlier) return { ...earlier, token: await createInquiryToken(inner, earlier.id) };
    const id = randomUUID();
    const receivedAt = inner.clock.now();
    const number = await nextInquiryNumber(inner, receivedAt);
    const { channel, language, topic, matter, asker, answer } = input;
    const actor: Actor = input.receivedBy ?? 'customer';
    const encrypt = (field: Parameters<typeof askerPlace>[0], value: string | undefined) =>
      value ? inner.cipher.encrypt(value, askerPlace(field, id)) : null;
    const isAnswered = answer !== undefined;
    await inner.db
      .insertInto('inquiry')
      .values({
        id,
        number,
        requestId: input.requestId ?? null,
        channel,
        language,
        topic,
        matterCode: matter?.code ?? null,
        matterName: matter?.name ?? null,
        caseId: input.caseId ?? null,
        askerNameEnc: encrypt('askerNameEnc', asker.name),
        askerMasked: asker.name ? maskName(asker.name) : anonymous,
        phoneEnc: encrypt('phoneEnc', asker.phone),
        phoneMasked: asker.phone ? maskPhone(asker.phone) : null,
        emailEnc: encrypt('emailEnc', asker.email),
        receivedBy: actor,
        receivedAt,
        ...(isAnswered
          ? { status: 'closed', outcome: 'onTheSpot', answeredAt: receivedAt, closedAt: receivedAt }
          : {}),
      })
      .execute();
    await insertEntry(inner, { inquiryId: id, kind: 'question', text: input.question, writtenBy: actor });
    if (isAnswered)
      await insertEntry(inner, { inquiryId: id, kind: 'answer', text: answer, writtenBy: actor });
    await appendAudit(inner, {
      caseId: null,
      inquiryId: id,
      actor,
      action: 'inquiryReceived',
      details: { number, channel, topic, matterCode: matter?.code, isAnswered },
    });
    await enqueueMessage(inner, {
      name: 'care.inquiryReceived',
      correlationKey: id,
      messageId: id,
      variables: { inquiryId: id },
      timeToLiveMs: dayMs,
    });
    return { id, number, token: await createInquiryToken(inner, id) };
  });
}

/** Two requests with one id wait for each other, so that the second sees what the first has written. */
async function findRequest(
  store: Store,
  requestId: string,
): Promise<{ id: string; number: string } | undefined> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${requestId}, 0))`.execute(store.db);
  return store.db
    .selectFrom('inquiry')
    .select(['id', 'number'])
    .where('requestId', '=', requestId)
    .executeTakeFirst();
}

async function nextInquiryNumber(store: Store, receivedAt: Date): Promise<string> {
  const day = shanghaiDay(receivedAt).replaceAll('-', '');
  const { lastNumber } = await store.db
    .insertInto('inquiryNumberCounter')
    .values({ day, lastNumber: 1 })
    .onConflict((conflict) =>
      conflict.column('day').doUpdateSet((eb) => ({
        lastNumber: eb('inquiryNumberCounter.lastNumber', '+', 1),
      })),
    )
    .returning('lastNumber')
    .executeTakeFirstOrThrow();
  return `ZX-${day}-${String(lastNumber).padStart(4, '0')}`;
}

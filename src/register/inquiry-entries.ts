import { appendAudit } from './audit.ts';
import type { InquiryEntryKind, Language } from './codes.ts';
import { RegisterError } from './errors.ts';
import { askerPlace, lockInquiry, updateInquiry } from './inquiries.ts';
import { enqueueMessage } from './outbox.ts';
import { atomically, type Actor, type Store } from './store.ts';
import { newToken, tokenHash } from './tokens.ts';

const dayMs = 86_400_000;
const tokenLifetimeMs = 180 * dayMs;
const place = (inquiryId: string, seq: number) => `inquiryEntry.textEnc:${inquiryId}:${seq}`;

/** What was asked or answered, in the clear; a guide has no text of its own. */
export interface InquiryEntry {
  seq: number;
  kind: InquiryEntryKind;
  text: string | undefined;
  writtenBy: string;
  writtenAt: Date;
}

/** Adds an entry, in the caller's transaction, which holds the question. Returns its place, from 1. */
export async function insertEntry(
  store: Store,
  entry: { inquiryId: string; kind: InquiryEntryKind; text?: string; writtenBy: Actor },
): Promise<number> {
  const { inquiryId, kind, text, writtenBy } = entry;
  const { last } = await store.db
    .selectFrom('inquiryEntry')
    .select((eb) => eb.fn.max('seq').as('last'))
    .where('inquiryId', '=', inquiryId)
    .executeTakeFirstOrThrow();
  const seq = (last ?? 0) + 1;
  const textEnc = text === undefined ? null : store.cipher.encrypt(text, place(inquiryId, seq));
  await store.db
    .insertInto('inquiryEntry')
    .values({ inquiryId, seq, kind, textEnc, writtenBy, writtenAt: store.clock.now() })
    .execute();
  return seq;
}

/** Everything asked and answered, oldest first, in the clear. For people use `revealInquiry`. */
export async function listEntries(store: Store, inquiryId: string): Promise<InquiryEntry[]> {
  const rows = await store.db
    .selectFrom('inquiryEntry')
    .selectAll()
    .where('inquiryId', '=', inquiryId)
    .orderBy('seq')
    .execute();
  return rows.map(({ seq, kind, textEnc, writtenBy, writtenAt }) => ({
    seq,
    kind,
    text: textEnc === null ? undefined : store.cipher.decrypt(textEnc, place(inquiryId, seq)),
    writtenBy,
    writtenAt,
  }));
}

/**
 * Keeps an answer (clause 3.1.5), encrypted: it may speak of people. The asker is told once the task is completed;
 * until then a later text replaces it. Throws INQUIRY_STATE when nobody waits for an answer.
 */
export function writeAnswer(
  store: Store,
  input: { inquiryId: string; text: string; writtenBy: Actor },
): Promise<void> {
  return atomically(store, async (inner) => {
    const { inquiryId, text, writtenBy } = input;
    const { status } = await lockInquiry(inner, inquiryId);
    if (status !== 'received')
      throw new RegisterError('INQUIRY_STATE', `Inquiry ${inquiryId} waits for no answer: reload its page.`);
    const seq = await insertEntry(inner, { inquiryId, kind: 'answer', text, writtenBy });
    await appendAudit(inner, {
      caseId: null,
      inquiryId,
      actor: writtenBy,
      action: 'answerWritten',
      details: { seq },
    });
  });
}

/**
 * The asker is not content with the answer, or with the guide, and asks for more; the process is told. Throws
 * INQUIRY_STATE before an answer and after the time for it.
 */
export function askMore(store: Store, input: { inquiryId: string; question: string }): Promise<void> {
  return atomically(store, async (inner) => {
    const { inquiryId, question } = input;
    const { status, moreUntilAt, round } = await lockInquiry(inner, inquiryId);
    if (status !== 'answered' || !moreUntilAt || inner.clock.now() >= moreUntilAt)
      throw new RegisterError('INQUIRY_STATE', `Inquiry ${inquiryId} takes no further question now.`);
    const seq = await insertEntry(inner, {
      inquiryId,
      kind: 'question',
      text: question,
      writtenBy: 'customer',
    });
    await updateInquiry(inner, inquiryId, { status: 'received' });
    await appendAudit(inner, {
      caseId: null,
      inquiryId,
      actor: 'customer',
      action: 'moreAsked',
      details: { seq },
    });
    await enqueueMessage(inner, {
      name: 'care.moreAsked',
      // Of this round: one that comes late must not start the next.
      correlationKey: `${inquiryId}:${round}`,
      messageId: `${inquiryId}:more:${seq}`,
      variables: {},
      timeToLiveMs: dayMs,
    });
  });
}

/** Who asked and how to reach them, in the clear. */
export interface Asker {
  name: string | undefined;
  phone: string | undefined;
  email: string | undefined;
  language: Language;
}

/** The asker in the clear, for sending notices. For people use `revealInquiry`. */
export async function readAsker(store: Store, inquiryId: string): Promise<Asker> {
  const row = await store.db
    .selectFrom('inquiry')
    .select(['askerNameEnc', 'phoneEnc', 'emailEnc', 'language'])
    .where('id', '=', inquiryId)
    .executeTakeFirst();
  if (!row) throw new RegisterError('INQUIRY_NOT_FOUND', `There is no inquiry ${inquiryId}: check the id.`);
  const decrypt = (field: 'askerNameEnc' | 'phoneEnc' | 'emailEnc') => {
    const value = row[field];
    return value === null ? undefined : store.cipher.decrypt(value, askerPlace(field, inquiryId));
  };
  return {
    name: decrypt('askerNameEnc'),
    phone: decrypt('phoneEnc'),
    email: decrypt('emailEnc'),
    language: row.language,
  };
}

/**
 * Asker, questions and answers for a member of staff; who looked and why goes into the audit trail first (clause
 * 5.1). Throws VALUE_INVALID without a reason.
 */
export function revealInquiry(
  store: Store,
  request: { inquiryId: string; actor: Actor; reason: string },
): Promise<{ asker: Asker; entries: InquiryEntry[] }> {
  const { inquiryId, actor } = request;
  const reason = request.reason.trim();
  if (reason === '')
    return Promise.reject(new RegisterError('VALUE_INVALID', 'State a reason for looking at personal data.'));
  return atomically(store, async (inner) => {
    await appendAudit(inner, {
      caseId: null,
      inquiryId,
      actor,
      action: 'inquiryRevealed',
      details: { reason },
    });
    return { asker: await readAsker(inner, inquiryId), entries: await listEntries(inner, inquiryId) };
  });
}

/** A new key to the asker's page; `lifetimeMs` is half a year unless given. */
export async function createInquiryToken(
  store: Store,
  inquiryId: string,
  lifetimeMs = tokenLifetimeMs,
): Promise<string> {
  const token = newToken();
  const createdAt = store.clock.now();
  const expiresAt = new Date(createdAt.getTime() + lifetimeMs);
  await store.db
    .insertInto('inquiryToken')
    .values({ tokenHash: tokenHash(token), inquiryId, createdAt, expiresAt })
    .execute();
  return token;
}

/** The question that a token opens; undefined alike for unknown and expired ones. */
export function resolveInquiryToken(store: Store, token: string): Promise<{ inquiryId: string } | undefined> {
  return store.db
    .selectFrom('inquiryToken')
    .select('inquiryId')
    .where('tokenHash', '=', tokenHash(token))
    .where('expiresAt', '>', store.clock.now())
    .executeTakeFirst();
}

import { z } from 'zod';
import {
  markFailed,
  markNotSent,
  markSent,
  markUnknown,
  retryNotification,
  type ClaimedNotification,
  type Store,
} from '../register/index.ts';
import type { EmailProvider, SendResult, SmsProvider } from './provider.ts';
import { reportUndeliverable } from './undeliverable.ts';

export interface Providers {
  email: EmailProvider;
  /** Absent without credentials: SMS are kept, not sent to a phone. */
  sms: SmsProvider | undefined;
}

export interface DeliveryOutcome {
  outcome: 'sent' | 'failed' | 'notSent' | 'retry' | 'unsettled' | 'unknown';
  errorCode?: string;
}

/** Register functions run in one transaction each; the register itself is a store that can open one. */
type TransactionStore = Store & { transaction<T>(run: (store: Store) => Promise<T>): Promise<T> };

const dayMs = 24 * 3_600_000;
const firstPauseMs = 2_000;
const fewestTries = 5;
const longestPauseMs = 15 * 60_000;

const letterSchema = z.object({ text: z.string(), html: z.string(), language: z.string() });

/**
 * Sends one claimed message and writes down what came of it. `isRecovered`: it was found in `sending`, so it may
 * have gone out already: an SMS is looked for at the provider, an e-mail goes again under the same Message-ID.
 * A message whose fate stays open is left in `sending` and comes back as recovered; after a day it is `unknown`,
 * for a person to decide. What cannot be sent for a day has failed.
 */
export async function deliver(
  register: TransactionStore,
  { email, sms }: Providers,
  message: ClaimedNotification,
  isRecovered: boolean,
): Promise<DeliveryOutcome> {
  if (message.channel === 'email') return settle(register, message, await sendEmail(email, message));
  if (!sms) return end(register, message, (store) => markNotSent(store, message.id), { outcome: 'notSent' });
  const text = { to: message.address, body: message.body };
  if (isRecovered) {
    const found = await sms.find(text);
    if (found.kind === 'sent') return settle(register, message, found);
    if (found.kind !== 'failed')
      return settle(register, message, { kind: 'unknown', errorCode: found.errorCode });
  }
  return settle(register, message, await sms.send(text));
}

function sendEmail(email: EmailProvider, message: ClaimedNotification): Promise<SendResult> {
  const { text, html, language } = letterSchema.parse(JSON.parse(message.body));
  return email.send({
    to: message.address,
    subject: message.subject ?? '',
    text,
    html,
    messageId: message.messageId.replace(/^<|>$/g, ''),
    language,
  });
}

async function settle(
  register: TransactionStore,
  message: ClaimedNotification,
  result: SendResult,
): Promise<DeliveryOutcome> {
  const { id, attempts } = message;
  const ageMs = register.clock.now().getTime() - message.createdAt.getTime();
  // A message that lay while the app was down still gets its tries.
  const isGivenUp = ageMs > dayMs && attempts >= fewestTries;
  if (result.kind === 'sent') {
    const { providerId } = result;
    return end(register, message, (store) => markSent(store, id, providerId ?? undefined), {
      outcome: 'sent',
    });
  }
  const { errorCode } = result;
  if (result.kind === 'failed' || (result.kind === 'retry' && isGivenUp))
    return end(register, message, (store) => markFailed(store, id, errorCode), {
      outcome: 'failed',
      errorCode,
    });
  if (result.kind === 'retry') {
    await retryNotification(register, id, errorCode, pauseAfter(attempts));
    return { outcome: 'retry', errorCode };
  }
  if (!isGivenUp) return { outcome: 'unsettled', errorCode };
  return end(register, message, (store) => markUnknown(store, id, errorCode), {
    outcome: 'unknown',
    errorCode,
  });
}

/** Writes an end and tells the process when it was the last way to reach a customer. */
async function end(
  register: TransactionStore,
  message: ClaimedNotification,
  write: (store: Store) => Promise<void>,
  outcome: DeliveryOutcome,
): Promise<DeliveryOutcome> {
  await register.transaction(async (store) => {
    await write(store);
    // Also after `sent`: the provider's report of a failure may have been faster than its answer.
    if (message.recipient === 'customer') await reportUndeliverable(store, message.noticeId);
  });
  return outcome;
}

/** 2 s, 4 s, 8 s … 15 min, each up to a quarter longer, so that many messages do not come back at once. */
function pauseAfter(attempts: number): number {
  const base = Math.min(longestPauseMs, firstPauseMs * 2 ** (attempts - 1));
  return Math.round(base * (1 + Math.random() / 4));
}

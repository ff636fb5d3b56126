import twilio from 'twilio';
import { z } from 'zod';
import { applyProviderEvent, type NotificationState, type Register } from '../register/index.ts';
import { reportUndeliverable } from './undeliverable.ts';

/** A status report of the SMS provider, as it arrived. */
export interface SmsCallback {
  /** The exact public address that the provider called. */
  url: string;
  signature: string;
  parameters: Readonly<Record<string, string>>;
}

/** Where Twilio reports; undefined on an address that it cannot reach (it refuses messages that name one). */
export function smsCallbackUrl(publicUrl: string, isLocalProvider: boolean): string | undefined {
  const { hostname } = new URL(publicUrl);
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  return isLoopback && !isLocalProvider ? undefined : `${publicUrl}/webhooks/twilio`;
}

/** Twilio's words, their rank (late reports never take a message back) and what they mean for us. */
const statuses: Readonly<Record<string, { rank: number; state: NotificationState }>> = {
  accepted: { rank: 0, state: 'sent' },
  scheduled: { rank: 0, state: 'sent' },
  queued: { rank: 1, state: 'sent' },
  sending: { rank: 2, state: 'sent' },
  sent: { rank: 3, state: 'sent' },
  delivered: { rank: 4, state: 'delivered' },
  read: { rank: 4, state: 'delivered' },
  undelivered: { rank: 4, state: 'failed' },
  failed: { rank: 4, state: 'failed' },
  canceled: { rank: 4, state: 'failed' },
};

const reportSchema = z.object({
  MessageSid: z.string().min(1),
  MessageStatus: z.string(),
  ErrorCode: z.string().optional(),
});

/**
 * Takes the provider's status reports. `refused`: the signature is not the provider's; `ignored`: nothing we
 * know or want. The same report twice, and reports in any order, end in the same state.
 */
export function createSmsCallback(options: { register: Register; authToken: string }) {
  return async function takeSmsCallback({
    url,
    signature,
    parameters,
  }: SmsCallback): Promise<'recorded' | 'ignored' | 'refused'> {
    if (!twilio.validateRequest(options.authToken, signature, url, { ...parameters })) return 'refused';
    const report = reportSchema.safeParse(parameters);
    const status = report.success ? statuses[report.data.MessageStatus] : undefined;
    if (!report.success || !status) return 'ignored';
    const { MessageSid: providerId, MessageStatus, ErrorCode } = report.data;
    await options.register.transaction(async (store) => {
      const changed = await applyProviderEvent(store, {
        providerId,
        status: MessageStatus,
        ...status,
        errorCode: ErrorCode === undefined ? undefined : `SMS_${ErrorCode}`,
      });
      if (changed?.state === 'failed' && changed.recipient === 'customer')
        await reportUndeliverable(store, changed.noticeId);
    });
    return 'recorded';
  };
}

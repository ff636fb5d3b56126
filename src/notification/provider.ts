/** How a provider answered. Error codes are the provider's own, short and without personal data. */
export type SendResult =
  /** Taken over by the provider; `providerId` finds it again. Not yet delivery. */
  | { kind: 'sent'; providerId: string | null }
  /** Refused for good: this address will never work. */
  | { kind: 'failed'; errorCode: string }
  /** Certainly not sent; trying again later can help. */
  | { kind: 'retry'; errorCode: string }
  /** Perhaps sent: the answer was lost or makes no sense. Find out before sending again. */
  | { kind: 'unknown'; errorCode: string };

export interface Email {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Without angle brackets. The same for every try, so that receivers drop the second copy. */
  messageId: string;
  language: string;
}

export interface EmailProvider {
  send(email: Email): Promise<SendResult>;
  close(): void;
}

export interface Sms {
  /** E.164. */
  to: string;
  body: string;
}

export interface SmsProvider {
  send(sms: Sms): Promise<SendResult>;
  /**
   * Looks for a message that may have been sent: `sent` with its id, `failed` when it is not there, `retry` when
   * the provider cannot be asked now. The text must be unlike any other; ours hold a link of their own.
   */
  find(sms: Sms): Promise<SendResult>;
}

/**
 * A number that can get an SMS, in E.164: mainland mobiles with or without +86, others only with their country
 * code. Undefined for landlines and anything else.
 */
export function smsNumber(phone: string): string | undefined {
  const compact = phone.normalize('NFKC').replace(/[\s().\u2010-\u2015-]/g, '');
  const international = compact.startsWith('00') ? `+${compact.slice(2)}` : compact;
  if (/^1[3-9]\d{9}$/.test(international)) return `+86${international}`;
  if (international.startsWith('+86'))
    return /^\+861[3-9]\d{9}$/.test(international) ? international : undefined;
  return /^\+[1-9]\d{6,14}$/.test(international) ? international : undefined;
}

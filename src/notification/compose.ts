import type { Language, NotificationInput } from '../register/index.ts';
import { composeLetter } from './letter.ts';
import { smsNumber } from './provider.ts';
import type { Templates, TemplateValues } from './templates.ts';

/** A message that is ready but belongs to no notice yet. */
export type PlannedMessage = Pick<
  NotificationInput,
  'recipient' | 'channel' | 'address' | 'subject' | 'body'
>;
export type Address = Pick<PlannedMessage, 'channel' | 'address'>;

export interface Composer {
  /** The message for one address: an SMS's line, or an e-mail with subject and both forms of its letter. */
  message(
    template: string,
    language: Language,
    recipient: string,
    address: Address,
    values: TemplateValues,
  ): PlannedMessage;
  /** The text that is kept: the letter, with its subject. */
  keptText(template: string, language: Language, values: TemplateValues): string;
}

/** Fills texts for messages and for the kept copy. */
export function createComposer(templates: Templates, publicUrl: string): Composer {
  return {
    message(template, language, recipient, { channel, address }, values) {
      const { subject, body } = templates.render(template, language, channel, values);
      if (channel === 'sms') return { recipient, channel, address, body };
      const letter = composeLetter(body, language, publicUrl);
      return { recipient, channel, address, subject, body: JSON.stringify({ ...letter, language }) };
    },
    keptText(template, language, values) {
      const { subject, body } = templates.render(template, language, 'email', values);
      return `${subject}\n\n${composeLetter(body, language, publicUrl).text}`;
    },
  };
}

/** Where somebody can be reached: an SMS only where the phone takes one. */
export function addressesOf(contact: { phone?: string | undefined; email?: string | undefined }): Address[] {
  const phone = contact.phone === undefined ? undefined : smsNumber(contact.phone);
  return [
    ...(phone === undefined ? [] : [{ channel: 'sms' as const, address: phone }]),
    ...(contact.email === undefined ? [] : [{ channel: 'email' as const, address: contact.email }]),
  ];
}

import { createTransport } from 'nodemailer';
import { z } from 'zod';
import type { EmailProvider, SendResult } from './provider.ts';

/** What nodemailer puts on its errors. */
const smtpErrorSchema = z.object({
  code: z.string().optional().catch(undefined),
  command: z.string().optional().catch(undefined),
  responseCode: z.number().optional().catch(undefined),
});

/** Sends e-mail through any SMTP server. `from` is a mail address with or without a name. */
export function createEmailProvider(smtpUrl: string, from: string): EmailProvider {
  const transport = createTransport(
    {
      url: smtpUrl,
      pool: true,
      maxConnections: 3,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 20_000,
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from },
  );
  return {
    async send({ to, subject, text, html, messageId, language }) {
      try {
        await transport.sendMail({
          to: { name: '', address: to },
          subject,
          text,
          html,
          messageId: `<${messageId}>`,
          headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': language },
          // Only used where the server offers it; a report then comes to the window's own mailbox.
          dsn: { id: messageId, return: 'headers', notify: ['failure', 'delay'], recipient: from },
        });
        return { kind: 'sent', providerId: null };
      } catch (error) {
        return judge(error);
      }
    },
    close: () => transport.close(),
  };
}

/**
 * 5xx about the recipient or the message ends it. Everything about us (login, sender) or the way there is tried
 * again, as is 4xx. A connection lost after the text went out leaves it open whether it was taken.
 */
function judge(error: unknown): SendResult {
  const { code = 'SMTP_ERROR', command, responseCode } = smtpErrorSchema.catch({}).parse(error);
  const errorCode = responseCode === undefined ? code : `SMTP_${responseCode}`;
  if (responseCode !== undefined && responseCode >= 500)
    return code === 'EAUTH' || command === 'MAIL FROM' || command === 'CONN'
      ? { kind: 'retry', errorCode }
      : { kind: 'failed', errorCode };
  if (responseCode !== undefined) return { kind: 'retry', errorCode };
  return command === 'DATA' ? { kind: 'unknown', errorCode } : { kind: 'retry', errorCode };
}

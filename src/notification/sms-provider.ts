import twilio from 'twilio';
import { z } from 'zod';
import type { Config } from '../config.ts';
import type { SendResult, Sms, SmsProvider } from './provider.ts';

const requestTimeoutMs = 10_000;
/** How many of a number's newest messages are searched for one that may have been sent. */
const searchLimit = 100;

const messageIdPattern = /^(SM|MM)[0-9a-f]{32}$/;
const errorSchema = z.object({
  status: z.number().optional().catch(undefined),
  code: z.union([z.number(), z.string()]).optional().catch(undefined),
});
/** The connection was never made, so nothing can have been sent. */
const unreachable = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Twilio's own client, sent to another address: for a local server that speaks the same API. */
class RedirectedClient extends twilio.RequestClient {
  private readonly apiUrl: string;
  constructor(apiUrl: string) {
    super({ timeout: requestTimeoutMs, keepAlive: false });
    this.apiUrl = apiUrl.replace(/\/$/, '');
  }
  override request: twilio.RequestClient['request'] = (options) => {
    options.uri = options.uri.replace(/^https:\/\/api\.twilio\.com/, this.apiUrl);
    return super.request(options);
  };
}

/** Sends SMS through Twilio; undefined without credentials, then messages stay in the register as `notSent`. */
export function createSmsProvider(
  settings: Config['twilio'],
  callbackUrl: string | undefined,
): SmsProvider | undefined {
  if (!settings) return undefined;
  const { accountSid, authToken, from, apiUrl } = settings;
  const client = twilio(accountSid, authToken, {
    timeout: requestTimeoutMs,
    ...(apiUrl ? { httpClient: new RedirectedClient(apiUrl) } : {}),
  });
  const sender = from.startsWith('MG') ? { messagingServiceSid: from } : { from };
  const callback = callbackUrl ? { statusCallback: callbackUrl } : {};

  async function find({ to, body }: Sms): Promise<SendResult> {
    try {
      const messages = await client.messages.list({ to, limit: searchLimit });
      // A trial account puts a sentence of its own before the text. No comparing of times: clocks differ.
      const found = messages.find((message) => message.body.endsWith(body));
      return found ? { kind: 'sent', providerId: found.sid } : { kind: 'failed', errorCode: 'NOT_THERE' };
    } catch (error) {
      return { kind: 'retry', errorCode: codeOf(error) };
    }
  }

  return {
    find,
    async send({ to, body }) {
      try {
        const { sid } = await client.messages.create({ to, body, ...sender, ...callback });
        // The client hands on whatever came with a 2xx, also a proxy's page.
        return messageIdPattern.test(sid)
          ? { kind: 'sent', providerId: sid }
          : { kind: 'unknown', errorCode: 'ANSWER_UNREADABLE' };
      } catch (error) {
        return judge(error);
      }
    },
  };
}

function judge(error: unknown): SendResult {
  const errorCode = codeOf(error);
  const { status, code } = errorSchema.catch({}).parse(error);
  // 400: this number or text will never do. Account, limits and the like can be put right by us.
  if (status === 400) return { kind: 'failed', errorCode };
  if (status !== undefined && status < 500) return { kind: 'retry', errorCode };
  if (status === undefined && typeof code === 'string' && unreachable.has(code))
    return { kind: 'retry', errorCode };
  return { kind: 'unknown', errorCode };
}

/** Twilio's number, else the HTTP status, else the network's code: never the message, it may hold a number. */
function codeOf(error: unknown): string {
  const { status, code } = errorSchema.catch({}).parse(error);
  if (code !== undefined) return `SMS_${code}`;
  return status === undefined ? 'SMS_NO_ANSWER' : `SMS_HTTP_${status}`;
}

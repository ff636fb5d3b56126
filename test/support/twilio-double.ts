import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import twilio from 'twilio';

/** One message that the double has taken over: what a customer's phone would show. */
export interface DoubleMessage {
  sid: string;
  to: string;
  from: string;
  body: string;
  statusCallback: string | undefined;
  status: string;
  createdAt: Date;
}

/**
 * How the double treats a create request.
 * `refuse`: 400 with a code, for this number never. `fail`: 500, nothing kept. `busy`: 429, nothing kept.
 * `drop`: keeps the message, then breaks the connection. `nonsense`: keeps it, answers 200 with a web page.
 * `vanish`: breaks the connection, nothing kept. `hang`: keeps it and never answers.
 */
export type Misbehaviour = 'refuse' | 'fail' | 'busy' | 'drop' | 'nonsense' | 'vanish' | 'hang';

export interface TwilioDouble {
  accountSid: string;
  authToken: string;
  from: string;
  /** For `TWILIO_API_URL`. */
  url: string;
  /** Everything accepted, oldest first. */
  messages: readonly DoubleMessage[];
  /** The next create requests (all of them with `count` Infinity) go wrong in this way. */
  misbehave(how: Misbehaviour, count?: number): void;
  /** Every create request for this number is refused as an impossible number. */
  refuseNumber(to: string): void;
  /** List requests answer 500 while this is true. */
  setListBroken(isBroken: boolean): void;
  /**
   * What every accepted message reports by callback, in this order; none by default. `undelivered` for numbers
   * given to `failDelivery`.
   */
  setReports(statuses: readonly string[]): void;
  failDelivery(to: string): void;
  /** A status report as the webhook route hands it on: address, signature, parameters. */
  signedReport(
    sid: string,
    status: string,
    errorCode?: string,
  ): { url: string; signature: string; parameters: Record<string, string> };
  /** Sends one signed status callback; returns the HTTP status of the answer. */
  report(sid: string, status: string, errorCode?: string): Promise<number>;
  /** How often each pair of number and text was accepted: more than 1 is a message sent twice. */
  counts(): ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

/**
 * Starts a server on the loopback that speaks the part of Twilio's Messages API that the product uses. `now` is the
 * product's clock where that runs ahead.
 */
export async function startTwilioDouble(port = 0, now = () => new Date()): Promise<TwilioDouble> {
  const accountSid = `AC${randomBytes(16).toString('hex')}`;
  const authToken = randomBytes(16).toString('hex');
  const path = `/2010-04-01/Accounts/${accountSid}/Messages.json`;
  const messages: DoubleMessage[] = [];
  const refusedNumbers = new Set<string>();
  const undeliverable = new Set<string>();
  const misbehaviours: { how: Misbehaviour; left: number }[] = [];
  let reports: readonly string[] = [];
  let isListBroken = false;
  const running = new Set<Promise<unknown>>();

  const server = createServer((request, response) => {
    const work = handle(request, response).catch(() => response.destroy());
    running.add(work);
    void work.finally(() => running.delete(work));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await readBody(request));
    const target = new URL(request.url ?? '/', url);
    const expected = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
    if (request.headers.authorization !== expected)
      return problem(response, 401, 20003, 'Authentication Error');
    if (target.pathname !== path)
      return problem(response, 404, 20404, 'The requested resource was not found');
    if (request.method === 'GET') list(target.searchParams, response);
    else create(form, response);
  }

  function list(query: URLSearchParams, response: ServerResponse): void {
    if (isListBroken) return problem(response, 500, 20500, 'Internal error');
    const to = query.get('To');
    const found = messages.filter((message) => to === null || message.to === to).reverse();
    const size = Number(query.get('PageSize') ?? 50);
    answer(response, 200, {
      messages: found.slice(0, size).map(toResource),
      page: 0,
      page_size: size,
      uri: path,
      first_page_uri: path,
      next_page_uri: null,
      previous_page_uri: null,
    });
  }

  function create(form: URLSearchParams, response: ServerResponse): void {
    const to = form.get('To') ?? '';
    const how = nextMisbehaviour();
    if (how === 'refuse' || refusedNumbers.has(to) || !/^\+[1-9]\d{6,14}$/.test(to))
      return problem(response, 400, 21211, `The 'To' number ${to} is not a valid phone number.`);
    if (how === 'fail') return problem(response, 500, 20500, 'Internal error');
    if (how === 'busy') return problem(response, 429, 20429, 'Too Many Requests');
    if (how === 'vanish') return void response.destroy();
    const message: DoubleMessage = {
      sid: `SM${randomBytes(16).toString('hex')}`,
      to,
      from: form.get('From') ?? form.get('MessagingServiceSid') ?? '',
      body: form.get('Body') ?? '',
      statusCallback: form.get('StatusCallback') ?? undefined,
      status: 'queued',
      createdAt: now(),
    };
    messages.push(message);
    if (how === 'drop') return void response.destroy();
    if (how === 'hang') return;
    if (how === 'nonsense') {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html><body>Welcome!</body></html>');
      return;
    }
    answer(response, 201, toResource(message));
    const work = reportAll(message);
    running.add(work);
    void work.finally(() => running.delete(work));
  }

  function nextMisbehaviour(): Misbehaviour | undefined {
    const next = misbehaviours[0];
    if (!next) return undefined;
    next.left -= 1;
    if (next.left <= 0) misbehaviours.shift();
    return next.how;
  }

  async function reportAll(message: DoubleMessage): Promise<void> {
    const statuses = undeliverable.has(message.to) ? ['sent', 'undelivered'] : reports;
    for (const status of statuses)
      await report(message.sid, status, status === 'undelivered' ? '30005' : undefined);
  }

  function signedReport(sid: string, status: string, errorCode?: string) {
    const message = messages.find((candidate) => candidate.sid === sid);
    if (!message?.statusCallback) throw new Error(`Message ${sid} is unknown or wants no callback.`);
    const parameters: Record<string, string> = {
      MessageSid: sid,
      SmsSid: sid,
      MessageStatus: status,
      SmsStatus: status,
      AccountSid: accountSid,
      To: message.to,
      From: message.from,
      ApiVersion: '2010-04-01',
      ...(errorCode ? { ErrorCode: errorCode } : {}),
    };
    const url = message.statusCallback;
    return { url, parameters, signature: twilio.getExpectedTwilioSignature(authToken, url, parameters) };
  }

  async function report(sid: string, status: string, errorCode?: string): Promise<number> {
    const { url: callbackUrl, signature, parameters } = signedReport(sid, status, errorCode);
    for (const message of messages) if (message.sid === sid) message.status = status;
    const answered = await fetch(callbackUrl, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        'X-Twilio-Signature': signature,
      },
      body: new URLSearchParams(parameters),
    }).catch(() => undefined);
    return answered?.status ?? 0;
  }

  return {
    accountSid,
    authToken,
    from: '+15005550006',
    url,
    messages,
    misbehave: (how, count = 1) => void misbehaviours.push({ how, left: count }),
    refuseNumber: (to) => void refusedNumbers.add(to),
    setListBroken: (isBroken) => void (isListBroken = isBroken),
    setReports: (statuses) => void (reports = statuses),
    failDelivery: (to) => void undeliverable.add(to),
    signedReport,
    report,
    counts() {
      const counts = new Map<string, number>();
      for (const { to, body } of messages) {
        const key = `${to} ${body}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      return counts;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await Promise.allSettled(running);
    },
  };

  function toResource(message: DoubleMessage): Record<string, unknown> {
    return {
      sid: message.sid,
      account_sid: accountSid,
      to: message.to,
      from: message.from,
      body: message.body,
      status: message.status,
      direction: 'outbound-api',
      num_segments: '1',
      num_media: '0',
      price: null,
      price_unit: 'USD',
      error_code: null,
      error_message: null,
      messaging_service_sid: null,
      api_version: '2010-04-01',
      date_created: message.createdAt.toUTCString(),
      date_updated: message.createdAt.toUTCString(),
      date_sent: null,
      uri: path.replace('Messages.json', `Messages/${message.sid}.json`),
      subresource_uris: {},
    };
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

function problem(response: ServerResponse, status: number, code: number, message: string): void {
  answer(response, status, {
    code,
    message,
    status,
    more_info: `https://www.twilio.com/docs/errors/${code}`,
  });
}

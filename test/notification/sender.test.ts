import { jest } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { startMailCapture, type MailCapture } from '../../local/mail-capture.ts';
import {
  createEmailProvider,
  createSender,
  createSmsCallback,
  createSmsProvider,
  type Sender,
} from '../../src/notification/index.ts';
import {
  claimNotifications,
  listNotifications,
  openSurvey,
  setClassification,
  setResult,
  type NotificationRecord,
  type Register,
} from '../../src/register/index.ts';
import { createTestRegister, type TestRegister } from '../support/register.ts';
import { startTwilioDouble, type TwilioDouble } from '../support/twilio-double.ts';
import { until } from '../support/wait.ts';
import { customer, loadNotices, personalTexts, registerSample } from './setup.ts';

jest.setTimeout(60_000);
const notices = loadNotices();
const hourMs = 3_600_000;
/** Shorter than in production, so that a test can wait for it on the clock it moves. */
const recoverAfterMs = 30_000;

let database: TestRegister;
let register: Register;
let mail: MailCapture;
let double: TwilioDouble;
let mailDir: string;
let sender: Sender | undefined;
let logLines: string[] = [];

beforeEach(async () => {
  database = await createTestRegister();
  register = database.register;
  mailDir = mkdtempSync(join(tmpdir(), 'sender-mail-'));
  mail = await startMailCapture({ port: 0, dir: mailDir });
  double = await startTwilioDouble();
  logLines = [];
});
afterEach(async () => {
  await sender?.stop(5_000);
  sender = undefined;
  await mail.stop();
  await double.stop();
  await database.drop();
  rmSync(mailDir, { recursive: true, force: true });
});

function start({ hasSms = true, callbackUrl }: { hasSms?: boolean; callbackUrl?: string } = {}): void {
  const { accountSid, authToken, from, url } = double;
  sender = createSender({
    register,
    providers: {
      email: createEmailProvider(`smtp://127.0.0.1:${mail.port}`, '收件受理窗口 <window@intake.example>'),
      sms: createSmsProvider(hasSms ? { accountSid, authToken, from, apiUrl: url } : undefined, callbackUrl),
    },
    logger: pino({ level: 'trace' }, { write: (line: string) => void logLines.push(line) }),
    recoverAfterMs,
    pollMs: 20,
  });
}

/** A case with a result; `template` is issued to its customer. */
async function issue(template: 'receipt' | 'result', change: Partial<typeof customer> = {}): Promise<string> {
  const caseId = await registerSample(register, { parties: [{ ...customer, ...change }] });
  await setClassification(register, caseId, {
    classification: 'routine',
    serviceLevel: 'standard',
    departmentCode: 'finance',
    priority: 50,
    decisionDueAt: new Date('2026-03-09T10:00:00Z'),
  });
  await setResult(register, caseId, { result: 'granted', collectionWay: 'counter' }, 'clerk');
  await openSurvey(register, caseId, new Date('2026-03-31T10:00:00Z'));
  await register.transaction((store) => notices.issueNotice(store, { caseId, template, occurrence: '1' }));
  return caseId;
}

const onlySms = { email: undefined };
const onlyEmail = { phone: undefined };

async function states(caseId: string): Promise<Record<string, string>> {
  const rows = await listNotifications(register, caseId);
  return Object.fromEntries(rows.map(({ channel, state }) => [channel, state]));
}

/** Waits until the messages of a case are in these states. */
async function reach(caseId: string, wanted: Record<string, string>): Promise<NotificationRecord[]> {
  let seen = '';
  await until(
    `the messages are ${JSON.stringify(wanted)}`,
    async () => {
      const now = await states(caseId);
      seen = JSON.stringify(now);
      return Object.entries(wanted).every(([channel, state]) => now[channel] === state);
    },
    { withinMs: 15_000, everyMs: 20, seen: () => seen },
  );
  return listNotifications(register, caseId);
}

async function undeliverable(caseId: string): Promise<number> {
  const rows = await register.db
    .selectFrom('outbox')
    .select('id')
    .where('correlationKey', '=', caseId)
    .where('name', '=', 'intake.noticeUndeliverable')
    .execute();
  return rows.length;
}

/** Lets time pass until the wanted states are there: pauses between tries are waited for on the clock. */
async function passTimeUntil(caseId: string, wanted: Record<string, string>, stepMs = 31_000): Promise<void> {
  let seen = '';
  await until(
    `with time passing the messages are ${JSON.stringify(wanted)}`,
    async () => {
      const now = await states(caseId);
      seen = JSON.stringify(now);
      if (Object.entries(wanted).every(([channel, state]) => now[channel] === state)) return true;
      database.clock.advance(stepMs);
      return false;
    },
    { withinMs: 20_000, everyMs: 60, seen: () => seen },
  );
}

describe('sending', () => {
  test('a notice goes out by both channels at once and only once', async () => {
    start();
    const caseId = await issue('receipt');
    await reach(caseId, { sms: 'sent', email: 'sent' });
    expect(double.messages).toHaveLength(1);
    expect(double.messages[0]?.to).toBe('+8613912345678');
    expect(double.messages[0]?.body).toMatch(/^【收件受理窗口】.*\/c\/[\w-]{43}$/);
    const [message] = mail.messages();
    expect(mail.messages()).toHaveLength(1);
    expect(message?.subject).toMatch(/^收件回执：20260302-RC-\d{4}$/);
    expect(message?.to).toEqual(['yutong.ouyang@customer.example']);
    expect(message?.text).toContain('收件不等于受理');
    expect(message?.html).toContain('<a href="https://window.example.com/c/');
    expect(message?.messageId).toMatch(/^<[0-9a-f-]{36}@intake-window>$/);
  });

  test('what was planned while no sender ran is sent after the start', async () => {
    const ids = await Promise.all(Array.from({ length: 15 }, () => issue('receipt')));
    start();
    for (const id of ids) await reach(id, { sms: 'sent', email: 'sent' });
    expect([...double.counts().values()]).toEqual(Array.from({ length: 15 }, () => 1));
    expect(new Set(mail.messages().map(({ messageId }) => messageId)).size).toBe(15);
    expect(mail.messages()).toHaveLength(15);
  });

  test('two senders side by side send nothing twice', async () => {
    start();
    const first = sender;
    start();
    const ids = await Promise.all(Array.from({ length: 20 }, () => issue('receipt')));
    for (const id of ids) await reach(id, { sms: 'sent', email: 'sent' });
    await first?.stop(5_000);
    expect([...double.counts().values()].every((count) => count === 1)).toBe(true);
    expect(mail.messages()).toHaveLength(20);
  });

  test('without an SMS provider the SMS is kept as not sent', async () => {
    start({ hasSms: false });
    const caseId = await issue('result');
    await reach(caseId, { sms: 'notSent', email: 'sent' });
    expect(await undeliverable(caseId)).toBe(0);
  });

  test('logs hold ids, channels and outcomes, nothing personal and no text', async () => {
    start();
    double.misbehave('refuse');
    mail.failNext(1, 550);
    const caseId = await issue('result');
    await reach(caseId, { sms: 'failed', email: 'failed' });
    const other = await issue('receipt');
    await reach(other, { sms: 'sent', email: 'sent' });
    await sender?.stop(5_000);
    const log = logLines.join('');
    expect(logLines.length).toBeGreaterThanOrEqual(4);
    for (const personal of [...personalTexts, '收件回执', '/c/']) expect(log).not.toContain(personal);
    expect(log).toContain('SMS_21211');
  });
});

describe('an SMS whose fate is open', () => {
  test('left in sending by a crash and never sent: sent once', async () => {
    const caseId = await issue('receipt', onlySms);
    await claimNotifications(register, 10);
    start();
    database.clock.advance(recoverAfterMs + 1_000);
    await reach(caseId, { sms: 'sent' });
    expect(double.messages).toHaveLength(1);
  });

  test('left in sending by a crash after it went out: found, not sent again', async () => {
    const caseId = await issue('receipt', onlySms);
    const [claimed] = await claimNotifications(register, 10);
    const { accountSid, authToken, from, url } = double;
    const provider = createSmsProvider({ accountSid, authToken, from, apiUrl: url }, undefined);
    await provider?.send({ to: claimed?.address ?? '', body: claimed?.body ?? '' });
    start();
    database.clock.advance(recoverAfterMs + 1_000);
    const [row] = await reach(caseId, { sms: 'sent' });
    expect(double.messages).toHaveLength(1);
    expect(row?.attempts).toBe(2);
  });

  test.each(['drop', 'nonsense'] as const)(
    'the provider took it but the answer was lost (%s)',
    async (how) => {
      start();
      double.misbehave(how);
      const caseId = await issue('receipt', onlySms);
      await until('the provider has it', () => double.messages.length === 1);
      await passTimeUntil(caseId, { sms: 'sent' });
      expect(double.messages).toHaveLength(1);
    },
  );

  test('the connection broke before the provider had it: sent once', async () => {
    start();
    double.misbehave('vanish');
    const caseId = await issue('receipt', onlySms);
    await passTimeUntil(caseId, { sms: 'sent' });
    expect(double.messages).toHaveLength(1);
  });

  test('while the provider cannot be asked nothing is sent again', async () => {
    start();
    double.misbehave('drop');
    double.setListBroken(true);
    const caseId = await issue('receipt', onlySms);
    await until('the provider has it', () => double.messages.length === 1);
    for (let round = 0; round < 3; round += 1) {
      const [before] = await listNotifications(register, caseId);
      await until('it was asked again', async () => {
        database.clock.advance(recoverAfterMs);
        const [now] = await listNotifications(register, caseId);
        return now !== undefined && before !== undefined && now.attempts > before.attempts;
      });
    }
    expect(double.messages).toHaveLength(1);
    expect(await states(caseId)).toEqual({ sms: 'sending' });
    double.setListBroken(false);
    await passTimeUntil(caseId, { sms: 'sent' });
    expect(double.messages).toHaveLength(1);
  });

  test('after a day it is for a person to decide, and the process hears of it', async () => {
    start();
    double.misbehave('drop');
    double.setListBroken(true);
    const caseId = await issue('result', onlySms);
    await until('the provider has it', () => double.messages.length === 1);
    await passTimeUntil(caseId, { sms: 'unknown' }, 7 * hourMs);
    expect(double.messages).toHaveLength(1);
    expect(await undeliverable(caseId)).toBe(1);
  });
});

describe('a provider in trouble', () => {
  test('busy and failing: tried again until it goes', async () => {
    start();
    double.misbehave('busy', 2);
    double.misbehave('fail', 1);
    const caseId = await issue('receipt', onlySms);
    await passTimeUntil(caseId, { sms: 'sent' });
    expect(double.messages).toHaveLength(1);
  });

  test('a mail server that is down: sent when it is back', async () => {
    start();
    await mail.close();
    const caseId = await issue('receipt', onlyEmail);
    await until('a try has failed', async () => (await listNotifications(register, caseId))[0]?.errorCode);
    await mail.reopen();
    await passTimeUntil(caseId, { email: 'sent' });
    expect(mail.messages()).toHaveLength(1);
  });

  test('4xx by mail is tried again; after a day it has failed', async () => {
    start();
    mail.failNext(2, 451);
    const first = await issue('receipt', onlyEmail);
    await passTimeUntil(first, { email: 'sent' });
    mail.failNext(1_000, 451);
    const second = await issue('receipt', onlyEmail);
    await passTimeUntil(second, { email: 'failed' }, 6 * hourMs);
    const [row] = await listNotifications(register, second);
    expect(row?.errorCode).toBe('SMTP_451');
    expect(mail.messages()).toHaveLength(1);
  });

  test('5xx for the address has failed at once', async () => {
    start();
    mail.refuse(customer.email ?? '', 550);
    const caseId = await issue('receipt', onlyEmail);
    const [row] = await reach(caseId, { email: 'failed' });
    expect(row).toMatchObject({ attempts: 1, errorCode: 'SMTP_550' });
  });

  test('a mail whose answer was lost goes again under the same Message-ID', async () => {
    start();
    mail.loseNextAnswers(1);
    const caseId = await issue('receipt', onlyEmail);
    await passTimeUntil(caseId, { email: 'sent' });
    const ids = mail.messages().map(({ messageId }) => messageId);
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(1);
  });
});

describe('a result that reaches nobody', () => {
  test('is told to the process once, when the last channel has failed', async () => {
    start();
    double.refuseNumber('+8613912345678');
    mail.refuse(customer.email ?? '', 550);
    const caseId = await issue('result');
    await reach(caseId, { sms: 'failed', email: 'failed' });
    expect(await undeliverable(caseId)).toBe(1);
  });

  test('one channel that works is enough', async () => {
    start();
    double.refuseNumber('+8613912345678');
    const caseId = await issue('result');
    await reach(caseId, { sms: 'failed', email: 'sent' });
    expect(await undeliverable(caseId)).toBe(0);
  });

  test('other notices do not bother the process', async () => {
    start();
    double.refuseNumber('+8613912345678');
    const caseId = await issue('receipt', onlySms);
    await reach(caseId, { sms: 'failed' });
    expect(await undeliverable(caseId)).toBe(0);
  });
});

describe('reports of the SMS provider', () => {
  const url = 'https://window.example.com/webhooks/twilio';

  async function sentMessage(template: 'receipt' | 'result') {
    start({ callbackUrl: url });
    const caseId = await issue(template, onlySms);
    await reach(caseId, { sms: 'sent' });
    const sid = double.messages[0]?.sid ?? '';
    const take = createSmsCallback({ register, authToken: double.authToken });
    const report = (status: string, errorCode?: string) => take(double.signedReport(sid, status, errorCode));
    return { caseId, take, report, sid };
  }

  test('delivered, also when the reports come twice and in the wrong order', async () => {
    const { caseId, report } = await sentMessage('receipt');
    for (const status of ['delivered', 'sent', 'delivered', 'queued'])
      expect(await report(status)).toBe('recorded');
    const [row] = await listNotifications(register, caseId);
    expect(row?.state).toBe('delivered');
    expect(row?.deliveredAt).toEqual(database.clock.now());
    const events = await register.db.selectFrom('providerEvent').selectAll().execute();
    expect(events).toHaveLength(3);
  });

  test('undelivered result: failed with the code, the process hears of it once', async () => {
    const { caseId, report } = await sentMessage('result');
    await Promise.all([report('undelivered', '30005'), report('undelivered', '30005'), report('sent')]);
    const [row] = await listNotifications(register, caseId);
    expect(row).toMatchObject({ state: 'failed', errorCode: 'SMS_30005' });
    expect(await undeliverable(caseId)).toBe(1);
  });

  test('a report that is faster than the answer is not lost', async () => {
    const caseId = await issue('result', onlySms);
    const { accountSid, authToken, from, url: apiUrl } = double;
    const real = createSmsProvider({ accountSid, authToken, from, apiUrl }, url);
    if (!real) throw new Error('There are credentials, so there must be a provider.');
    const take = createSmsCallback({ register, authToken });
    sender = createSender({
      register,
      providers: {
        email: createEmailProvider(`smtp://127.0.0.1:${mail.port}`, 'window@intake.example'),
        sms: {
          find: (sms) => real.find(sms),
          async send(sms) {
            const result = await real.send(sms);
            if (result.kind === 'sent')
              await take(double.signedReport(result.providerId ?? '', 'undelivered', '30003'));
            return result;
          },
        },
      },
      logger: pino({ level: 'silent' }),
      pollMs: 20,
    });
    await reach(caseId, { sms: 'failed' });
    expect(await undeliverable(caseId)).toBe(1);
  });

  test('a wrong signature, address or parameter is refused', async () => {
    const { caseId, take, sid } = await sentMessage('receipt');
    const right = double.signedReport(sid, 'delivered');
    expect(await take({ ...right, signature: 'forged' })).toBe('refused');
    expect(await take({ ...right, url: `${url}?x=1` })).toBe('refused');
    const parameters = { ...right.parameters, MessageStatus: 'undelivered' };
    expect(await take({ ...right, parameters })).toBe('refused');
    expect(await states(caseId)).toEqual({ sms: 'sent' });
  });

  test('an unknown status is ignored', async () => {
    const { report, caseId } = await sentMessage('receipt');
    expect(await report('teleported')).toBe('ignored');
    expect(await states(caseId)).toEqual({ sms: 'sent' });
  });
});

test('health and stop: what is on its way is finished, nothing new is taken', async () => {
  start();
  expect(sender?.health()).toEqual({ isHealthy: true });
  const first = await issue('receipt');
  await reach(first, { sms: 'sent', email: 'sent' });
  await sender?.stop(5_000);
  const caseId = await issue('receipt');
  expect(await states(caseId)).toEqual({ sms: 'planned', email: 'planned' });
});

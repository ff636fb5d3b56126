import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { startMailCapture, type MailCapture } from '../../local/mail-capture.ts';

let dir: string;
let capture: MailCapture;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'mail-'));
  capture = await startMailCapture({ port: 0, dir });
});

afterEach(async () => {
  await capture.stop();
  rmSync(dir, { recursive: true });
});

async function send(subject: string, to = 'wang@example.com'): Promise<void> {
  const transport = createTransport(`smtp://127.0.0.1:${capture.port}`);
  try {
    await transport.sendMail({
      from: 'window@intake.example',
      to,
      subject,
      text: '您好，您的申请已收件。',
      html: '<p>您好</p>',
      messageId: `<${encodeURIComponent(subject)}@intake.example>`,
    });
  } finally {
    transport.close();
  }
}

const subjects = () => capture.messages().map(({ subject }) => subject);

describe('the mail capture', () => {
  test('keeps what it gets, as a list and as files', async () => {
    await send('收件回执');
    const [message] = capture.messages();
    expect(message).toMatchObject({
      messageId: `<${encodeURIComponent('收件回执')}@intake.example>`,
      to: ['wang@example.com'],
      subject: '收件回执',
      html: '<p>您好</p>',
    });
    expect(message?.text).toContain('您的申请已收件');
    expect(readFileSync(join(dir, message?.file ?? ''), 'utf8')).toContain('To: wang@example.com');
  });

  test('still knows everything after a restart, and goes on counting', async () => {
    await send('one');
    await capture.stop();
    capture = await startMailCapture({ port: 0, dir });
    await send('two');
    expect(subjects()).toEqual(['one', 'two']);
    expect(existsSync(join(dir, '000002.eml'))).toBe(true);
  });

  test('refuses the next messages when asked', async () => {
    capture.failNext(2, 451);
    await expect(send('one')).rejects.toMatchObject({ responseCode: 451 });
    await expect(send('one')).rejects.toMatchObject({ responseCode: 451 });
    await send('one');
    expect(subjects()).toEqual(['one']);
  });

  test('refuses an address when asked', async () => {
    capture.refuse('Nobody@example.com', 550);
    await expect(send('one', 'nobody@example.com')).rejects.toMatchObject({ responseCode: 550 });
    await send('two');
    capture.accept('nobody@example.com');
    await send('three', 'nobody@example.com');
    expect(subjects()).toEqual(['two', 'three']);
  });

  test('takes a message without saying so when asked', async () => {
    capture.loseNextAnswers(1);
    await expect(send('one')).rejects.toThrow();
    await send('one');
    expect(subjects()).toEqual(['one', 'one']);
    expect(new Set(capture.messages().map(({ messageId }) => messageId)).size).toBe(1);
  });

  test('can be down for a while', async () => {
    await capture.close();
    await expect(send('one')).rejects.toMatchObject({
      code: expect.stringMatching(/ECONN|ESOCKET/) as string,
    });
    await capture.reopen();
    await send('two');
    expect(subjects()).toEqual(['two']);
  });

  test('a taken port is an error', async () => {
    await expect(startMailCapture({ port: capture.port, dir })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { z } from 'zod';
import { createFaults, smtpError, type FaultControls } from './mail-faults.ts';

const messageSchema = z.object({
  /** The Message-ID header, with its angle brackets; empty when the sender gave none. */
  messageId: z.string(),
  from: z.string(),
  /** The addresses it was handed in for. */
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  /** ISO 8601, UTC. */
  receivedAt: z.string(),
  /** The `.eml` file in the capture's folder. */
  file: z.string(),
});

export type CapturedMessage = z.infer<typeof messageSchema>;

/** A mail server for local use: it accepts everything, delivers nothing and keeps every message. */
export interface MailCapture extends FaultControls {
  port: number;
  /** Everything received so far, also before a restart, oldest first. A message handed in twice is there twice. */
  messages(): readonly CapturedMessage[];
  /** Closes the port, as a mail server that is down; `reopen` opens the same one again. */
  close(): Promise<void>;
  reopen(): Promise<void>;
  stop(): Promise<void>;
}

const largestMessage = 25 * 1024 * 1024;

/**
 * Opens the capture on 127.0.0.1. `port` 0 takes a free one. Messages lie in `dir` as `.eml` files with an
 * `index.jsonl` beside them. Throws when the port is taken.
 */
export async function startMailCapture({ port, dir }: { port: number; dir: string }): Promise<MailCapture> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const index = join(dir, 'index.jsonl');
  const messages = await readIndex(index);
  const faults = createFaults();
  const sockets = new Map<number, Socket>();

  const keep = async (raw: Buffer, session: SMTPServerSession) => {
    const parsed = await simpleParser(raw);
    const message: CapturedMessage = {
      messageId: parsed.messageId ?? '',
      from: parsed.from?.text ?? '',
      to: session.envelope.rcptTo.map(({ address }) => address),
      subject: parsed.subject ?? '',
      text: parsed.text ?? '',
      html: typeof parsed.html === 'string' ? parsed.html : '',
      receivedAt: new Date().toISOString(),
      file: `${String(messages.length + 1).padStart(6, '0')}.eml`,
    };
    // Claims the number before waiting for the disk.
    messages.push(message);
    await writeFile(join(dir, `${message.file}.part`), raw, { mode: 0o600 });
    await rename(join(dir, `${message.file}.part`), join(dir, message.file));
    await appendFile(index, `${JSON.stringify(message)}\n`, { mode: 0o600 });
  };

  const receive = async (stream: SMTPServerDataStream, session: SMTPServerSession) => {
    const raw = await readAll(stream);
    faults.throwIfDue();
    if (stream.sizeExceeded) throw smtpError(552, 'The message is too large');
    await keep(raw, session);
    if (faults.isAnswerLost()) sockets.get(session.remotePort)?.destroy();
  };

  const open = async (at: number) => {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      hideSTARTTLS: true,
      size: largestMessage,
      disableReverseLookup: true,
      // Any name and password will do: there is nothing to protect here.
      onAuth: (auth, _session, answer) => {
        answer(null, { user: auth.username ?? 'anybody' });
      },
      onRcptTo: ({ address }, _session, answer) => {
        answer(faults.refusal(address));
      },
      onData: (stream, session, answer) => {
        receive(stream, session).then(
          () => {
            answer();
          },
          (error: unknown) => {
            answer(error instanceof Error ? error : smtpError(451, String(error)));
          },
        );
      },
    });
    // A client that breaks off is its own affair.
    server.on('error', () => undefined);
    server.server.on('connection', (socket: Socket) => {
      const remotePort = socket.remotePort ?? 0;
      sockets.set(remotePort, socket);
      socket.once('close', () => sockets.delete(remotePort));
    });
    const listening = await new Promise<number>((resolve, reject) => {
      server.server.once('error', reject);
      server.listen(at, '127.0.0.1', () => {
        const address = server.server.address();
        resolve(typeof address === 'object' && address ? address.port : at);
      });
    });
    return { server, port: listening };
  };

  let current: Awaited<ReturnType<typeof open>> | undefined = await open(port);
  const opened = current.port;
  const close = async () => {
    const closing = current?.server;
    current = undefined;
    for (const socket of sockets.values()) socket.destroy();
    if (closing)
      await new Promise<void>((resolve) => {
        closing.close(() => {
          resolve();
        });
      });
  };
  return {
    port: opened,
    messages: () => messages,
    ...faults.controls,
    close,
    async reopen() {
      current ??= await open(opened);
    },
    stop: close,
  };
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Lines that an interrupted write left incomplete are skipped; their `.eml` files remain. */
async function readIndex(file: string): Promise<CapturedMessage[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    try {
      return [messageSchema.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}

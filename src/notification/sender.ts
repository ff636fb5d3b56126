import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '../logger.ts';
import {
  claimNotifications,
  recoverStuck,
  type ClaimedNotification,
  type Register,
} from '../register/index.ts';
import { deliver, type Providers } from './deliver.ts';

export interface SenderOptions {
  register: Register;
  providers: Providers;
  logger: Logger;
  /** How many messages are on their way at once. */
  concurrency?: number;
  /** A message found in `sending` for longer than this was left behind; above every provider's time limit. */
  recoverAfterMs?: number;
  /** How often the register is asked when nothing wakes the sender. */
  pollMs?: number;
}

export interface Sender {
  /** Look at once: something was planned. */
  nudge(): void;
  /** Whether the sender still goes through the register. */
  health(): { isHealthy: boolean; detail?: string };
  /** Takes nothing new and waits for what is on its way, at most `limitMs`. */
  stop(limitMs: number): Promise<void>;
}

const defaults = { concurrency: 10, recoverAfterMs: 30_000, pollMs: 1_000 };
/** Without a pass through the register for this long, something is wrong. */
const stalledAfterMs = 30_000;

/** Sends what is planned, for as long as the process lives; several senders may work side by side. */
export function createSender(options: SenderOptions): Sender {
  const { register, providers, logger } = options;
  const { concurrency, recoverAfterMs, pollMs } = { ...defaults, ...options };
  const onTheirWay = new Map<string, Promise<void>>();
  let wake = new AbortController();
  let isStopping = false;
  let lastPass = performance.now();

  const nudge = () => wake.abort();
  const stopListening = register.listen('notification', nudge);
  const loop = run();

  async function run(): Promise<void> {
    while (!isStopping) {
      let isMore = false;
      try {
        isMore = await pass();
        lastPass = performance.now();
      } catch (error) {
        logger.warn({ code: codeOf(error) }, 'sender cannot read the register, tries again');
      }
      if (!isMore && !isStopping)
        await pause(pollMs, undefined, { signal: wake.signal }).catch(() => undefined);
      if (wake.signal.aborted) wake = new AbortController();
    }
  }

  /** Starts what is due; true when there may be more. */
  async function pass(): Promise<boolean> {
    const free = concurrency - onTheirWay.size;
    if (free <= 0) {
      await Promise.race(onTheirWay.values());
      return true;
    }
    const left = await recoverStuck(register, { stuckForMs: recoverAfterMs, limit: free });
    // After a jump of the clock our own messages look stuck; they are on their way and end by themselves.
    for (const message of left) if (!onTheirWay.has(message.id)) start(message, true);
    const due = await claimNotifications(register, Math.max(1, concurrency - onTheirWay.size));
    for (const message of due) start(message, false);
    return due.length > 0;
  }

  function start(message: ClaimedNotification, isRecovered: boolean): void {
    const startedAt = performance.now();
    const line = { notification: message.id, channel: message.channel, attempt: message.attempts };
    const work = deliver(register, providers, message, isRecovered)
      .then((outcome) =>
        logger.info({ ...line, ...outcome, ms: Math.round(performance.now() - startedAt) }, 'notification'),
      )
      .catch((error: unknown) =>
        logger.error({ ...line, code: codeOf(error) }, 'notification not settled, it will be recovered'),
      )
      .finally(() => {
        onTheirWay.delete(message.id);
      });
    onTheirWay.set(message.id, work);
  }

  return {
    nudge,
    health() {
      const silentMs = performance.now() - lastPass;
      return silentMs < stalledAfterMs
        ? { isHealthy: true }
        : { isHealthy: false, detail: `no pass through the register for ${Math.round(silentMs / 1000)} s` };
    },
    async stop(limitMs) {
      isStopping = true;
      nudge();
      await stopListening();
      const limit = new AbortController();
      await Promise.race([
        loop.then(() => Promise.all(onTheirWay.values())),
        pause(limitMs, undefined, { signal: limit.signal }).catch(() => undefined),
      ]);
      limit.abort();
      providers.email.close();
    },
  };
}

/** The code or kind of an error; its message may hold what was being sent. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

import { describeError, isTransient } from './engine/index.ts';
import type { Logger } from './logger.ts';
import {
  claimMessages,
  markMessageFailed,
  markMessageSent,
  type ClaimedMessage,
  type Register,
} from './register/index.ts';

export interface RelayOptions {
  readonly register: Register;
  /** Hands one message to the engine; a message that it knows already is no error. */
  readonly publish: (message: ClaimedMessage) => Promise<unknown>;
  readonly logger: Logger;
  /** How often the register is asked when nothing wakes the relay, ms. */
  readonly pollMs?: number;
}

export interface Relay {
  /** Look at once: something was written. */
  nudge(): void;
  /** Whether messages reach the engine. */
  health(): { isHealthy: boolean; detail?: string };
  /** Takes nothing new and waits for the round that is running, at most `limitMs`. */
  stop(limitMs: number): Promise<void>;
}

const batchSize = 50;
const concurrency = 10;
/** Without a round that worked for this long, something is wrong. */
const stalledAfterMs = 30_000;
const longestRetryMs = 5 * 60_000;
const longestOutagePauseMs = 5_000;

/**
 * Brings the outbox to the engine, for as long as the process lives. Registration never waits for it. Several
 * relays may work side by side. A crash between publishing and marking sends a message again; the engine knows its
 * id then. When the engine is out of reach no message is charged with it: the round is given up, and after the
 * outage everything goes out at once.
 */
export function createRelay({ register, publish, logger, pollMs = 1_000 }: RelayOptions): Relay {
  let isStopping = false;
  let isWoken = false;
  let wakeUp: () => void = () => undefined;
  let lastGoodRoundAt = performance.now();
  let failures = 0;

  const nudge = () => {
    isWoken = true;
    wakeUp();
  };
  const stopListening = register.listen('outbox', nudge);
  const running = run();

  async function run() {
    while (!isStopping) {
      isWoken = false;
      const isMore = await round();
      if (isStopping || isMore) continue;
      if (failures === 0) await rest(pollMs, isWoken);
      // While the engine is away, new messages are no reason to ask it more often.
      else await rest(Math.min(longestOutagePauseMs, 100 * 2 ** failures), false);
    }
  }

  /** Sends what is due, at most one batch; true when there may be more. Never rejects. */
  async function round(): Promise<boolean> {
    try {
      const { claimed, outage } = await register.transaction(async (store) => {
        const messages = await claimMessages(store, batchSize);
        const sent = await publishAll(messages);
        for (const { message, error } of sent.results)
          if (error === undefined) await markMessageSent(store, message.id);
          else {
            const retryMs = Math.min(longestRetryMs, 1_000 * 2 ** message.attempts);
            await markMessageFailed(store, message.id, error, retryMs);
          }
        return { claimed: messages.length, outage: sent.outage };
      });
      if (outage !== undefined) return failed(outage, 'the engine takes no messages, they wait');
      if (failures > 0) logger.info({ failures }, 'messages reach the engine again');
      failures = 0;
      lastGoodRoundAt = performance.now();
      return claimed === batchSize;
    } catch (error) {
      return failed(describeError(error), 'the outbox cannot be read');
    }
  }

  function failed(error: string, text: string): false {
    failures += 1;
    // Once per outage: an hour without the engine must not fill the log.
    if (failures === 1) logger.warn({ error }, text);
    return false;
  }

  async function publishAll(messages: readonly ClaimedMessage[]) {
    const results: { message: ClaimedMessage; error?: string }[] = [];
    const queue = byCase(messages);
    let outage: string | undefined;
    await Promise.all(
      Array.from({ length: concurrency }, async () => {
        for (let next = queue.shift(); next && outage === undefined; next = queue.shift())
          for (const message of next)
            try {
              await publish(message);
              results.push({ message });
            } catch (error) {
              if (isTransient(error)) outage = describeError(error);
              else {
                results.push({ message, error: describeError(error) });
                logger.error(
                  { message: message.name, outbox: message.id, error: describeError(error) },
                  'the engine refuses a message',
                );
              }
              break;
            }
      }),
    );
    return { results, outage };
  }

  function rest(ms: number, isOver: boolean): Promise<void> {
    if (isOver) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wakeUp = () => {
        if (failures > 0 && !isStopping) return;
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return {
    nudge,
    health() {
      const silentMs = performance.now() - lastGoodRoundAt;
      if (silentMs < stalledAfterMs) return { isHealthy: true };
      return {
        isHealthy: false,
        detail: `no message has reached the engine for ${Math.round(silentMs / 1_000)} s; they wait in the register`,
      };
    },
    async stop(limitMs) {
      isStopping = true;
      nudge();
      await stopListening();
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, limitMs);
      });
      await Promise.race([running, limit]);
      clearTimeout(timer);
    },
  };
}

/** Messages of one case go one after the other, in the order given. */
function byCase(messages: readonly ClaimedMessage[]): ClaimedMessage[][] {
  const cases = new Map<string, ClaimedMessage[]>();
  for (const message of messages) {
    const [caseId = ''] = message.correlationKey.split(':');
    const group = cases.get(caseId);
    if (group) group.push(message);
    else cases.set(caseId, [message]);
  }
  return [...cases.values()];
}

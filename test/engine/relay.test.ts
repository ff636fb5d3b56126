import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { pino } from 'pino';
import { z } from 'zod';
import { workerDefiner } from '../../src/engine/index.ts';
import { createRelay, type Relay, type RelayOptions } from '../../src/relay.ts';
import {
  enqueueMessage,
  outboxBacklog,
  resendMessage,
  type ClaimedMessage,
} from '../../src/register/index.ts';
import { createTestRegister, type TestRegister } from '../support/register.ts';
import { until } from '../support/wait.ts';
import { createHarness, newJobType, type Harness } from './harness.ts';

jest.setTimeout(60_000);

let harness: Harness;
let scratch: TestRegister;
let logged: string[];
const relays: Relay[] = [];
beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.close());
beforeEach(async () => {
  scratch = await createTestRegister();
  logged = [];
});
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.stop(5_000)));
  await scratch.drop();
});

function startRelay(publish: RelayOptions['publish'], pollMs = 60_000): Relay {
  const logger = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
  const relay = createRelay({ register: scratch.register, publish, logger, pollMs });
  relays.push(relay);
  return relay;
}

function enqueue(name: string, caseId: string, { suffix = '', variables = {} } = {}) {
  return scratch.register.transaction((store) =>
    enqueueMessage(store, {
      name,
      correlationKey: `${caseId}${suffix}`,
      messageId: caseId,
      variables: { caseId, ...variables },
      timeToLiveMs: 60_000,
    }),
  );
}

const waiting = async () => (await outboxBacklog(scratch.register)).waiting;
const whenAllSent = () => until('the outbox is empty', async () => (await waiting()) === 0);

/** An engine error as gRPC gives it. */
function grpcError(code: number): Error {
  return Object.assign(new Error(`${code} with a secret in it`), { code });
}

describe('the relay, with the engine', () => {
  test('starts one instance per message, also when it is sent a second time', async () => {
    const type = newJobType();
    const done: string[] = [];
    harness.start(
      workerDefiner<object>()({
        type,
        input: z.object({ caseId: z.string() }),
        output: z.object({}),
        handle({ caseId }) {
          done.push(caseId);
          return {};
        },
      }),
    );
    startRelay((message) => harness.engine.publishMessage(message));
    const caseId = randomUUID();
    const variables = { id: caseId, jobType: type };
    await enqueue('probe.asked', caseId, { variables });
    await until('the instance runs', () => done.length === 1);
    await whenAllSent();
    // As after a crash between publishing and marking, or after a restore.
    expect(await resendMessage(scratch.register, 'probe.asked', caseId)).toBe(true);
    await whenAllSent();
    const other = randomUUID();
    await enqueue('probe.asked', other, { variables: { ...variables, id: other } });
    await until('the next instance runs', () => done.includes(other));
    expect(done).toEqual([caseId, other]);
  });
});

describe('the relay', () => {
  test('is woken by a commit, far quicker than it polls', async () => {
    const sent: string[] = [];
    startRelay((message) => Promise.resolve(sent.push(message.messageId)));
    // Everything before the listening connection stands is found by the first look.
    await enqueue('probe.first', 'a');
    await until('the first is sent', () => sent.length === 1);
    const started = performance.now();
    await enqueue('probe.second', 'b');
    await until('the second is sent', () => sent.length === 2, { everyMs: 5 });
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test('sends each of many once although several relays work side by side', async () => {
    const sent: string[] = [];
    const caseIds = Array.from({ length: 230 }, () => randomUUID());
    await Promise.all(caseIds.map((caseId) => enqueue('probe.asked', caseId)));
    for (let index = 0; index < 3; index += 1)
      startRelay(async (message) => {
        await new Promise((resolve) => setImmediate(resolve));
        sent.push(message.messageId);
      });
    await whenAllSent();
    expect(sent).toHaveLength(230);
    expect(new Set(sent)).toEqual(new Set(caseIds));
  });

  test('keeps the order of a case: nothing overtakes its start, other cases go on', async () => {
    const sent: string[] = [];
    let isRefused = true;
    const caseId = randomUUID();
    await enqueue('intake.caseRegistered', caseId);
    scratch.clock.advance(10);
    await enqueue('intake.supplementReceived', caseId, { suffix: ':1' });
    await enqueue('intake.withdrawn', caseId);
    await enqueue('intake.caseRegistered', 'another');
    const relay = startRelay((message) => {
      if (message.correlationKey === caseId && isRefused) return Promise.reject(grpcError(3));
      sent.push(`${message.correlationKey === 'another' ? 'another ' : ''}${message.name}`);
      return Promise.resolve();
    });
    await until('the other case is sent', async () => (await waiting()) === 3);
    expect(sent).toEqual(['another intake.caseRegistered']);
    isRefused = false;
    scratch.clock.advance(5 * 60_000);
    relay.nudge();
    // Each later message of the case is due once the one before it is marked.
    await until('everything is sent', async () => {
      relay.nudge();
      return (await waiting()) === 0;
    });
    expect(sent.slice(1, 2)).toEqual(['intake.caseRegistered']);
    expect(sent.slice(2).sort()).toEqual(['intake.supplementReceived', 'intake.withdrawn']);
  });

  test('charges no message with an outage, tells it once, and sends all at once afterwards', async () => {
    let isDown = true;
    const sent: ClaimedMessage[] = [];
    for (let index = 0; index < 60; index += 1) await enqueue('probe.asked', randomUUID());
    const relay = startRelay((message) => {
      if (isDown) return Promise.reject(grpcError(14));
      sent.push(message);
      return Promise.resolve();
    });
    await until('the outage is noticed', () => logged.some((line) => line.includes('takes no messages')));
    await enqueue('probe.asked', randomUUID());
    relay.nudge();
    isDown = false;
    await whenAllSent();
    expect(sent).toHaveLength(61);
    expect(sent.every(({ attempts }) => attempts === 0)).toBe(true);
    expect(logged.filter((line) => line.includes('takes no messages'))).toHaveLength(1);
    expect(logged.filter((line) => line.includes('reach the engine again'))).toHaveLength(1);
    expect(relay.health()).toEqual({ isHealthy: true });
  });

  test('tries a refused message again later and later, with no value in log or register', async () => {
    await enqueue('probe.asked', 'a');
    const relay = startRelay(() => Promise.reject(grpcError(3)));
    const row = () =>
      scratch.register.db
        .selectFrom('outbox')
        .select(['attempts', 'nextAttemptAt', 'lastError'])
        .executeTakeFirstOrThrow();
    const pauses: number[] = [];
    for (const attempts of [1, 2, 3]) {
      await until(`attempt ${attempts} has failed`, async () => {
        relay.nudge();
        return (await row()).attempts === attempts;
      });
      const { nextAttemptAt } = await row();
      pauses.push(nextAttemptAt.getTime() - scratch.clock.now().getTime());
      scratch.clock.advance(pauses.at(-1) ?? 0);
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000]);
    expect((await row()).lastError).toBe('Error 3');
    expect(logged.join('\n')).not.toContain('secret');
  });

  test('stops with nothing half done', async () => {
    await enqueue('probe.asked', 'a');
    let finish: () => void = () => undefined;
    let isSending = false;
    const relay = startRelay(() => {
      isSending = true;
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    });
    await until('the message is being sent', () => isSending);
    const stopped = relay.stop(5_000);
    finish();
    await stopped;
    expect(await waiting()).toBe(0);
  });
});

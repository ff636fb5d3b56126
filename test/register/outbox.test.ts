import pg from 'pg';
import {
  claimMessages,
  enqueueMessage,
  markMessageFailed,
  markMessageSent,
  outboxBacklog,
  resendMessage,
  type Register,
} from '../../src/register/index.ts';
import { createTestRegister, type TestRegister } from '../support/register.ts';

let scratch: TestRegister;
let register: Register;

beforeEach(async () => {
  scratch = await createTestRegister();
  register = scratch.register;
});
afterEach(() => scratch.drop());

const message = (messageId: string) => ({
  name: 'intake.withdrawn',
  correlationKey: 'case-1',
  messageId,
  variables: { surveyScore: 5, nestedValue: { camelCase: true } },
  timeToLiveMs: 86_400_000,
});
const claimIds = () =>
  register.transaction(async (store) => (await claimMessages(store, 10)).map((row) => row.messageId));

async function until(condition: () => boolean): Promise<void> {
  const limit = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > limit) throw new Error('It did not happen within ten seconds.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('a message comes back as it was written, keys and all, and once', async () => {
  await enqueueMessage(register, message('m1'));
  await enqueueMessage(register, { ...message('m1'), variables: {} });
  const claimed = await register.transaction((store) => claimMessages(store, 10));
  expect(claimed).toMatchObject([{ ...message('m1'), attempts: 0 }]);
});

test('what the caller rolls back was never there', async () => {
  const failing = register.transaction(async (store) => {
    await enqueueMessage(store, message('m1'));
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await outboxBacklog(register)).toEqual({ waiting: 0, oldestAt: null });
});

test('a message in one relay’s hands is not given to another; when that one dies it is free', async () => {
  await enqueueMessage(register, message('m1'));
  await enqueueMessage(register, message('m2'));
  const dying = register.transaction(async (store) => {
    expect(await claimMessages(store, 1)).toHaveLength(1);
    expect(await claimIds()).toHaveLength(1);
    throw new Error('killed');
  });
  await expect(dying).rejects.toThrow('killed');
  expect(await claimIds()).toEqual(['m1', 'm2']);
});

test('sent is sent; failed is due again later', async () => {
  await enqueueMessage(register, message('m1'));
  await enqueueMessage(register, message('m2'));
  const oldestAt = scratch.clock.now();
  const [first, second] = await register.transaction((store) => claimMessages(store, 10));
  if (!first || !second) throw new Error('two messages were expected');
  await markMessageSent(register, first.id);
  await markMessageFailed(register, second.id, 'UNAVAILABLE', 5_000);
  expect(await claimIds()).toEqual([]);
  expect(await outboxBacklog(register)).toEqual({ waiting: 1, oldestAt });
  scratch.clock.advance(5_000);
  expect(await register.transaction((store) => claimMessages(store, 10))).toMatchObject([
    { messageId: 'm2', attempts: 1 },
  ]);
  expect(await resendMessage(register, 'intake.withdrawn', 'm1')).toBe(true);
  expect(await resendMessage(register, 'intake.withdrawn', 'm9')).toBe(false);
  expect((await claimIds()).sort()).toEqual(['m1', 'm2']);
});

test('listeners are woken at once, and again after their connection was cut', async () => {
  let calls = 0;
  const stop = register.listen('outbox', () => (calls += 1));
  await until(() => calls === 1);
  await enqueueMessage(register, message('m1'));
  await until(() => calls === 2);

  const admin = new pg.Client({ connectionString: scratch.databaseUrl });
  await admin.connect();
  await admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and query ilike 'listen%'`,
  );
  await admin.end();
  await until(() => calls === 3);
  await enqueueMessage(register, message('m2'));
  await until(() => calls === 4);
  await stop();
  await enqueueMessage(register, message('m3'));
  expect(calls).toBe(4);
});

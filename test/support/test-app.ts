import { mkdirSync } from 'node:fs';
import { pino } from 'pino';
import { startMailCapture, type MailCapture } from '../../local/mail-capture.ts';
import { startApp, type App } from '../../src/app.ts';
import { createShiftedClock } from '../../src/clock.ts';
import { loadConfig } from '../../src/config.ts';
import { getCase, type Register } from '../../src/register/index.ts';
import { appEnvironment, freePort } from './app-environment.ts';
import { createAttacher } from './attacher.ts';
import { createEngineRest } from './engine-rest.ts';
import { createEngineTime } from './engine-time.ts';
import { EngineWatch } from './engine-watch.ts';
import { testEnvironment, workPath } from './environment.ts';
import { IntakeClient, type HandedIn } from './intake-client.ts';
import { createMemoryReader, createMemoryRecords } from './memory-records.ts';
import { People } from './people.ts';
import { keepForCanary } from './personal-data.ts';
import { prepareProduct } from './prepare-product.ts';
import { createOpenSearchFeed } from './record-feed.ts';
import { personalDataOf, type CaseWish } from './sample-case.ts';
import { startTwilioDouble, type TwilioDouble } from './twilio-double.ts';
import { until } from './wait.ts';

/** A case that a test has handed in, bound to its instance. */
export interface TestCase extends HandedIn {
  wish: CaseWish;
  instanceKey: number;
}

/** The product on the run's engine, with the providers outside and the clock in the test's hand. */
export interface TestApp {
  client: IntakeClient;
  register: Register;
  watch: EngineWatch;
  people: People;
  mail: MailCapture;
  sms: TwilioDouble;
  now(): Date;
  /** Hands a case in through the API, every document as a small PDF, and waits until its process runs. */
  handIn(wish: CaseWish): Promise<TestCase>;
  /** Returns once the case's instance has ended, without anybody working on it. */
  ended(file: TestCase): Promise<void>;
  /** Moves the app's clock and the engine's by the same time; the app's first, so that no timer is early. */
  advanceTo(instant: Date): Promise<void>;
  /** Only the engine's clock: the app is a moment behind, as after a slow job. */
  advanceEngineTo(instant: Date): Promise<void>;
  stopApp(): Promise<void>;
  startApp(): Promise<void>;
  stop(): Promise<void>;
}

/** Deploys the models, starts the app in this process and its outside. `name` tells its files from others'. */
export async function startTestApp(name: string): Promise<TestApp> {
  const opened: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const end of opened.splice(0).reverse()) await end();
  };
  try {
    return await startParts(name, opened, close);
  } catch (error) {
    // What stays open would keep jest from ending.
    await close();
    throw error;
  }
}

async function startParts(
  name: string,
  opened: (() => Promise<unknown>)[],
  close: () => Promise<void>,
): Promise<TestApp> {
  const stack = testEnvironment();
  const time = createEngineTime(stack.actuatorUrl);
  const clockOffsetMs = await time.offsetMs();
  const clock = createShiftedClock(clockOffsetMs);
  const sms = await startTwilioDouble();
  opened.push(() => sms.stop());
  const mail = await startMailCapture({ port: 0, dir: workPath('mail', name) });
  opened.push(() => mail.stop());
  const config = loadConfig(
    appEnvironment(stack, { port: await freePort(), smtpPort: mail.port, sms, clockOffsetMs }),
  );
  const logger = pino({ base: null }, appLog(name));
  const register = await prepareProduct(config, clock);
  opened.push(() => register.close());
  const memory = stack.recordsUrl ? createMemoryRecords(stack.recordsUrl) : undefined;
  const feed = memory ?? createOpenSearchFeed(stack.openSearchUrl);
  const watch = new EngineWatch(feed);
  await watch.startFromNow();
  const people = new People(watch, createEngineRest(stack.restUrl), feed);
  const options = { clock, logger, ...(memory ? { engineReader: createMemoryReader(memory) } : {}) };
  let app: App | undefined = await startApp(config, options);
  opened.push(stopApp);
  const client = new IntakeClient(app.url);
  const attach = await createAttacher(client);

  async function stopApp(): Promise<void> {
    await app?.stop();
    app = undefined;
  }

  return {
    client,
    register,
    watch,
    people,
    mail,
    sms,
    now: () => clock.now(),
    async handIn(wish) {
      keepForCanary(personalDataOf(wish));
      const handedIn = await client.handIn(wish, await attach(wish));
      const instanceKey = await until(`the process of case ${handedIn.number} runs`, async () => {
        const { processInstanceKey } = await getCase(register, handedIn.id);
        return processInstanceKey !== null && Number(processInstanceKey);
      });
      return { ...handedIn, wish, instanceKey };
    },
    async ended({ number, instanceKey }) {
      await watch.until(instanceKey, `the process of case ${number} has ended`, () =>
        watch.hasEnded(instanceKey),
      );
    },
    async advanceTo(instant) {
      const ms = instant.getTime() - clock.now().getTime();
      if (ms < 0) throw new Error(`The clock is already past ${instant.toISOString()}.`);
      clock.advance(ms);
      await time.advance(ms);
    },
    advanceEngineTo: async (instant) =>
      time.advance(instant.getTime() - Date.now() - (await time.offsetMs())),
    stopApp,
    async startApp() {
      app ??= await startApp(config, options);
    },
    stop: close,
  };
}

function appLog(name: string) {
  mkdirSync(workPath('app-logs'), { recursive: true });
  return pino.destination({ dest: workPath('app-logs', `${name}.log`), sync: true });
}

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { createShiftedClock, type Clock } from './clock.ts';
import type { Config } from './config.ts';
import { createDocumentStore } from './documents/index.ts';
import { createEngine, createEngineProbe, createJobCounter, type EngineReader } from './engine/index.ts';
import { createHttpApp } from './http/app.ts';
import type { RateLimits } from './http/limits.ts';
import { prepareUploadFolder } from './http/upload-folder.ts';
import { createLogger, type Logger } from './logger.ts';
import { loadMatters } from './matters/index.ts';
import {
  createEmailProvider,
  createNotices,
  createSender,
  createSmsCallback,
  createSmsProvider,
  smsCallbackUrl,
} from './notification/index.ts';
import { createRelay } from './relay.ts';
import { migrate, openRegister } from './register/index.ts';
import { allWorkers, type Services } from '../workers/index.ts';

/** The whole product, running in this process. */
export interface App {
  /** Where it listens, without a trailing slash. */
  readonly url: string;
  /**
   * Takes no more requests, jobs, messages and sends, lets what is running finish (at most 10 s), closes. What is
   * left then comes back after the next start.
   */
  stop(): Promise<void>;
}

export interface AppOptions {
  /** Absent: the machine's clock, shifted by the configuration's offset. */
  readonly clock?: Clock;
  /** Absent: one that writes to standard output at the configuration's level. */
  readonly logger?: Logger;
  /** Absent: the usual limits. */
  readonly rateLimits?: RateLimits;
  /** Absent: the one that reads what the configured engine exports. */
  readonly engineReader?: EngineReader;
}

const stopLimitMs = 10_000;
const projectRoot = join(import.meta.dirname, '..');

/**
 * Starts everything: brings the register up to date, then web side, relay, sender and workers. The engine may be
 * down; the register may not. Deploys nothing (that is `npm run deploy`). Throws with what to do when the register
 * cannot be reached, the port is taken or the models or templates are broken; nothing is left running then.
 */
export async function startApp(config: Config, options: AppOptions = {}): Promise<App> {
  const { clock = createShiftedClock(config.clockOffsetMs), logger = createLogger(config.logLevel) } =
    options;
  const matters = await loadMatters(join(projectRoot, 'bpmn', 'intake'));
  const notices = createNotices({
    templatesDir: join(projectRoot, 'templates'),
    publicUrl: config.publicUrl,
    matters,
  });
  const documents = createDocumentStore(join(config.dataDir, 'documents'));
  const uploadFolder = await prepareUploadFolder(join(config.dataDir, 'uploads'));

  await migrateRegister(config.databaseUrl);
  const register = openRegister({
    databaseUrl: config.databaseUrl,
    keys: config.keys,
    clock,
    maxConnections: 20,
    onConnectionError: (error) => logger.warn({ error: error.name }, 'a database connection broke'),
  });
  const engine = createEngine(config, logger, options.engineReader);
  const relay = createRelay({
    register,
    publish: (message) => engine.publishMessage(message),
    logger,
  });
  const sender = createSender({
    register,
    providers: {
      email: createEmailProvider(config.smtpUrl, config.mailFrom),
      sms: createSmsProvider(
        config.twilio,
        smsCallbackUrl(config.publicUrl, config.twilio?.apiUrl !== undefined),
      ),
    },
    logger,
  });
  const services: Services = {
    register,
    notification: notices,
    engine: { whoCompleted: (task) => engine.whoCompleted(task) },
    publicUrl: config.publicUrl,
  };
  const counter = createJobCounter();
  const pool = engine.startWorkers(allWorkers, services, (event) => counter.count(event));

  async function stopLoops() {
    const [left] = await Promise.all([
      pool.stop(stopLimitMs),
      relay.stop(stopLimitMs),
      sender.stop(stopLimitMs),
    ]);
    if (left > 0) logger.warn({ left }, 'jobs did not finish in time, the engine gives them out again');
    await engine.close();
    await register.close();
  }

  const server = createServer(
    createHttpApp({
      register,
      documents,
      matters,
      notices,
      engine: createEngineProbe(engine, pool, counter, projectRoot),
      sender,
      relay,
      smsCallback: config.twilio
        ? createSmsCallback({ register, authToken: config.twilio.authToken })
        : undefined,
      uploadFolder,
      ...(options.rateLimits ? { rateLimits: options.rateLimits } : {}),
      clock,
      logger,
      config,
    }),
  );
  try {
    const url = await listen(server, config);
    logger.info({ url, workers: allWorkers.length }, 'started');
    let stopping: Promise<void> | undefined;
    return {
      url,
      stop: () => (stopping ??= Promise.all([closeServer(server), stopLoops()]).then(() => undefined)),
    };
  } catch (error) {
    await stopLoops();
    throw error;
  }
}

async function migrateRegister(databaseUrl: string): Promise<void> {
  try {
    await migrate(databaseUrl);
  } catch (cause) {
    throw new Error(
      `The register could not be opened (${rootReason(cause)}): check DATABASE_URL and that PostgreSQL runs.`,
      { cause },
    );
  }
}

const failureSchema = z.object({
  message: z.string(),
  code: z.string().optional(),
  cause: z.unknown().optional(),
});

/** What the innermost cause says; several failed tries (IPv4, IPv6) have a code and no message. */
function rootReason(error: unknown): string {
  const failure = failureSchema.safeParse(error).data;
  if (!failure) return 'unknown reason';
  return failure.cause === undefined ? failure.message || (failure.code ?? '') : rootReason(failure.cause);
}

function listen(server: Server, { host, port }: Config): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE';
      reject(isTaken ? new Error(`Port ${port} is taken: stop what uses it or set PORT to another.`) : error);
    });
    server.listen(port, host, () => {
      const { port: actualPort } = server.address() as AddressInfo;
      resolve(`http://${host}:${actualPort}`);
    });
  });
}

/** Idle connections are closed at once, busy ones at the limit. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => server.closeAllConnections(), stopLimitMs);
    server.close(() => {
      clearTimeout(limit);
      resolve();
    });
  });
}

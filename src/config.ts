import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { checkValues, unusable } from './config-values.ts';

const port = z.coerce.number().int().min(1).max(65_535);
const hexKey = z.string().regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits (32 bytes)');

const environmentSchema = z.object({
  PORT: port.default(3000),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: z.url().optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DATA_DIR: z.string().default('data'),
  DATABASE_URL: z.string().default('postgres://postgres:postgres@127.0.0.1:5433/intake'),
  /** Put into DATABASE_URL, so that a password kept in a file need not be repeated in an address. */
  DATABASE_PASSWORD: z.string().optional(),
  ZEEBE_GRPC_ADDRESS: z.string().default('127.0.0.1:26500'),
  ZEEBE_REST_URL: z.url().default('http://127.0.0.1:8088'),
  OPENSEARCH_URL: z.url().default('http://127.0.0.1:9200'),
  /** Camunda 8.9 answers questions about its state itself; given, OPENSEARCH_URL is not used. */
  CAMUNDA_REST_URL: z.url().optional(),
  CAMUNDA_USER: z.string().optional(),
  CAMUNDA_PASSWORD: z.string().optional(),
  TASKLIST_URL: z.url().default('http://127.0.0.1:8080/tasklist'),
  OPERATE_URL: z.url().default('http://127.0.0.1:8080/operate'),
  SMTP_URL: z.string().default('smtp://127.0.0.1:2525'),
  MAIL_FROM: z.string().default('收件受理窗口 <window@intake.example>'),
  TWILIO_ACCOUNT_SID: z.string().optional(),
  TWILIO_AUTH_TOKEN: z.string().optional(),
  TWILIO_FROM: z.string().optional(),
  /** Only for a local server that speaks Twilio's API, such as the tests' double. */
  TWILIO_API_URL: z.url().optional(),
  /** `keyId:hex,…`; the first key encrypts, all of them decrypt. */
  DATA_KEYS: z
    .string()
    .regex(
      /^[\w-]+:[0-9a-f]{64}(,[\w-]+:[0-9a-f]{64})*$/,
      'write keyId:64-hex-digits, several parted by commas',
    ),
  LOOKUP_KEY: hexKey,
  AUDIT_KEY: hexKey,
  /** Scratch stacks only: milliseconds that the clock runs ahead, as the engine's controlled clock does. */
  CLOCK_OFFSET_MS: z.coerce.number().int().default(0),
});

/** Everything the product can be told from outside. */
export interface Config {
  port: number;
  host: string;
  /** Where customers and staff reach the app, without a trailing slash. */
  publicUrl: string;
  logLevel: string;
  dataDir: string;
  databaseUrl: string;
  zeebeGrpcAddress: string;
  zeebeRestUrl: string;
  openSearchUrl: string;
  /** Where the engine (8.9) answers over HTTP, without a trailing slash. Absent: its state is read from OpenSearch. */
  camundaRestUrl: string | undefined;
  /** Absent: the engine asks nobody who they are (8.6 in the local stack). */
  camundaLogin: { user: string; password: string } | undefined;
  tasklistUrl: string;
  operateUrl: string;
  smtpUrl: string;
  mailFrom: string;
  /** Absent: SMS stay in the log, marked as not sent to a phone. */
  twilio: { accountSid: string; authToken: string; from: string; apiUrl?: string } | undefined;
  keys: DataKeys;
  clockOffsetMs: number;
}

/** Keys for personal columns, blind index and audit chain. */
export interface DataKeys {
  current: { id: string; key: Buffer };
  byId: ReadonlyMap<string, Buffer>;
  lookup: Buffer;
  audit: Buffer;
}

/**
 * The environment of this process, completed from `<DATA_DIR>/stack.env`, which the local stack writes: so
 * `npm run deploy` and the like reach a running `npm start` without any setting.
 */
export function environment(): NodeJS.ProcessEnv {
  const file = join(process.env.DATA_DIR ?? 'data', 'stack.env');
  if (existsSync(file)) process.loadEnvFile(file);
  return process.env;
}

/**
 * Reads and checks the environment. Every variable may also be given as `<NAME>_FILE`, the path of a file that
 * holds the value, as container secrets do; an empty value counts as none. Throws one error that lists every
 * problem, by variable name and never with a value.
 */
export function loadConfig(environment: NodeJS.ProcessEnv): Config {
  const { env, problems } = checkValues(environmentSchema, environment);
  if (env) {
    const twilioParts = [env.TWILIO_ACCOUNT_SID, env.TWILIO_AUTH_TOKEN, env.TWILIO_FROM];
    if (twilioParts.some(Boolean) && !twilioParts.every(Boolean))
      problems.push('TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM: give all three or none');
    if ((env.CAMUNDA_USER === undefined) !== (env.CAMUNDA_PASSWORD === undefined))
      problems.push('CAMUNDA_USER, CAMUNDA_PASSWORD: give both or none');
    if (env.DATABASE_PASSWORD !== undefined && !URL.canParse(env.DATABASE_URL))
      problems.push('DATABASE_URL: write postgres://user@host:port/database');
  }
  if (!env || problems.length > 0) throw unusable(problems);
  const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM, TWILIO_API_URL } = env;
  const { CAMUNDA_USER, CAMUNDA_PASSWORD } = env;
  return {
    port: env.PORT,
    host: env.HOST,
    publicUrl: (env.PUBLIC_URL ?? `http://${env.HOST}:${env.PORT}`).replace(/\/$/, ''),
    logLevel: env.LOG_LEVEL,
    dataDir: env.DATA_DIR,
    databaseUrl: withPassword(env.DATABASE_URL, env.DATABASE_PASSWORD),
    zeebeGrpcAddress: env.ZEEBE_GRPC_ADDRESS,
    zeebeRestUrl: env.ZEEBE_REST_URL.replace(/\/$/, ''),
    openSearchUrl: env.OPENSEARCH_URL.replace(/\/$/, ''),
    camundaRestUrl: env.CAMUNDA_REST_URL?.replace(/\/$/, ''),
    camundaLogin:
      CAMUNDA_USER !== undefined && CAMUNDA_PASSWORD !== undefined
        ? { user: CAMUNDA_USER, password: CAMUNDA_PASSWORD }
        : undefined,
    tasklistUrl: env.TASKLIST_URL.replace(/\/$/, ''),
    operateUrl: env.OPERATE_URL.replace(/\/$/, ''),
    smtpUrl: env.SMTP_URL,
    mailFrom: env.MAIL_FROM,
    twilio:
      TWILIO_ACCOUNT_SID && TWILIO_AUTH_TOKEN && TWILIO_FROM
        ? {
            accountSid: TWILIO_ACCOUNT_SID,
            authToken: TWILIO_AUTH_TOKEN,
            from: TWILIO_FROM,
            ...(TWILIO_API_URL ? { apiUrl: TWILIO_API_URL } : {}),
          }
        : undefined,
    keys: dataKeys(env.DATA_KEYS, env.LOOKUP_KEY, env.AUDIT_KEY),
    clockOffsetMs: env.CLOCK_OFFSET_MS,
  };
}

function withPassword(databaseUrl: string, password: string | undefined): string {
  if (password === undefined) return databaseUrl;
  const url = new URL(databaseUrl);
  url.password = encodeURIComponent(password);
  return url.href;
}

function dataKeys(list: string, lookup: string, audit: string): DataKeys {
  const entries = list.split(',').map((entry): [string, Buffer] => {
    const [id = '', hex = ''] = entry.split(':');
    return [id, Buffer.from(hex, 'hex')];
  });
  const [[id, key] = ['', Buffer.alloc(0)]] = entries;
  return {
    current: { id, key },
    byId: new Map(entries),
    lookup: Buffer.from(lookup, 'hex'),
    audit: Buffer.from(audit, 'hex'),
  };
}

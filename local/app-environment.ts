import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { StackAddresses } from './stack.ts';

/** What the user may decide although the stack has an answer of its own. */
const decidedByUser = [
  'PUBLIC_URL',
  'LOG_LEVEL',
  'SMTP_URL',
  'MAIL_FROM',
  'TWILIO_ACCOUNT_SID',
  'TWILIO_AUTH_TOKEN',
  'TWILIO_FROM',
  'TWILIO_API_URL',
  'DATA_KEYS',
  'LOOKUP_KEY',
  'AUDIT_KEY',
];

/**
 * The app's settings for this stack, also written to `<dataDir>/stack.env`, where the other commands find them.
 * The keys are made once and then kept: with other keys the register could not be read any more.
 */
export async function prepareAppEnvironment(
  dataDir: string,
  addresses: StackAddresses,
  given: NodeJS.ProcessEnv,
): Promise<Record<string, string>> {
  const file = join(dataDir, 'stack.env');
  const before = existsSync(file) ? parseEnv(await readFile(file, 'utf8')) : {};
  const own: Record<string, string> = {
    PORT: String(addresses.ports.app),
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    DATABASE_URL: addresses.databaseUrl,
    ZEEBE_GRPC_ADDRESS: addresses.grpcAddress,
    ZEEBE_REST_URL: addresses.restUrl,
    OPENSEARCH_URL: addresses.openSearchUrl,
    TASKLIST_URL: `${addresses.webappsUrl}/tasklist`,
    OPERATE_URL: `${addresses.webappsUrl}/operate`,
    SMTP_URL: `smtp://127.0.0.1:${addresses.ports.smtp}`,
    DATA_KEYS: before.DATA_KEYS ?? `local:${newKey()}`,
    LOOKUP_KEY: before.LOOKUP_KEY ?? newKey(),
    AUDIT_KEY: before.AUDIT_KEY ?? newKey(),
  };
  const chosen = decidedByUser.flatMap((name): [string, string][] => {
    const value = given[name];
    return value === undefined || value === '' ? [] : [[name, value]];
  });
  const draft = `${file}.draft`;
  // The user's own values stay in the user's environment: secrets of real services are not copied to the disk.
  await writeFile(draft, lines(own), { mode: 0o600 });
  await rename(draft, file);
  return { ...own, ...Object.fromEntries(chosen) };
}

function lines(settings: Record<string, string>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}\n`)
    .join('');
}

function newKey(): string {
  return randomBytes(32).toString('hex');
}

import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareAppEnvironment } from '../../local/app-environment.ts';
import { consecutivePorts } from '../../local/ports.ts';
import { addressesOf } from '../../local/stack.ts';
import { loadConfig } from '../../src/config.ts';

const addresses = addressesOf(consecutivePorts(30_000));
let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'environment-'));
});

afterEach(() => {
  rmSync(dataDir, { recursive: true });
});

test('the settings are complete and valid', async () => {
  const config = loadConfig(await prepareAppEnvironment(dataDir, addresses, {}));
  expect(config).toMatchObject({
    port: 30_000,
    host: '127.0.0.1',
    dataDir,
    databaseUrl: addresses.databaseUrl,
    tasklistUrl: `${addresses.webappsUrl}/tasklist`,
  });
});

test('the keys are made once and kept', async () => {
  const first = await prepareAppEnvironment(dataDir, addresses, {});
  const second = await prepareAppEnvironment(dataDir, addresses, {});
  expect(second).toEqual(first);
  const other = await prepareAppEnvironment(mkdtempSync(join(dataDir, 'other-')), addresses, {});
  expect(other.DATA_KEYS).not.toBe(first.DATA_KEYS);
});

test('a real mail server and a real SMS account of the user win, and are not written down', async () => {
  const given = { SMTP_URL: 'smtps://me:secret@mail.example', TWILIO_AUTH_TOKEN: 'token', PORT: '1' };
  const settings = await prepareAppEnvironment(dataDir, addresses, given);
  expect(settings).toMatchObject({ SMTP_URL: given.SMTP_URL, TWILIO_AUTH_TOKEN: 'token', PORT: '30000' });
  expect(readFileSync(join(dataDir, 'stack.env'), 'utf8')).not.toMatch(/secret|token/);
});

test('only the owner may read the keys', async () => {
  await prepareAppEnvironment(dataDir, addresses, {});
  expect(statSync(join(dataDir, 'stack.env')).mode & 0o077).toBe(0);
});

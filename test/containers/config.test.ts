import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const hex = 'ab'.repeat(32);
const keys = { DATA_KEYS: `k1:${hex}`, LOOKUP_KEY: hex, AUDIT_KEY: hex };

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test('every setting can come from a file, with or without a line break at its end', () => {
  const config = loadConfig({
    DATA_KEYS_FILE: file('data-keys', `k2:${hex}\n`),
    LOOKUP_KEY_FILE: file('lookup-key', `${hex}\r\n`),
    AUDIT_KEY_FILE: file('audit-key', hex),
    CAMUNDA_USER: 'intake-app',
    CAMUNDA_PASSWORD_FILE: file('camunda', 'a password \n'),
    CAMUNDA_REST_URL: 'http://camunda:8080/',
    TWILIO_ACCOUNT_SID: 'AC1',
    TWILIO_AUTH_TOKEN_FILE: file('twilio', 'token'),
    TWILIO_FROM: '+1',
  });
  expect(config.keys.current.id).toBe('k2');
  expect(config.camundaLogin).toEqual({ user: 'intake-app', password: 'a password ' });
  expect(config.camundaRestUrl).toBe('http://camunda:8080');
  expect(config.twilio?.authToken).toBe('token');
});

test('the database password goes into the address, whatever characters it has', () => {
  const { databaseUrl } = loadConfig({
    ...keys,
    DATABASE_URL: 'postgres://intake@postgres:5432/intake',
    DATABASE_PASSWORD_FILE: file('database', 'p@ss:w/rd%?#'),
  });
  expect(decodeURIComponent(new URL(databaseUrl).password)).toBe('p@ss:w/rd%?#');
  expect(new URL(databaseUrl)).toMatchObject({
    username: 'intake',
    host: 'postgres:5432',
    pathname: '/intake',
  });
});

test('an empty variable counts as none, as compose files pass it on', () => {
  const config = loadConfig({
    ...keys,
    PUBLIC_URL: '',
    TWILIO_ACCOUNT_SID: '',
    TWILIO_AUTH_TOKEN: '',
    TWILIO_FROM: '',
    CAMUNDA_REST_URL: '',
    LOOKUP_KEY_FILE: '',
  });
  expect(config.publicUrl).toBe('http://127.0.0.1:3000');
  expect(config.twilio).toBeUndefined();
  expect(config.camundaRestUrl).toBeUndefined();
  expect(config.camundaLogin).toBeUndefined();
});

test('all problems are told at once, each by its variable and without a value', () => {
  const secret = 'a secret that nobody may read';
  const load = () =>
    loadConfig({
      DATA_KEYS: keys.DATA_KEYS,
      DATA_KEYS_FILE: file('twice', keys.DATA_KEYS),
      LOOKUP_KEY_FILE: join(folder, 'missing'),
      AUDIT_KEY_FILE: file('wrong', secret),
      DATABASE_PASSWORD_FILE: file('empty', '\n'),
      CAMUNDA_PASSWORD: secret,
    });
  expect(load).toThrow(/DATA_KEYS, DATA_KEYS_FILE: give one of them/);
  expect(load).toThrow(/LOOKUP_KEY_FILE: .*missing cannot be read \(ENOENT\)/);
  expect(load).toThrow(/AUDIT_KEY: 64 hexadecimal digits/);
  expect(load).toThrow(/DATABASE_PASSWORD_FILE: .*empty is empty/);
  expect(load).not.toThrow(secret);
  expect(load).not.toThrow(/\bLOOKUP_KEY:/);
  expect(() => loadConfig({ ...keys, CAMUNDA_PASSWORD: secret })).toThrow(
    'CAMUNDA_USER, CAMUNDA_PASSWORD: give both or none',
  );
});

import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import pg from 'pg';
import type { Clock } from '../../src/clock.ts';
import type { DataKeys } from '../../src/config.ts';
import { migrate, openRegister, type Register } from '../../src/register/index.ts';

// A database of one's own takes a second or two when other suites keep the machine busy.
jest.setTimeout(60_000);

/** A clock that stands still until a test moves it. */
export interface TestClock extends Clock {
  set(instant: Date | string): void;
  /** Milliseconds; returns the new instant. */
  advance(ms: number): Date;
}

/** Monday, 2 March 2026, ten in the morning in China, unless given. */
export function createTestClock(start: Date | string = '2026-03-02T02:00:00Z'): TestClock {
  let current = new Date(start);
  return {
    now: () => new Date(current),
    set(instant) {
      current = new Date(instant);
    },
    advance(ms) {
      current = new Date(current.getTime() + ms);
      return new Date(current);
    },
  };
}

const firstKey = randomBytes(32);

/** Keys of this test process. */
export const testKeys: DataKeys = {
  current: { id: 'test', key: firstKey },
  byId: new Map([['test', firstKey]]),
  lookup: randomBytes(32),
  audit: randomBytes(32),
};

export interface TestRegister {
  register: Register;
  databaseUrl: string;
  clock: TestClock;
  /** Closes the register and drops its database. */
  drop(): Promise<void>;
}

/**
 * A register with a database of its own, migrated, with the working-day table and nothing else. Copies a
 * template that the first caller makes, which is much quicker than migrating.
 */
export async function createTestRegister(clock: TestClock = createTestClock()): Promise<TestRegister> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const template = `template_${schemaDigest()}`;
  await asAdmin(async (admin) => {
    // Copying fails while somebody is connected to the template, so its making and copying take turns.
    await admin.query(`select pg_advisory_lock(hashtext('register template'))`);
    const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [template]);
    if (rowCount === 0) await makeTemplate(admin, template);
    await admin.query(`create database ${name} template ${template}`);
  });
  const databaseUrl = urlOf(name);
  const register = openRegister({ databaseUrl, keys: testKeys, clock });
  return {
    register,
    databaseUrl,
    clock,
    async drop() {
      await register.close();
      await asAdmin((admin) => admin.query(`drop database ${name} with (force)`));
    },
  };
}

/** Under another name until it is whole: a run that was stopped half-way leaves no broken template. */
async function makeTemplate(admin: pg.Client, template: string): Promise<void> {
  const draft = `draft_${randomBytes(8).toString('hex')}`;
  await admin.query(`create database ${draft}`);
  await migrate(urlOf(draft));
  await admin.query(`alter database ${draft} rename to ${template}`);
}

/** Changes with every file that decides what a fresh database holds. */
function schemaDigest(): string {
  const folder = fileURLToPath(new URL('../../src/register/', import.meta.url));
  const migrations = readdirSync(`${folder}migrations`).map((name) => `migrations/${name}`);
  const hash = createHash('sha256');
  for (const name of [...migrations, 'migrate.ts', 'calendar-days.ts', 'statutory-holidays.ts'].sort())
    hash.update(readFileSync(`${folder}${name}`));
  return hash.digest('hex').slice(0, 16);
}

async function asAdmin(run: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: serverUrl() });
  await admin.connect();
  try {
    await run(admin);
  } finally {
    await admin.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${database}`;
  return url.href;
}

function serverUrl(): string {
  const url = process.env.TEST_DATABASE_URL;
  if (!url)
    throw new Error(
      'TEST_DATABASE_URL is not set: start these tests with npm test, which brings PostgreSQL.',
    );
  return url;
}

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { createTestRegister, testKeys, type TestRegister } from '../support/register.ts';
import { newCase } from './case-input.ts';

let scratch: TestRegister;
let folder: string;

beforeAll(async () => {
  scratch = await createTestRegister();
  folder = await mkdtemp(join(tmpdir(), 'audit-'));
});
afterAll(async () => {
  await scratch.drop();
  await rm(folder, { recursive: true, force: true });
});

const root = fileURLToPath(new URL('../../', import.meta.url));

function audit(databaseUrl = scratch.databaseUrl): Promise<{ code: number; output: string }> {
  const env = {
    PATH: process.env.PATH,
    DATA_DIR: folder,
    DATABASE_URL: databaseUrl,
    DATA_KEYS: `test:${testKeys.current.key.toString('hex')}`,
    LOOKUP_KEY: testKeys.lookup.toString('hex'),
    AUDIT_KEY: testKeys.audit.toString('hex'),
  };
  return new Promise((resolve) => {
    const child = execFile(
      'node',
      ['--import', 'tsx', 'src/audit-main.ts'],
      { cwd: root, env },
      (_error, out, err) => resolve({ code: child.exitCode ?? -1, output: out + err }),
    );
  });
}

test('the command says what it found, and its exit code tells the same', async () => {
  const { register } = scratch;
  const { id } = await newCase(register);
  await newCase(register);
  expect(await audit()).toEqual({ code: 0, output: 'Audit trail: 2 rows in 2 chains, 0 problems.\n' });
  await sql
    .raw(
      `alter table audit disable trigger user;
       update audit set actor = 'x' where chain = '${id}';
       alter table audit enable trigger user`,
    )
    .execute(register.db);
  expect(await audit()).toEqual({
    code: 1,
    output: `Audit trail: 2 rows in 2 chains, 1 problems.\n  changed: chain ${id}, row 1\n`,
  });
});

test('a register that does not answer is not a whole trail', async () => {
  expect((await audit('postgres://postgres:postgres@127.0.0.1:1/none')).code).toBe(2);
});

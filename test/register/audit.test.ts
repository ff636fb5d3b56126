import { sql } from 'kysely';
import {
  acceptCase,
  appendAudit,
  bindInstance,
  closeCase,
  listAudit,
  requestWithdrawal,
  verifyAudit,
  type AuditAnchor,
  type AuditProblem,
  type Register,
} from '../../src/register/index.ts';
import { createTestRegister, type TestRegister } from '../support/register.ts';
import { newCase } from './case-input.ts';

let scratch: TestRegister;
let register: Register;
/** A case with four rows, and another beside it. */
let caseId: string;

beforeEach(async () => {
  scratch = await createTestRegister();
  register = scratch.register;
  caseId = (await newCase(register)).id;
  const acceptedAt = scratch.clock.now();
  await bindInstance(register, caseId, '2251799813685249');
  await acceptCase(register, caseId, { acceptedAt, promisedFinishAt: acceptedAt });
  await requestWithdrawal(register, caseId);
  await newCase(register);
  await appendAudit(register, { caseId: null, actor: 'clerk1', action: 'loginSucceeded' });
});
afterEach(() => scratch.drop());

/** Changes the tables as somebody with the database's password could, around the trigger. */
async function tamper(...statements: string[]): Promise<void> {
  await sql
    .raw(
      ['alter table audit disable trigger user', ...statements, 'alter table audit enable trigger user'].join(
        ';',
      ),
    )
    .execute(register.db);
}

const problems = async (anchor?: AuditAnchor): Promise<AuditProblem[]> =>
  (await verifyAudit(register, anchor)).problems;

test('an untouched trail is whole, and its rows are chained in order', async () => {
  const report = await verifyAudit(register);
  expect(report).toMatchObject({ chains: 3, rows: 6, problems: [] });
  expect(report.anchor[caseId]).toMatchObject({ seq: 4 });
  expect((await listAudit(register, caseId)).map(({ seq, action }) => [seq, action])).toEqual([
    [1, 'caseRegistered'],
    [2, 'instanceBound'],
    [3, 'caseAccepted'],
    [4, 'withdrawalRequested'],
  ]);
});

test('details are the same text when they come back, whatever is in them', async () => {
  const details = {
    zeta: [3, { b: 1, a: undefined }],
    alpha: { d: 0.1, c: '中文 "quoted"' },
    at: new Date(0),
    none: null,
  };
  await appendAudit(register, { caseId, actor: 'system', action: 'tested', details });
  expect(await problems()).toEqual([]);
});

test.each(["update audit set action = 'x'", 'delete from audit', 'truncate audit'])(
  'the database refuses "%s"',
  async (statement) => {
    await expect(sql.raw(statement).execute(register.db)).rejects.toThrow('append-only');
    expect(await problems()).toEqual([]);
  },
);

describe('who goes around the database’s guard is found:', () => {
  const row = (seq: number) => `chain = '${caseId}' and seq = ${seq}`;

  test.each([
    ["action = 'caseRefused'"],
    ["actor = 'clerk2'"],
    ["at = at + interval '1 millisecond'"],
    [`details = details || '{"x":1}'`],
    ['case_id = null'],
    [`previous_hash = repeat('0', 64)`],
    [`hash = repeat('0', 64)`],
  ])('a changed row (%s)', async (change) => {
    await tamper(`update audit set ${change} where ${row(2)}`);
    expect(await problems()).toContainEqual({ chain: caseId, seq: 2, kind: 'changed' });
  });

  test('a deleted row', async () => {
    await tamper(`delete from audit where ${row(2)}`);
    expect(await problems()).toContainEqual({ chain: caseId, seq: 2, kind: 'missing' });
  });

  test('a deleted row whose gap was closed', async () => {
    await tamper(
      `delete from audit where ${row(2)}`,
      `update audit set seq = seq - 1 where chain = '${caseId}' and seq > 2`,
      `update audit_head set seq = seq - 1 where chain = '${caseId}'`,
    );
    expect((await problems()).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['changed', 'unchained', 'headForged']),
    );
  });

  test('an inserted row', async () => {
    await tamper(
      `update audit set seq = seq + 1 where ${row(4)}`,
      `insert into audit select gen_random_uuid(), case_id, chain, 4, at, actor, 'forged', details, hash, hash
       from audit where ${row(3)}`,
    );
    expect(await problems()).toContainEqual({ chain: caseId, seq: 4, kind: 'changed' });
  });

  test('two rows that changed places', async () => {
    await tamper(
      `update audit set seq = 99 where ${row(2)}`,
      `update audit set seq = 2 where ${row(3)}`,
      `update audit set seq = 3 where ${row(99)}`,
    );
    expect((await problems()).filter(({ kind }) => kind === 'changed')).toHaveLength(2);
  });

  test('a row that was moved to another case', async () => {
    const other = (await newCase(register)).id;
    await tamper(`update audit set chain = '${other}', seq = 2, case_id = '${other}' where ${row(4)}`);
    const found = await problems();
    expect(found).toContainEqual({ chain: caseId, seq: 4, kind: 'tailCut' });
    expect(found).toContainEqual({ chain: other, seq: 2, kind: 'changed' });
  });

  test('a cut tail', async () => {
    await tamper(`delete from audit where ${row(4)}`);
    expect(await problems()).toEqual([{ chain: caseId, seq: 4, kind: 'tailCut' }]);
  });

  test('a cut tail whose head was set back, too', async () => {
    await tamper(
      `delete from audit where ${row(4)}`,
      `update audit_head set seq = 3, hash = (select hash from audit where ${row(3)}) where chain = '${caseId}'`,
    );
    expect(await problems()).toEqual([{ chain: caseId, seq: 3, kind: 'headForged' }]);
  });

  test('an emptied trail', async () => {
    await tamper('truncate audit');
    expect((await problems()).filter(({ kind }) => kind === 'tailCut')).toHaveLength(3);
  });

  test('a trail that was removed with its head', async () => {
    await tamper(
      `delete from audit where chain = '${caseId}'`,
      `delete from audit_head where chain = '${caseId}'`,
    );
    expect(await problems()).toEqual([{ chain: caseId, seq: 1, kind: 'chainMissing' }]);
  });

  test('a head that was removed', async () => {
    await tamper(`delete from audit_head where chain = '${caseId}'`);
    expect(await problems()).toEqual([{ chain: caseId, seq: 4, kind: 'chainMissing' }]);
  });

  test('a case that was removed with everything that belongs to it', async () => {
    const tables = ['party', 'material', 'document'];
    await tamper(
      ...tables.map((table) => `delete from ${table} where case_id = '${caseId}'`),
      `delete from cases where id = '${caseId}'`,
      `delete from audit where chain = '${caseId}'`,
      `delete from audit_head where chain = '${caseId}'`,
    );
    expect(await problems()).toEqual([{ chain: '20260302-TK', seq: 2, kind: 'caseMissing' }]);
  });

  test('a chain that was taken back to an earlier state, head and all, by what was kept outside', async () => {
    const head = await register.db
      .selectFrom('auditHead')
      .selectAll()
      .where('chain', '=', caseId)
      .executeTakeFirstOrThrow();
    await closeCase(register, caseId, { outcome: 'withdrawn' });
    const { anchor } = await verifyAudit(register);
    await tamper(
      `delete from audit where ${row(5)}`,
      `update audit_head set seq = 4, hash = '${head.hash}', mac = '${head.mac}' where chain = '${caseId}'`,
    );
    expect(await problems()).toEqual([]);
    expect(await problems(anchor)).toEqual([{ chain: caseId, seq: 5, kind: 'rolledBack' }]);
  });
});

test('fifty entries at once into one chain stay in one chain', async () => {
  await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      appendAudit(register, { caseId, actor: 'system', action: 'tested', details: { index } }),
    ),
  );
  expect(await listAudit(register, caseId)).toHaveLength(54);
  expect(await problems()).toEqual([]);
});

import { sql } from 'kysely';
import {
  registerCase,
  getCase,
  listDocuments,
  listMaterials,
  listParties,
  readReason,
} from '../../src/register/index.ts';
import { createTestRegister, type TestRegister } from '../support/register.ts';
import { caseInput, customer, newCase, personalTexts, wholeDatabase, withAgent } from './case-input.ts';

let scratch: TestRegister;
beforeEach(async () => {
  scratch = await createTestRegister();
});
afterEach(() => scratch.drop());

const counted = ['cases', 'party', 'authorisation', 'material', 'document', 'audit', 'outbox'] as const;

async function counts(): Promise<Record<string, number>> {
  const { db } = scratch.register;
  const entries = counted.map(async (table) => {
    const rows = await db.selectFrom(table).selectAll().execute();
    return [table, rows.length] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

test('a case is written whole: number, parties, materials, documents, audit row and start message', async () => {
  const { register, clock } = scratch;
  const registered = await newCase(register, { ...withAgent(), channel: 'counter' });
  expect(registered).toEqual({
    id: expect.any(String) as string,
    number: '20260302-TK-0001',
    receivedAt: clock.now(),
    isNew: true,
  });
  expect(await getCase(register, registered.id)).toMatchObject({
    number: '20260302-TK-0001',
    status: 'registered',
    customerType: 'person',
    channel: 'counter',
    outcome: null,
    registeredBy: null,
    consentVersion: '2026-01',
  });
  expect(await readReason(register, registered.id)).toBe('收到的货物有裂纹');
  const [first, second] = await listParties(register, registered.id);
  expect(first).toEqual({
    role: 'customer',
    type: 'person',
    nameMasked: '欧**桐',
    documentType: 'idCard',
    documentNumberMasked: '110***********002X',
    documentValidFrom: '2020-01-01',
    documentValidUntil: '2030-01-01',
    phoneMasked: '138****5678',
    hasEmail: true,
    hasAddress: true,
  });
  expect(second).toMatchObject({ role: 'agent', documentValidUntil: null, hasEmail: false });
  expect((await listMaterials(register, registered.id)).map(({ code, round }) => [code, round])).toEqual([
    ['application-form', 0],
    ['payment-proof', 0],
  ]);
  expect(await listDocuments(register, registered.id)).toMatchObject([
    { fileName: '欧阳的身份证.pdf', uploadedBy: 'customer', size: 1_234, round: 0 },
  ]);
  expect(await register.db.selectFrom('outbox').selectAll().execute()).toMatchObject([
    {
      name: 'intake.caseRegistered',
      correlationKey: registered.id,
      messageId: registered.id,
      variables: { caseId: registered.id },
      timeToLiveMs: 86_400_000,
      sentAt: null,
    },
  ]);
});

test('nothing personal stands in the database as it was typed', async () => {
  await newCase(scratch.register, withAgent());
  const dump = await wholeDatabase(scratch.register);
  expect(dump).toContain('20260302-TK-0001');
  for (const personal of personalTexts) expect(dump).not.toContain(personal);
});

test('two hundred at once get two hundred numbers without a gap', async () => {
  const { register } = scratch;
  const registered = await Promise.all(Array.from({ length: 200 }, () => newCase(register)));
  const numbers = registered.map(({ number }) => number).sort();
  expect(numbers).toEqual(
    Array.from({ length: 200 }, (_, index) => `20260302-TK-${String(index + 1).padStart(4, '0')}`),
  );
});

test('numbers are counted by day in China and by matter; one that failed leaves no hole', async () => {
  const { register, clock } = scratch;
  const number = async (prefix: string) =>
    (await newCase(register, { matter: { code: 'm', name: '事项', prefix } })).number;
  clock.set('2026-03-02T15:59:59Z');
  expect([await number('TK'), await number('GY'), await number('TK')]).toEqual([
    '20260302-TK-0001',
    '20260302-GY-0001',
    '20260302-TK-0002',
  ]);
  await expect(
    register.transaction(async (store) => {
      await newCase(store);
      throw new Error('the caller gave up');
    }),
  ).rejects.toThrow('the caller gave up');
  expect(await number('TK')).toBe('20260302-TK-0003');
  clock.set('2026-03-02T16:00:00Z');
  expect(await number('TK')).toBe('20260303-TK-0001');
});

test('after 9999 a number has five digits', async () => {
  const { register } = scratch;
  await register.db
    .insertInto('caseNumberCounter')
    .values({ day: '20260302', prefix: 'TK', lastNumber: 9_999 })
    .execute();
  expect((await newCase(register)).number).toBe('20260302-TK-10000');
});

test.each(['party', 'material', 'document', 'audit', 'outbox'])(
  'when writing into %s fails nothing is left, and the number is given to the next',
  async (table) => {
    const { register } = scratch;
    await sql
      .raw(
        `create function fail() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$;
         create trigger fail before insert on ${table} for each row execute function fail();`,
      )
      .execute(register.db);
    await expect(newCase(register, withAgent())).rejects.toThrow('disk full');
    expect(Object.values(await counts())).toEqual(counted.map(() => 0));
    await sql.raw(`drop trigger fail on ${table}`).execute(register.db);
    expect((await newCase(register)).number).toBe('20260302-TK-0001');
  },
);

describe('a request id', () => {
  test('makes a repeated registration return the first', async () => {
    const { register } = scratch;
    const first = await newCase(register, { requestId: 'request-1' });
    const second = await newCase(register, { requestId: 'request-1' });
    expect(second).toEqual({ ...first, isNew: false });
    expect(await counts()).toMatchObject({ cases: 1, party: 1, audit: 1, outbox: 1 });
  });

  test('does so for twenty at once, too', async () => {
    const { register } = scratch;
    const all = await Promise.all(
      Array.from({ length: 20 }, () => newCase(register, { requestId: 'request-1' })),
    );
    expect(new Set(all.map(({ number }) => number))).toEqual(new Set(['20260302-TK-0001']));
    expect(all.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(await counts()).toMatchObject({ cases: 1, outbox: 1 });
  });

  test('cannot be used again for something else', async () => {
    const { register } = scratch;
    await newCase(register, { requestId: 'request-1' });
    await expect(
      newCase(register, { requestId: 'request-1', parties: [{ ...customer, name: '司徒浩' }] }),
    ).rejects.toMatchObject({ code: 'REQUEST_ID_REUSED' });
    expect(await counts()).toMatchObject({ cases: 1 });
  });
});

test.each([
  ['no customer', { parties: [] }],
  ['two customers', { parties: [customer, customer] }],
  [
    'two agents',
    { parties: [customer, { ...customer, role: 'agent' as const }, { ...customer, role: 'agent' as const }] },
  ],
  ['an authorisation without agent', { ...withAgent(), parties: [customer] }],
])('%s is refused before anything is written', async (_name, change) => {
  await expect(registerCase(scratch.register, caseInput(change))).rejects.toMatchObject({
    code: 'VALUE_INVALID',
  });
  expect(await counts()).toMatchObject({ cases: 0, outbox: 0 });
});

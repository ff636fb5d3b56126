import {
  closeCase,
  findListedCase,
  findCasesByPerson,
  listCases,
  seedStaff,
  setClassification,
  type Register,
} from '../../src/register/index.ts';
import { createTestRegister, type TestRegister } from '../support/register.ts';
import { customer, newCase, withAgent } from './case-input.ts';

let scratch: TestRegister;
let register: Register;

beforeEach(async () => {
  scratch = await createTestRegister();
  register = scratch.register;
});
afterEach(() => scratch.drop());

test('a case is found by its number, however it is typed', async () => {
  const { id, number } = await newCase(register);
  expect(await findListedCase(register, ` ${number.toLowerCase()} `)).toMatchObject({
    id,
    customerMasked: '欧**桐',
  });
  expect(await findListedCase(register, '20260302-TK-9999')).toBeUndefined();
});

test('cases are found by document number and phone, of customer and agent', async () => {
  const { id } = await newCase(register, withAgent());
  await newCase(register, {
    parties: [{ ...customer, documentNumber: 'E00000001', documentType: 'passport' }],
  });
  const found = async (person: Parameters<typeof findCasesByPerson>[1]) =>
    (await findCasesByPerson(register, person)).map((row) => row.id);
  expect(await found({ documentNumber: ' 110105 19491231 002x' })).toEqual([id]);
  expect(await found({ documentNumber: 'e12345678' })).toEqual([id]);
  expect(await found({ phone: '+86 138 1234 5678' })).toHaveLength(2);
  expect(await found({ phone: '13800000000' })).toEqual([]);
});

test('pages follow each other without gap or repetition, also at the same instant', async () => {
  for (let index = 0; index < 7; index += 1) {
    if (index === 4) scratch.clock.advance(60_000);
    await newCase(register);
  }
  const seen: string[] = [];
  let after: { receivedAt: Date; id: string } | undefined;
  for (;;) {
    const page = await listCases(register, { limit: 3, after });
    seen.push(...page.map(({ id }) => id));
    after = page.at(-1);
    if (page.length < 3) break;
  }
  expect(seen).toHaveLength(7);
  expect(new Set(seen).size).toBe(7);
  const times = (await listCases(register)).map(({ receivedAt }) => receivedAt.getTime());
  expect(times).toEqual([...times].sort((a, b) => b - a));
});

test('lists are narrowed by department, by who registered and by what is still open', async () => {
  await seedStaff(register, [
    { username: 'clerk1', displayName: '一', password: 'x', groups: ['intake-clerk'] },
  ]);
  const clerk = await register.db.selectFrom('staff').select(['id', 'username']).executeTakeFirstOrThrow();
  const mine = await newCase(register, { registeredBy: clerk, channel: 'counter' });
  const closed = await newCase(register);
  await setClassification(register, closed.id, {
    classification: 'routine',
    serviceLevel: 'standard',
    departmentCode: 'finance',
    priority: 50,
  });
  await closeCase(register, closed.id, { outcome: 'notAccepted' });
  const ids = async (query: Parameters<typeof listCases>[1]) =>
    (await listCases(register, query)).map(({ id }) => id);
  expect(await ids({ registeredBy: clerk.id })).toEqual([mine.id]);
  expect(await ids({ departmentCode: 'finance' })).toEqual([closed.id]);
  expect(await ids({ isOpen: true })).toEqual([mine.id]);
  expect(await ids({ isOpen: false })).toEqual([closed.id]);
});

test('filters work together, and readers get their departments’ cases only', async () => {
  const classify = (id: string, departmentCode: string) =>
    setClassification(register, id, {
      classification: 'urgent',
      serviceLevel: 'express',
      departmentCode,
      priority: 90,
      decisionDueAt: new Date(scratch.clock.now().getTime() + 86_400_000),
    });
  const first = await newCase(register);
  await classify(first.id, 'finance');
  scratch.clock.advance(86_400_000);
  const second = await newCase(register, { channel: 'counter' });
  await classify(second.id, 'legal');
  const ids = async (query: Parameters<typeof listCases>[1]) =>
    (await listCases(register, query)).map(({ id }) => id);
  const now = scratch.clock.now();
  expect(await ids({ visibleTo: ['legal', 'data'] })).toEqual([second.id]);
  expect(await ids({ visibleTo: [] })).toEqual([]);
  expect(await ids({ visibleTo: ['legal'], departmentCode: 'finance' })).toEqual([]);
  expect(await ids({ number: first.number.slice(0, -1).toLowerCase() })).toEqual([first.id]);
  for (const pattern of ['%', '_', '2026%', '\\']) expect(await ids({ number: pattern })).toEqual([]);
  expect(await ids({ receivedBefore: now })).toEqual([first.id]);
  expect(await ids({ receivedFrom: now, channel: 'counter', classification: 'urgent' })).toEqual([second.id]);
  expect(await ids({ receivedFrom: now, channel: 'web' })).toEqual([]);
  expect(await ids({ dueBefore: now })).toEqual([]);
  expect(await ids({ dueBefore: new Date(now.getTime() + 1) })).toEqual([first.id]);
  await closeCase(register, first.id, { outcome: 'notAccepted' });
  expect(await ids({ dueBefore: new Date(now.getTime() + 1) })).toEqual([]);
  expect(await ids({ outcome: 'notAccepted', status: 'closed' })).toEqual([first.id]);
  const person = { documentNumber: customer.documentNumber };
  expect((await findCasesByPerson(register, person, ['legal'])).map(({ id }) => id)).toEqual([second.id]);
});

test('what is only for the register never comes with a list or a case', async () => {
  await newCase(register, { requestId: 'request-1' });
  const [item] = await listCases(register);
  expect(Object.keys(item ?? {}).filter((key) => /Enc$|Hash$|^request/.test(key))).toEqual([]);
});

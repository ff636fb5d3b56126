import {
  correctAuthorisation,
  correctCase,
  correctParty,
  findCasesByPerson,
  getCase,
  listAudit,
  listEntryChanges,
  listParties,
  readAuthorisation,
  readCustomerContact,
  readParties,
  readReason,
  revealParty,
  type Register,
} from '../../src/register/index.ts';
import { createTestRegister, type TestRegister } from '../support/register.ts';
import { agent, customer, newCase, wholeDatabase, withAgent } from './case-input.ts';

let scratch: TestRegister;
let register: Register;
let caseId: string;

beforeAll(async () => {
  scratch = await createTestRegister();
  register = scratch.register;
});
afterAll(() => scratch.drop());
beforeEach(async () => {
  caseId = (await newCase(register, withAgent())).id;
});

const who = () => ({ caseId, actor: 'clerk1', reason: '与登记表不一致' });

test('a corrected party has new masks and hashes; the old values are kept, the audit names fields only', async () => {
  const fields = await correctParty(register, {
    ...who(),
    role: 'customer',
    changes: { name: '欧阳雨彤', phone: '13700001111', address: customer.address },
  });
  expect(fields.sort()).toEqual(['name', 'phone']);
  const [masked] = await listParties(register, caseId);
  expect(masked).toMatchObject({ nameMasked: '欧**彤', phoneMasked: '137****1111' });
  const [clear] = await readParties(register, caseId);
  expect(clear).toMatchObject({ ...customer, name: '欧阳雨彤', phone: '13700001111' });
  expect((await findCasesByPerson(register, { phone: '137-0000-1111' })).map(({ id }) => id)).toEqual([
    caseId,
  ]);

  expect(await listEntryChanges(register, caseId)).toMatchObject([
    { subject: 'customer', field: 'name', oldValue: '欧阳雨桐', changedBy: 'clerk1' },
    { subject: 'customer', field: 'phone', oldValue: '13812345678', reason: '与登记表不一致' },
  ]);
  const last = (await listAudit(register, caseId)).at(-1);
  expect(last).toMatchObject({
    actor: 'clerk1',
    action: 'entryCorrected',
    details: { subject: 'customer', fields: ['name', 'phone'] },
  });
  const dump = await wholeDatabase(register);
  for (const personal of ['欧阳雨桐', '欧阳雨彤', '13812345678', '13700001111'])
    expect(dump).not.toContain(personal);
});

test('a value can be taken out, and one that was missing be added', async () => {
  await correctParty(register, { ...who(), role: 'customer', changes: { phone: undefined } });
  scratch.clock.advance(1_000);
  await correctParty(register, { ...who(), role: 'agent', changes: { email: 'new@customer.example' } });
  const [first, second] = await listParties(register, caseId);
  expect(first).toMatchObject({ phoneMasked: null });
  expect(second).toMatchObject({ hasEmail: true });
  expect(await listEntryChanges(register, caseId)).toMatchObject([
    { field: 'phone', oldValue: '13812345678' },
    { subject: 'agent', field: 'email', oldValue: null },
  ]);
});

test('the case itself and the authorisation are corrected in the same way', async () => {
  await correctCase(register, { ...who(), changes: { reason: '数量不符', isUrgentRequested: true } });
  expect(await readReason(register, caseId)).toBe('数量不符');
  expect(await getCase(register, caseId)).toMatchObject({ isUrgentRequested: true, language: 'zh-CN' });
  await correctAuthorisation(register, { ...who(), changes: { scope: 'all', validUntil: '2027-01-01' } });
  expect(await readAuthorisation(register, caseId)).toEqual({
    scope: 'all',
    principalName: customer.name,
    validFrom: undefined,
    validUntil: '2027-01-01',
  });
  expect((await listEntryChanges(register, caseId)).map(({ field, oldValue }) => [field, oldValue])).toEqual(
    expect.arrayContaining([
      ['isUrgentRequested', 'false'],
      ['reason', '收到的货物有裂纹'],
      ['scope', 'this-matter'],
      ['validUntil', '2026-12-31'],
    ]),
  );
});

test('nothing to change leaves no trace', async () => {
  expect(await correctParty(register, { ...who(), role: 'agent', changes: { name: agent.name } })).toEqual(
    [],
  );
  expect(await listEntryChanges(register, caseId)).toEqual([]);
  expect(await listAudit(register, caseId)).toHaveLength(1);
});

test('a correction needs a reason, a known party and a known case', async () => {
  const correction = { ...who(), role: 'agent', changes: { name: '李四' } } as const;
  await expect(correctParty(register, { ...correction, reason: ' ' })).rejects.toMatchObject({
    code: 'VALUE_INVALID',
  });
  const alone = (await newCase(register)).id;
  await expect(correctParty(register, { ...correction, caseId: alone })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  await expect(
    correctAuthorisation(register, { ...who(), caseId: alone, changes: {} }),
  ).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('who looks at personal data leaves a reason', async () => {
  const { parties, authorisation } = await revealParty(register, {
    caseId,
    actor: 'clerk1',
    reason: '电话核实',
  });
  expect(parties).toMatchObject([customer, agent]);
  expect(authorisation).toMatchObject({ principalName: customer.name });
  expect((await listAudit(register, caseId)).at(-1)).toMatchObject({
    actor: 'clerk1',
    action: 'partyRevealed',
    details: { reason: '电话核实' },
  });
  await expect(revealParty(register, { caseId, actor: 'clerk1', reason: '' })).rejects.toMatchObject({
    code: 'VALUE_INVALID',
  });
});

test('notices go to the customer, and to the agent where the customer has left nothing', async () => {
  expect(await readCustomerContact(register, caseId)).toEqual({
    name: customer.name,
    language: 'zh-CN',
    phone: customer.phone,
    email: customer.email,
  });
  await correctParty(register, { ...who(), role: 'customer', changes: { phone: undefined } });
  expect(await readCustomerContact(register, caseId)).toMatchObject({
    phone: agent.phone,
    email: customer.email,
  });
});

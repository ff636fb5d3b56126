import {
  findCaseByNumber,
  listAudit,
  querySecretText,
  readQuerySecret,
  resolveQuerySecret,
  revokeCustomerTokens,
} from '../../src/register/index.ts';
import { createTestRegister, type TestRegister } from '../support/register.ts';
import { newCase, wholeDatabase } from './case-input.ts';

let scratch: TestRegister;
beforeAll(async () => {
  scratch = await createTestRegister();
});
afterAll(() => scratch.drop());

const minuteMs = 60_000;
const secretOf = async (caseId: string) => (await readQuerySecret(scratch.register, caseId)) ?? '';
const ask = (number: string, secret: string) => resolveQuerySecret(scratch.register, number, secret);
const queries = async (caseId: string) =>
  (await listAudit(scratch.register, caseId)).filter(({ action }) => action.startsWith('query'));

test('every case has a secret of its own, of characters that cannot be mistaken, stored encrypted', async () => {
  const cases = await Promise.all(Array.from({ length: 20 }, () => newCase(scratch.register)));
  const secrets = await Promise.all(cases.map(({ id }) => secretOf(id)));
  expect(new Set(secrets).size).toBe(20);
  for (const secret of secrets) expect(secret).toMatch(/^[2-9A-HJKMNP-TV-Z]{8}$/);
  const everything = await wholeDatabase(scratch.register);
  expect(secrets.filter((secret) => everything.includes(secret))).toEqual([]);
  expect(querySecretText('ABCD2345')).toBe('ABCD-2345');
});

test('number and secret open the case however they are typed', async () => {
  const { id, number } = await newCase(scratch.register);
  const secret = await secretOf(id);
  const full = (text: string) =>
    [...text].map((character) => String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0)).join('');
  for (const [typedNumber, typedSecret] of [
    [number, secret],
    [` ${number.toLowerCase()} `, querySecretText(secret).toLowerCase()],
    [number.replaceAll('-', ''), [...secret].join(' ')],
    [full(number), full(secret)],
    [number.replaceAll('-', '–'), querySecretText(secret).replace('-', '—')],
  ] as const)
    expect(await ask(typedNumber, typedSecret)).toBe(id);
  expect(await findCaseByNumber(scratch.register, number.toLowerCase())).toBe(id);
});

test('what is wrong in any way opens nothing and throws nothing', async () => {
  const { id, number } = await newCase(scratch.register);
  const other = await newCase(scratch.register);
  const secret = await secretOf(id);
  for (const [typedNumber, typedSecret] of [
    [number, await secretOf(other.id)],
    [other.number, secret],
    [number, ''],
    ['', secret],
    ['20260302-TK-9999', secret],
    [`${number}\0`, secret],
    ["' or 1=1 --", "' or 1=1 --"],
    [number, '𝟚'.repeat(5_000)],
  ] as const)
    expect(await ask(typedNumber, typedSecret)).toBeUndefined();
});

test('a case without a secret cannot be asked for', async () => {
  const { id, number } = await newCase(scratch.register);
  await scratch.register.db.updateTable('cases').set({ querySecretEnc: null }).where('id', '=', id).execute();
  expect(await readQuerySecret(scratch.register, id)).toBeUndefined();
  expect(await ask(number, '')).toBeUndefined();
});

test('a secret that went to a wrong address is replaced together with the links', async () => {
  const { id, number } = await newCase(scratch.register);
  const old = await secretOf(id);
  await revokeCustomerTokens(scratch.register, id);
  expect(await ask(number, old)).toBeUndefined();
  expect(await ask(number, await secretOf(id))).toBe(id);
});

test('five wrong secrets within 15 minutes lock the case for 15 minutes, also for the right one', async () => {
  const { id, number } = await newCase(scratch.register);
  const secret = await secretOf(id);
  for (let time = 0; time < 5; time++) expect(await ask(number, 'WRONG234')).toBeUndefined();
  expect(await ask(number, secret)).toBeUndefined();
  scratch.clock.advance(14 * minuteMs);
  expect(await ask(number, secret)).toBeUndefined();
  scratch.clock.advance(2 * minuteMs);
  expect(await ask(number, secret)).toBe(id);
  const tries = await queries(id);
  expect(tries.map(({ action }) => action)).toEqual([
    ...Array<string>(7).fill('queryRefused'),
    'queryGranted',
  ]);
  expect(JSON.stringify(tries)).not.toMatch(/WRONG234|number/);
  expect(tries.filter(({ details }) => details.isLocked)).toHaveLength(2);
});

test('wrong ones far apart, and those before a right one, do not lock', async () => {
  const { id, number } = await newCase(scratch.register);
  const secret = await secretOf(id);
  for (let time = 0; time < 4; time++) await ask(number, 'WRONG234');
  expect(await ask(number, secret)).toBe(id);
  for (let time = 0; time < 8; time++) {
    await ask(number, 'WRONG234');
    scratch.clock.advance(6 * minuteMs);
  }
  expect(await ask(number, secret)).toBe(id);
});

test('of many tries at once no more than five are compared', async () => {
  const { id, number } = await newCase(scratch.register);
  await Promise.all(Array.from({ length: 20 }, () => ask(number, 'WRONG234')));
  const locked = (await queries(id)).filter(({ details }) => details.isLocked);
  expect(locked).toHaveLength(15);
  expect(await ask(number, await secretOf(id))).toBeUndefined();
});

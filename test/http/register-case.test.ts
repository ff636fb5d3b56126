import request from 'supertest';
import { caseExample } from '../../src/http/api/case-schema.ts';
import { listDocuments, listMaterials, listParties, readAuthorisation } from '../../src/register/index.ts';
import {
  caseJson,
  createTestApp,
  fieldsOf,
  logIn,
  people,
  readProblem,
  readRegistered,
  register,
  wrongFields,
  type TestApp,
} from './test-app.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

const post = (body: object, headers: Record<string, string> = {}) =>
  request(test.app).post('/api/cases').set(headers).send(body);

/** The right request with one place changed: `set('customer.phone', '1')`; undefined removes it. */
function changed(path: string, value: unknown, base: object = caseJson(test)): object {
  const copy: Record<string, unknown> = structuredClone({ ...base });
  let place: object = copy;
  const inside = (step: string) => {
    const found: unknown = Reflect.get(place, step);
    return typeof found === 'object' && found !== null ? found : {};
  };
  const steps = path.split('.');
  for (const step of steps.slice(0, -1)) place = inside(step);
  const last = steps.at(-1) ?? '';
  if (value === undefined) Reflect.deleteProperty(place, last);
  else Reflect.set(place, last, value);
  return copy;
}

const countCases = async () => (await test.register.db.selectFrom('cases').select('id').execute()).length;

describe('a right application', () => {
  it('is registered and answers number and link', async () => {
    const customer = people.person();
    const response = await post(caseJson(test, { customer }));
    expect(response.status).toBe(201);
    expect(response.headers['cache-control']).toBe('no-store');
    const { id, number, customerLink } = readRegistered(response);
    expect(number).toMatch(/^20260302-[A-Z]{2,3}-\d{4}$/);
    expect(customerLink).toMatch(/^http:\/\/window\.test\/c\/[\w-]{43}$/);
    const [party] = await listParties(test.register, id);
    expect(party?.phoneMasked).toBe(`${customer.phone.slice(0, 3)}****${customer.phone.slice(-4)}`);
    const materials = await listMaterials(test.register, id);
    expect(materials.length).toBeGreaterThan(1);
    expect(materials.every(({ name }) => /\p{Script=Han}/u.test(name))).toBe(true);
  });

  it('keeps an agent and the authorisation', async () => {
    const agent = people.person();
    const { id } = await register(test, caseJson(test, { agent }));
    expect((await listParties(test.register, id)).map(({ role }) => role)).toEqual(['customer', 'agent']);
    expect(await readAuthorisation(test.register, id)).toMatchObject({ scope: 'this-matter' });
  });

  it('may come from an organisation', async () => {
    const json = caseJson(test, { matterCode: 'supplier-admission', customer: people.company() });
    expect((await post(json)).status).toBe(201);
  });

  it('is registered for the counter by a clerk, and not by anybody else', async () => {
    const json = caseJson(test, { channel: 'counter' });
    const { id } = await register(test, json, await logIn(test, 'clerk'));
    const row = await test.register.db
      .selectFrom('cases')
      .innerJoin('staff', 'staff.id', 'cases.registeredBy')
      .select(['staff.username', 'channel'])
      .where('cases.id', '=', id)
      .executeTakeFirstOrThrow();
    expect(row).toEqual({ username: 'clerk', channel: 'counter' });
    expect(wrongFields(await post(json))).toEqual(['channel channel-not-allowed']);
    const department = await logIn(test, 'finance');
    expect(wrongFields(await post(json, { Authorization: `Bearer ${department}` }))).toEqual([
      'channel channel-not-allowed',
    ]);
  });

  it('takes phones as people write them', async () => {
    const { id } = await register(test, changed('customer.phone', '+86 138-0013-8000'));
    const [party] = await listParties(test.register, id);
    expect(party?.phoneMasked).toBe('138****8000');
  });

  it('may lack documents that are only doubtful: the procedure decides on those', async () => {
    expect((await post(changed('customer.documentValidUntil', '2020-01-01'))).status).toBe(201);
    expect((await post(changed('customer.documentValidUntil', undefined))).status).toBe(201);
  });
});

describe('a wrong field has a message of its own', () => {
  const rows: [path: string, value: unknown, expected: string][] = [
    ['matterCode', undefined, 'matterCode required'],
    ['matterCode', 'no-such-matter', 'matterCode matter-unknown'],
    ['matterCode', 7, 'matterCode wrong-type'],
    ['customerType', 'company', 'customerType not-an-option'],
    ['channel', 'fax', 'channel not-an-option'],
    ['language', 'fr', 'language not-an-option'],
    ['reason', undefined, 'reason required'],
    ['reason', '   ', 'reason required'],
    ['reason', '退'.repeat(1001), 'reason too-long'],
    ['reason', 'a\u0000b', 'reason control-characters'],
    ['isUrgentRequested', 'yes', 'isUrgentRequested wrong-type'],
    ['consentVersion', undefined, 'consentVersion required'],
    ['consentVersion', '1999-01', 'consentVersion consent-required'],
    ['customer', undefined, 'customer required'],
    ['customer', [], 'customer wrong-type'],
    ['customer.name', undefined, 'customer.name required'],
    ['customer.name', '', 'customer.name required'],
    ['customer.name', '王'.repeat(101), 'customer.name too-long'],
    ['customer.name', '王\n芳', 'customer.name control-characters'],
    ['customer.documentType', 'libraryCard', 'customer.documentType not-an-option'],
    ['customer.documentNumber', undefined, 'customer.documentNumber required'],
    ['customer.documentNumber', '110105194912310021', 'customer.documentNumber document-number-invalid'],
    ['customer.documentNumber', '11010519490231002X', 'customer.documentNumber document-number-invalid'],
    ['customer.documentNumber', '123', 'customer.documentNumber document-number-invalid'],
    ['customer.documentValidUntil', '2026-02-30', 'customer.documentValidUntil date-invalid'],
    ['customer.documentValidUntil', '下个月', 'customer.documentValidUntil date-invalid'],
    ['customer.documentValidUntil', '0000-01-01', 'customer.documentValidUntil date-invalid'],
    ['customer.phone', '12345', 'customer.phone phone-invalid'],
    ['customer.phone', 13800138000, 'customer.phone wrong-type'],
    ['customer.phone', '23800138000', 'customer.phone phone-invalid'],
    ['customer.email', 'nobody', 'customer.email email-invalid'],
    ['customer.address', '路'.repeat(201), 'customer.address too-long'],
    ['agent', 'me', 'agent wrong-type'],
    ['authorisation', { scope: 'all', principalName: '王小芳' }, 'agent agent-required'],
    ['authorisation', { principalName: '王小芳' }, 'authorisation.scope required'],
    ['materials', 'all of them', 'materials wrong-type'],
    ['materials', [{ code: 'moon-rock', originals: 1 }], 'materials[0].code material-unknown'],
    ['materials.0.originals', -1, 'materials[0].originals too-small'],
    ['materials.0.copies', 1.5, 'materials[0].copies wrong-type'],
    ['materials.0.copies', 1000, 'materials[0].copies too-large'],
    ['materials.0.form', 'clay', 'materials[0].form not-an-option'],
    ['materials.0.isSigned', 1, 'materials[0].isSigned wrong-type'],
    ['materials.0.colour', 'red', 'materials[0].colour unknown-field'],
    ['customer.nickname', '小芳', 'customer.nickname unknown-field'],
    ['status', 'accepted', 'status unknown-field'],
    ['<script>', 1, '? unknown-field'],
  ];

  const cases = rows.map(([path, value, expected], row) => ({ path, value, expected, row: row + 1 }));

  it.each(cases)('$row: $path → $expected', async ({ path, value, expected }) => {
    const before = await countCases();
    const response = await post(changed(path, value));
    expect(response.status).toBe(400);
    expect(wrongFields(response)).toEqual([expected]);
    expect(readProblem(response).code).toBe('fields-invalid');
    expect(await countCases()).toBe(before);
  });

  it('names an agent without authorisation, and an agent with a company’s document', async () => {
    const base = caseJson(test, { agent: people.person() });
    expect(wrongFields(await post(changed('authorisation', undefined, base)))).toEqual([
      'authorisation authorisation-required',
    ]);
    const company = people.company().creditCode;
    const withCode = changed(
      'agent.documentNumber',
      company,
      changed('agent.documentType', 'creditCode', base),
    );
    expect(wrongFields(await post(withCode))).toEqual(['agent.documentType agent-document-type']);
    expect(wrongFields(await post(changed('authorisation.validUntil', '2025-12-31', base)))).toEqual([
      'authorisation.validUntil date-order',
    ]);
  });

  it('names a document that the customer’s type does not have, and dates the wrong way round', async () => {
    const ofCompany = { documentType: 'passport', documentNumber: 'E12345678' };
    const company = caseJson(test, { matterCode: 'supplier-admission', customer: people.company() });
    const json = { ...company, customer: { ...fieldsOf(company.customer), ...ofCompany } };
    expect(wrongFields(await post(json))).toEqual(['customer.documentType document-type-mismatch']);
    const reversed = changed(
      'customer.documentValidUntil',
      '2025-01-01',
      changed('customer.documentValidFrom', '2025-01-02'),
    );
    expect(wrongFields(await post(reversed))).toEqual(['customer.documentValidUntil date-order']);
  });

  it('names a customer nobody can reach', async () => {
    const json = changed('customer.email', undefined, changed('customer.phone', undefined));
    expect(wrongFields(await post(json))).toEqual(['customer.phone contact-required']);
  });

  it('names a material listed twice and one of which nothing was handed in', async () => {
    const { materials } = caseJson(test);
    const [first] = materials;
    const twice = changed('materials', [first, { ...first, originals: 0, copies: 0 }]);
    expect(wrongFields(await post(twice))).toEqual([
      'materials[1].code material-repeated',
      'materials[1].originals material-count',
    ]);
  });

  it('names all of them at once', async () => {
    const json = changed('reason', '', changed('customer.phone', '1', changed('language', 'fr')));
    expect(wrongFields(await post(json)).sort()).toEqual([
      'customer.phone phone-invalid',
      'language not-an-option',
      'reason required',
    ]);
  });

  it('speaks Chinese, and English to who asks for it', async () => {
    const json = changed('customer.phone', '1');
    const chinese = readProblem(await post(json));
    expect(chinese.title).toBe('填写有误');
    expect(chinese.errors[0]?.message).toBe(
      '联系电话：请填写 11 位手机号码、带区号的座机号码，或以 + 开头的境外号码。',
    );
    const english = readProblem(await post(json, { 'Accept-Language': 'en-GB,en;q=0.9' }));
    expect(english.title).toBe('Some fields are not right');
    expect(english.errors[0]?.message).toMatch(/^Phone: please give a mainland mobile number/);
    const byCase = readProblem(await post(changed('language', 'en', json)));
    expect(byCase.title).toBe('Some fields are not right');
  });

  it('never quotes what was entered', async () => {
    const { text } = await post(changed('customer.documentNumber', '110105194912310021'));
    expect(text).not.toContain('110105194912310021');
  });
});

it('accepts the documented example', async () => {
  const response = await post({ ...caseExample, materials: [] });
  expect(response.status).toBe(201);
  const { id } = readRegistered(response);
  expect(await listDocuments(test.register, id)).toEqual([]);
});

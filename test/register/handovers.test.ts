import {
  addHandoverDocuments,
  closeHandover,
  findHandover,
  findHandoverDocument,
  findKnownCustomer,
  findOpenCases,
  findSiblingCases,
  handoverDocumentLimit,
  handoverRoom,
  listAudit,
  listHandoverDocuments,
  openHandover,
  removeHandoverDocument,
  renewHandover,
  resolveHandover,
  revealKnownCustomer,
  seedStaff,
  setHandoverSubject,
  takeHandoverDocuments,
  type DocumentInput,
  type Register,
} from '../../src/register/index.ts';
import { createTestRegister, type TestClock, type TestRegister } from '../support/register.ts';
import { agent, customer, newCase, withAgent, wholeDatabase } from './case-input.ts';

let register: Register;
let clock: TestClock;
let created: TestRegister;
const staff = { id: '', username: 'clerk' };
let otherId = '';
beforeAll(async () => {
  created = await createTestRegister();
  ({ register, clock } = created);
  await seedStaff(register, [
    { username: 'clerk', displayName: '甲', password: 'p', groups: ['intake-clerk'] },
    { username: 'other', displayName: '乙', password: 'p', groups: ['intake-clerk'] },
  ]);
  const rows = await register.db.selectFrom('staff').select(['id', 'username']).execute();
  staff.id = rows.find(({ username }) => username === 'clerk')?.id ?? '';
  otherId = rows.find(({ username }) => username === 'other')?.id ?? '';
});
afterAll(() => created.drop());

const minuteMs = 60_000;
const subject = { matterCode: 'refund-claim', customerType: 'person', hasAgent: false } as const;
const open = () => openHandover(register, staff.id, subject);
let serial = 0;
function file(change: Partial<DocumentInput> = {}): DocumentInput {
  serial += 1;
  return {
    materialCode: 'application-form',
    sha256: serial.toString(16).padStart(64, '0'),
    size: 10,
    mediaType: 'image/jpeg',
    fileName: `欧阳雨桐的申请表${serial}.jpg`,
    ...change,
  };
}

describe('a hand-over', () => {
  it('opens for 30 minutes, for its secret only, and for its maker only', async () => {
    const { id, token } = await open();
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(await resolveHandover(register, token)).toMatchObject({ id, ...subject });
    expect(await resolveHandover(register, id)).toBeUndefined();
    expect(await findHandover(register, staff.id, id)).toMatchObject({ id });
    expect(await findHandover(register, otherId, id)).toBeUndefined();
    expect(await wholeDatabase(register)).not.toContain(token);
    clock.advance(30 * minuteMs);
    expect(await resolveHandover(register, token)).toBeUndefined();
    expect(await renewHandover(register, otherId, id)).toBeUndefined();
    const renewed = await renewHandover(register, staff.id, id);
    expect(await resolveHandover(register, renewed?.token ?? '')).toMatchObject({ id });
    expect(await resolveHandover(register, token)).toBeUndefined();
  });

  it('keeps files once each, with encrypted names', async () => {
    const { id } = await open();
    const [one, loose] = [file(), file({ materialCode: undefined })];
    await addHandoverDocuments(register, id, 'customer', [one, loose]);
    await addHandoverDocuments(register, id, 'customer', [one, loose]);
    const kept = await listHandoverDocuments(register, id);
    expect(kept.map(({ materialCode, sha256 }) => [materialCode, sha256])).toEqual(
      expect.arrayContaining([
        ['application-form', one.sha256],
        [null, loose.sha256],
      ]),
    );
    expect(kept).toHaveLength(2);
    expect(await wholeDatabase(register)).not.toContain('欧阳雨桐的申请表');
    expect(await handoverRoom(register, id)).toBe(handoverDocumentLimit - 2);
  });

  it('takes a limited number of files, all of a batch or none', async () => {
    const { id } = await open();
    const batch = (length: number) => Array.from({ length }, () => file());
    await addHandoverDocuments(register, id, 'customer', batch(handoverDocumentLimit - 1));
    await expect(addHandoverDocuments(register, id, 'customer', batch(2))).rejects.toMatchObject({
      code: 'VALUE_INVALID',
    });
    expect(await handoverRoom(register, id)).toBe(1);
  });

  it('lets only its maker look at a file and take it out', async () => {
    const { id } = await open();
    await addHandoverDocuments(register, id, 'customer', [file()]);
    const [document] = await listHandoverDocuments(register, id);
    const documentId = document?.id ?? '';
    expect(await findHandoverDocument(register, otherId, id, documentId)).toBeUndefined();
    expect(await removeHandoverDocument(register, otherId, id, documentId)).toBe(false);
    expect(await findHandoverDocument(register, staff.id, id, documentId)).toMatchObject({ id: documentId });
    expect(await removeHandoverDocument(register, staff.id, id, documentId)).toBe(true);
    expect(await listHandoverDocuments(register, id)).toEqual([]);
  });

  it('follows the clerk to another matter', async () => {
    const { id, token } = await open();
    const changed = { matterCode: 'contract-sealing', customerType: 'organisation', hasAgent: true } as const;
    await setHandoverSubject(register, otherId, id, changed);
    expect(await resolveHandover(register, token)).toMatchObject(subject);
    await setHandoverSubject(register, staff.id, id, changed);
    expect(await resolveHandover(register, token)).toMatchObject(changed);
  });

  it('ends with one case, and takes nothing afterwards', async () => {
    const { id, token } = await open();
    await addHandoverDocuments(register, id, 'customer', [file()]);
    expect(await takeHandoverDocuments(register, otherId, id)).toEqual([]);
    const [taken] = await takeHandoverDocuments(register, staff.id, id);
    expect(taken).toMatchObject({ materialCode: 'application-form', uploadedBy: 'customer' });
    expect(taken?.fileName).toContain('申请表');
    const [first, second] = [await newCase(register), await newCase(register)];
    const other = { id: otherId, username: 'other' };
    await expect(closeHandover(register, other, id, first.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await closeHandover(register, staff, id, first.id);
    await closeHandover(register, staff, id, first.id);
    await expect(closeHandover(register, staff, id, second.id)).rejects.toMatchObject({
      code: 'VALUE_INVALID',
    });
    expect(await resolveHandover(register, token)).toBeUndefined();
    expect(await renewHandover(register, staff.id, id)).toBeUndefined();
    await expect(addHandoverDocuments(register, id, 'customer', [file()])).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await listHandoverDocuments(register, id)).toHaveLength(1);
    const closings = (await listAudit(register, first.id)).filter(
      ({ action }) => action === 'handoverClosed',
    );
    expect(closings).toMatchObject([{ actor: 'clerk', details: { handoverId: id } }]);
  });

  it('is forgotten a day after it expired, unless it was registered', async () => {
    const [left, used] = [await open(), await open()];
    await addHandoverDocuments(register, left.id, 'customer', [file()]);
    await closeHandover(register, staff, used.id, (await newCase(register)).id);
    clock.advance(25 * 60 * minuteMs);
    await open();
    expect(await findHandover(register, staff.id, left.id)).toBeUndefined();
    expect(await listHandoverDocuments(register, left.id)).toEqual([]);
    expect(await findHandover(register, staff.id, used.id)).toMatchObject({ id: used.id });
  });
});

describe('a customer who was here before', () => {
  const shown = { documentType: customer.documentType, documentNumber: ' 11010519491231002x ' } as const;

  it('is found masked by the document, and filled in from the newest entry with an audit row', async () => {
    clock.advance(minuteMs);
    await newCase(register);
    clock.advance(minuteMs);
    const newest = await newCase(register, {
      language: 'en',
      parties: [{ ...customer, phone: '13700001111' }],
    });
    const known = await findKnownCustomer(register, shown);
    expect(known).toMatchObject({ phoneMasked: '137****1111', lastReceivedAt: newest.receivedAt });
    expect(known?.nameMasked).not.toBe(customer.name);
    const filled = await revealKnownCustomer(register, 'clerk', shown);
    expect(filled).toMatchObject({ name: customer.name, phone: '13700001111', language: 'en' });
    expect((await listAudit(register, newest.id)).at(-1)).toMatchObject({
      actor: 'clerk',
      action: 'partyRevealed',
      details: { reason: 'counterRegistration', role: 'customer' },
    });
  });

  it('is found as an agent as well, but not under another kind of document', async () => {
    await newCase(register, withAgent());
    const { documentType, documentNumber } = agent;
    expect(await findKnownCustomer(register, { documentType, documentNumber })).toBeDefined();
    expect(await findKnownCustomer(register, { ...shown, documentType: 'passport' })).toBeUndefined();
    expect(
      await revealKnownCustomer(register, 'clerk', { documentType, documentNumber: 'E9' }),
    ).toBeUndefined();
  });

  it('is warned of open cases in the same matter only', async () => {
    const person = { ...customer, documentNumber: '110105199001010016' };
    const matter = { code: 'contract-sealing', name: '合同用印', prefix: 'CS' };
    const [closed, open, other] = [
      await newCase(register, { parties: [person], matter }),
      await newCase(register, { parties: [person], matter }),
      await newCase(register, { parties: [person] }),
    ];
    await register.db
      .updateTable('cases')
      .set({ status: 'closed', outcome: 'completed', finishedAt: clock.now() })
      .where('id', '=', closed.id)
      .execute();
    const { documentNumber } = person;
    const found = await findOpenCases(register, { documentNumber, matterCode: matter.code });
    expect(found.map(({ id }) => id)).toEqual([open.id]);
    const others = await findOpenCases(register, { documentNumber, matterCode: 'refund-claim' });
    expect(others.map(({ id }) => id)).toEqual([other.id]);
    const second = await newCase(register, { parties: [person], matter });
    expect((await findSiblingCases(register, second.id)).map(({ id }) => id)).toEqual([open.id]);
  });
});

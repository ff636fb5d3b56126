import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { documentLimitBytes } from '../../src/documents/index.ts';
import { listAudit, listDocuments, setClassification } from '../../src/register/index.ts';
import { makePdf, makeScan } from '../support/attachments.ts';
import {
  caseJson,
  createTestApp,
  logIn,
  readProblem,
  readRegistered,
  register,
  wrongFields,
  type TestApp,
} from './test-app.ts';

let test: TestApp;
let pdf: Buffer;
let uploads: string;
beforeAll(async () => {
  uploads = await mkdtemp(join(tmpdir(), 'intake-http-uploads-'));
  test = await createTestApp({ uploadFolder: uploads });
  pdf = await makePdf('申请表', ['申请退款'], 'Application');
});
afterAll(async () => {
  await test.close();
  await rm(uploads, { recursive: true });
});

type Part = [field: string, content: Buffer, fileName: string];

/** Posts a case with files; multer's temporary folders must be gone afterwards. */
async function post(parts: readonly Part[], json: object = caseJson(test)) {
  const sending = request(test.app).post('/api/cases').field('case', JSON.stringify(json));
  for (const [field, content, fileName] of parts) void sending.attach(field, content, fileName);
  return sending;
}

const temporaryFolders = () => readdirSync(uploads);
const firstCode = () => caseJson(test).materials[0]?.code ?? '';
const stored = () =>
  readdirSync(test.documentFolder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );

describe('documents of an application', () => {
  it('are kept as they came, with the customer’s names for them', async () => {
    const code = firstCode();
    const scan = makeScan({ isSealed: true, seed: 7 });
    const response = await post([
      [`document.${code}`, pdf, '退款 申请表.pdf'],
      [`document.${code}`, scan, '../../扫描件.png'],
    ]);
    const { id } = readRegistered(response);
    const documents = await listDocuments(test.register, id);
    expect(documents.map(({ mediaType, size, sha256 }) => ({ mediaType, size, sha256 }))).toEqual(
      expect.arrayContaining([
        {
          mediaType: 'application/pdf',
          size: pdf.length,
          sha256: createHash('sha256').update(pdf).digest('hex'),
        },
        {
          mediaType: 'image/png',
          size: scan.length,
          sha256: createHash('sha256').update(scan).digest('hex'),
        },
      ]),
    );
    expect(documents.map(({ fileName }) => fileName).sort()).toEqual(['扫描件.png', '退款 申请表.pdf']);
    expect(temporaryFolders()).toEqual([]);
  });

  it.each<[name: string, parts: () => Part[], expected: (code: string) => string]>([
    [
      'empty',
      () => [[`document.${firstCode()}`, Buffer.alloc(0), 'a.pdf']],
      (code) => `document.${code} file-empty`,
    ],
    [
      'disguised',
      () => [[`document.${firstCode()}`, Buffer.from('MZ\u0090 this is a program'), 'a.pdf']],
      (code) => `document.${code} file-type-refused`,
    ],
    [
      'a page with a script',
      () => [[`document.${firstCode()}`, Buffer.from('<html><script>alert(1)</script>'), 'a.png']],
      (code) => `document.${code} file-type-refused`,
    ],
    [
      'too large',
      () => [[`document.${firstCode()}`, Buffer.concat([pdf, Buffer.alloc(documentLimitBytes)]), 'a.pdf']],
      (code) => `document.${code} file-too-large`,
    ],
    [
      'of a material that is not listed',
      () => [['document.moon-rock', pdf, 'a.pdf']],
      () => 'document.moon-rock file-field-unknown',
    ],
    ['under another name', () => [['attachment', pdf, 'a.pdf']], () => 'attachment file-field-unknown'],
    ['under a hostile name', () => [['<script>', pdf, 'a.pdf']], () => '? file-field-unknown'],
  ])('are refused when %s, and nothing is registered', async (_name, parts, expected) => {
    const cases = () => test.register.db.selectFrom('cases').select('id').execute();
    const [before, files] = [await cases(), stored().length];
    const response = await post(parts());
    expect(response.status).toBe(400);
    expect(wrongFields(response)).toEqual([expected(firstCode())]);
    expect(await cases()).toEqual(before);
    expect(stored().length).toBe(files);
    expect(temporaryFolders()).toEqual([]);
  });

  it('are refused when too many', async () => {
    const parts = Array.from({ length: 31 }, (_, n): Part => [`document.${firstCode()}`, pdf, `${n}.pdf`]);
    const response = await post(parts);
    expect(readProblem(response).errors.map(({ code }) => code)).toEqual(['file-too-many']);
    expect(temporaryFolders()).toEqual([]);
  });

  it('do not save a wrong application, and leave no trace of theirs', async () => {
    const files = stored().length;
    const response = await post(
      [[`document.${firstCode()}`, Buffer.concat([pdf, Buffer.from('x')]), 'a.pdf']],
      {
        ...caseJson(test),
        reason: '',
      },
    );
    expect(wrongFields(response)).toEqual(['reason required']);
    expect(stored().length).toBe(files);
  });

  it('need the JSON part, once and well-formed', async () => {
    const missing = await request(test.app)
      .post('/api/cases')
      .attach(`document.${firstCode()}`, pdf, 'a.pdf');
    expect(wrongFields(missing)).toEqual(['case required']);
    const broken = await request(test.app).post('/api/cases').field('case', '{"matter');
    expect(readProblem(broken).code).toBe('malformed-request');
    const extra = await request(test.app).post('/api/cases').field('case', '{}').field('note', 'x');
    expect(wrongFields(extra)).toEqual(['note unknown-field']);
  });
});

describe('documents of staff', () => {
  it('are added to a case and read again as a download that nothing can run', async () => {
    const { id } = await register(test);
    const session = { Authorization: `Bearer ${await logIn(test, 'clerk')}` };
    const added = await request(test.app)
      .post(`/api/cases/${id}/documents`)
      .set(session)
      .attach(`document.${firstCode()}`, pdf, '扫描.pdf');
    expect(added.status).toBe(201);
    const [document] = await listDocuments(test.register, id);
    expect(document?.uploadedBy).toBe('clerk');

    const path = `/api/cases/${id}/documents/${document?.id}`;
    const read = await request(test.app).get(path).set(session).responseType('blob');
    expect(read.status).toBe(200);
    expect(Buffer.compare(Buffer.from(read.body), pdf)).toBe(0);
    expect(read.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename=${document?.id}.pdf`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    const trail = await listAudit(test.register, id);
    expect(trail.map(({ action, actor }) => `${action} ${actor}`)).toContain('documentViewed clerk');

    await rm(join(test.documentFolder, document?.sha256.slice(0, 2) ?? '', document?.sha256 ?? ''));
    const lost = await request(test.app).get(path).set(session);
    expect(lost.status).toBe(410);
    expect(readProblem(lost).code).toBe('document-lost');
  });

  it('are one case’s own, and one department’s', async () => {
    const [mine, other] = [await register(test), await register(test)];
    await setClassification(test.register, other.id, {
      classification: 'routine',
      serviceLevel: 'standard',
      departmentCode: 'legal',
      priority: 50,
    });
    const clerk = { Authorization: `Bearer ${await logIn(test, 'clerk')}` };
    await request(test.app)
      .post(`/api/cases/${other.id}/documents`)
      .set(clerk)
      .attach(`document.${firstCode()}`, pdf, 'a.pdf')
      .expect(201);
    const [document] = await listDocuments(test.register, other.id);
    const astray = await request(test.app).get(`/api/cases/${mine.id}/documents/${document?.id}`).set(clerk);
    expect(readProblem(astray).code).toBe('document-not-found');
    const finance = { Authorization: `Bearer ${await logIn(test, 'finance')}` };
    const foreign = await request(test.app)
      .get(`/api/cases/${other.id}/documents/${document?.id}`)
      .set(finance);
    expect(readProblem(foreign).code).toBe('case-not-found');
    const pushed = await request(test.app)
      .post(`/api/cases/${other.id}/documents`)
      .set(finance)
      .attach(`document.${firstCode()}`, pdf, 'a.pdf');
    expect(readProblem(pushed).code).toBe('case-not-found');
  });

  it('must be there', async () => {
    const { id } = await register(test);
    const session = { Authorization: `Bearer ${await logIn(test, 'clerk')}` };
    const response = await request(test.app).post(`/api/cases/${id}/documents`).set(session).send({});
    expect(wrongFields(response)).toEqual(['document nothing-submitted']);
  });
});

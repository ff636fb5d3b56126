import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import PdfDocument from 'pdfkit';
import { PNG } from 'pngjs';
import { createDocumentStore, documentLimitBytes, type DocumentStore } from '../../../src/documents/index.ts';

let folder: string;
let store: DocumentStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'documents-'));
  store = createDocumentStore(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const png = PNG.sync.write(new PNG({ width: 3, height: 2 }));

async function pdf(): Promise<Buffer> {
  const document = new PdfDocument();
  document.text('power of attorney').end();
  return buffer(document);
}

async function fileCount(): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}

test('a file comes back as it went in, under the hash of its content', async () => {
  const content = await pdf();
  const stored = await store.put(content);
  expect(stored).toEqual({
    sha256: createHash('sha256').update(content).digest('hex'),
    size: content.length,
    mediaType: 'application/pdf',
  });
  expect(await buffer(await store.open(stored.sha256))).toEqual(content);
});

test('a stream of small pieces gives the same as the whole', async () => {
  const pieces = Array.from(png, (byte) => Buffer.from([byte]));
  expect(await store.put(Readable.from(pieces))).toEqual(await store.put(png));
  expect(await fileCount()).toBe(1);
});

test('the same file from many at once is one file', async () => {
  const all = await Promise.all(Array.from({ length: 20 }, () => store.put(png)));
  expect(new Set(all.map(({ sha256 }) => sha256)).size).toBe(1);
  expect(await fileCount()).toBe(1);
});

test('the type is told by the content', async () => {
  expect((await store.put(png)).mediaType).toBe('image/png');
  const jpeg = Buffer.concat([Buffer.from('ffd8ffe000104a464946000101', 'hex'), randomBytes(64)]);
  expect((await store.put(jpeg)).mediaType).toBe('image/jpeg');
});

test.each([
  ['text', Buffer.from('hello')],
  ['a page', Buffer.from('<html><script>alert(1)</script></html>')],
  ['a drawing with script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
  ['a program', Buffer.concat([Buffer.from('7f454c4602010100', 'hex'), Buffer.alloc(64)])],
  ['an archive', Buffer.from('504b0506000000000000000000000000000000000000', 'hex')],
  ['a GIF', Buffer.from('47494638396101000100800000', 'hex')],
])('%s is refused and leaves nothing behind', async (_name, content) => {
  await expect(store.put(content)).rejects.toMatchObject({ code: 'DOCUMENT_TYPE_REFUSED' });
  expect(await fileCount()).toBe(0);
});

test('an empty file is refused', async () => {
  await expect(store.put(Buffer.alloc(0))).rejects.toMatchObject({ code: 'DOCUMENT_EMPTY' });
  await expect(store.put(Readable.from([]))).rejects.toMatchObject({ code: 'DOCUMENT_EMPTY' });
});

test('20 MB are taken, one byte more is refused without reading on', async () => {
  const full = Buffer.concat([png, Buffer.alloc(documentLimitBytes - png.length)]);
  expect((await store.put(full)).size).toBe(documentLimitBytes);
  let given = 0;
  const endless = async function* () {
    for (;;) {
      given += 1;
      yield await Promise.resolve(Buffer.concat([png, Buffer.alloc(1024 * 1024 - png.length)]));
    }
  };
  await expect(store.put(Readable.from(endless()))).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' });
  expect(given).toBeLessThan(30);
  expect(await fileCount()).toBe(1);
});

test('a sender that breaks off leaves nothing behind', async () => {
  const broken = async function* () {
    yield await Promise.resolve(png.subarray(0, 10));
    throw new Error('connection lost');
  };
  await expect(store.put(Readable.from(broken()))).rejects.toThrow('connection lost');
  expect(await fileCount()).toBe(0);
});

test('a file that is missing or was asked for by a path is lost, not found elsewhere', async () => {
  await writeFile(join(folder, 'secret'), 'secret');
  for (const name of ['0'.repeat(64), '../secret', 'secret', ''])
    await expect(store.open(name)).rejects.toMatchObject({ code: 'DOCUMENT_LOST' });
});

test('a damaged file is noticed', async () => {
  const { sha256 } = await store.put(png);
  expect(await store.isIntact(sha256)).toBe(true);
  await truncate(join(folder, sha256.slice(0, 2), sha256), 5);
  expect(await store.isIntact(sha256)).toBe(false);
  expect(await store.isIntact('0'.repeat(64))).toBe(false);
});

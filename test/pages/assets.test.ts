import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync } from 'node:zlib';
import request from 'supertest';
import { createTestApp, register, type TestApp } from '../http/test-app.ts';
import { openConsole } from './scenes.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

/** The body as it comes over the wire. */
function fetchRaw(path: string, encoding: string): Promise<{ body: Buffer; encoding: string | undefined }> {
  return new Promise((resolve, reject) => {
    const server = test.app.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      get({ port, path, headers: { 'accept-encoding': encoding } }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          server.close();
          resolve({ body: Buffer.concat(parts), encoding: response.headers['content-encoding'] });
        });
      }).on('error', reject);
    });
  });
}

it('Carbon’s sheet is small on the wire, fetches nothing from elsewhere, and is asked for once a day', async () => {
  const packed = await fetchRaw('/assets/carbon.css', 'gzip, br');
  expect([packed.encoding, packed.body.length < 90_000]).toEqual(['br', true]);
  const zipped = await fetchRaw('/assets/carbon.css', 'gzip');
  expect([zipped.encoding, zipped.body.length < 110_000]).toEqual(['gzip', true]);
  const plain = await fetchRaw('/assets/carbon.css', 'identity');
  expect(plain.encoding).toBeUndefined();
  expect(brotliDecompressSync(packed.body).equals(plain.body)).toBe(true);
  const text = plain.body.toString();
  expect(text).toContain('.cds--data-table');
  expect(text).not.toMatch(/@font-face|@import|https?:\/\//);
  const { headers } = await request(test.app).get('/assets/carbon.css');
  expect(headers['cache-control']).toBe('public, max-age=86400');
  const again = await request(test.app).get('/assets/carbon.css').set('If-None-Match', String(headers.etag));
  expect(again.status).toBe(304);
});

it('the console’s letters come from us; pages for customers need neither', async () => {
  const sheet = (await request(test.app).get('/assets/console.css')).text;
  const fonts = [...sheet.matchAll(/url\('(\/assets\/plex\/[^']+)'\)/g)].map(([, path = '']) => path);
  expect(fonts).toHaveLength(2);
  for (const path of fonts) expect((await request(test.app).get(path)).status).toBe(200);
  const { token } = await register(test);
  expect((await request(test.app).get(`/c/${token}`)).text).not.toContain('carbon.css');
  const { browser } = await openConsole(test, 'clerk');
  expect((await browser.get('/console/cases')).text).toContain('/assets/carbon.css');
});

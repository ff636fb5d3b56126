import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import express, { Router } from 'express';

const ownRequire = createRequire(import.meta.url);
const carbonPackage = ownRequire.resolve('@carbon/styles/package.json');
/** The letters that Tasklist and Operate are set in; Carbon's style sheet itself fetches them from elsewhere. */
const plexFolder = join(createRequire(carbonPackage).resolve('@ibm/plex-sans/package.json'), '..');

type Encoding = 'br' | 'gzip' | 'identity';

interface CarbonSheet {
  etag: string;
  bodies: Readonly<Record<Encoding, Buffer>>;
}

/** Reads, cuts and packs Carbon's style sheet: 940 kB on the disk, some 80 kB on the wire. */
async function loadSheet(): Promise<CarbonSheet> {
  const text = await readFile(join(carbonPackage, '..', 'css', 'styles.min.css'), 'utf8');
  const sheet = Buffer.from(text.replace(/@font-face\{[^}]*\}/g, ''));
  // Quality 11 takes a second for 7 kB less.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: sheet.length };
  const [br, zipped] = await Promise.all([
    promisify(brotliCompress)(sheet, { params }),
    promisify(gzip)(sheet, { level: 9 }),
  ]);
  const digest = createHash('sha256').update(sheet).digest('base64url').slice(0, 22);
  return { etag: digest, bodies: { br, gzip: zipped, identity: sheet } };
}

/** Carbon's style sheet (`/assets/carbon.css`) and IBM Plex (`/assets/plex/…`), from the packages themselves. */
export function createCarbonRoutes(): Router {
  const router = Router();
  let loading: Promise<CarbonSheet> | undefined;
  router.get('/assets/carbon.css', async (request, response) => {
    loading ??= loadSheet();
    const { etag, bodies } = await loading;
    // Asked for one by one: of several, the order in the client's header would decide, and browsers name gzip first.
    const encoding: Encoding =
      (['br', 'gzip'] as const).find((name) => request.acceptsEncodings(name) === name) ?? 'identity';
    response.set({
      'Cache-Control': 'public, max-age=86400',
      ETag: `"${etag}-${encoding}"`,
      Vary: 'Accept-Encoding',
      ...(encoding === 'identity' ? {} : { 'Content-Encoding': encoding }),
    });
    response.type('css').send(bodies[encoding]);
  });
  router.use(
    '/assets/plex',
    express.static(join(plexFolder, 'fonts', 'split', 'woff2'), {
      maxAge: '30d',
      index: false,
      redirect: false,
    }),
  );
  return router;
}

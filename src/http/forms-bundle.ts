import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { build } from 'esbuild';
import { Router } from 'express';

interface Asset {
  type: string;
  plain: Buffer;
  zipped: Buffer;
}
type Bundle = Readonly<Record<'js' | 'css', Asset>>;

const entry = fileURLToPath(new URL('assets/customer-forms/index.js', import.meta.url));
const zip = promisify(gzip);

/**
 * The form viewer for customers' pages, `/assets/customer-forms.js` and `.css`. Its package has modules only, so it
 * is bundled here, in memory, by the first who asks (about 0.3 s) and kept for as long as the process lives.
 */
export function createFormsBundle(): Router {
  const router = Router();
  let bundle: Promise<Bundle> | undefined;
  const kept = () =>
    (bundle ??= makeBundle().catch((error: unknown) => {
      // The next who asks tries again; until then the forms work without script.
      bundle = undefined;
      throw error;
    }));

  router.get('/assets/customer-forms.:ending', async (request, response, next) => {
    const { ending } = request.params;
    if (ending !== 'js' && ending !== 'css') {
      next();
      return;
    }
    const { type, plain, zipped } = (await kept())[ending];
    const isZipped = request.acceptsEncodings('gzip') === 'gzip';
    response.set({ 'Cache-Control': 'public, max-age=3600', Vary: 'Accept-Encoding' }).type(type);
    if (isZipped) response.set('Content-Encoding', 'gzip');
    response.send(isZipped ? zipped : plain);
  });
  return router;
}

async function makeBundle(): Promise<Bundle> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    outdir: 'assets',
    format: 'esm',
    target: ['es2022'],
    logLevel: 'silent',
  });
  const asset = async (ending: string, type: string): Promise<Asset> => {
    const file = outputFiles.find(({ path }) => path.endsWith(ending));
    if (!file)
      throw new Error(`The bundle of ${entry} has no ${ending}: import the viewer's style sheet in it.`);
    const plain = Buffer.from(file.contents);
    return { type, plain, zipped: await zip(plain, { level: 9 }) };
  };
  return { js: await asset('.js', 'text/javascript'), css: await asset('.css', 'text/css') };
}

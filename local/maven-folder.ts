import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './errors.ts';
import { findMaven } from './jdk.ts';
import { runMaven, type MavenRun } from './maven.ts';

/** Java programs that Maven fetches and unpacks, once. */
export interface MavenProgram {
  pom: string;
  /** The folder with the Java sources that the pom compiles. */
  sources: string;
  /** Where prepared programs are kept. */
  cache: string;
  /** What people read before it begins: how much is fetched. */
  announcement: string;
}

/**
 * The folder that the pom filled: `<cache>/<hash of the pom and the sources>`; Maven runs when it is missing.
 * Everything is prepared beside it and moved there at the end, so that a folder that exists is complete. Throws when
 * Maven is missing or fails, with its last lines.
 */
export async function prepareMavenFolder(program: MavenProgram, run: MavenRun): Promise<string> {
  const folder = join(program.cache, await fingerprint(program));
  if (!existsSync(folder)) await prepare(program, folder, run);
  return folder;
}

async function prepare({ pom, cache, announcement }: MavenProgram, folder: string, run: MavenRun) {
  const maven = findMaven();
  await mkdir(cache, { recursive: true });
  await removeHalfDone(cache);
  const draft = join(cache, `unpacking-${process.pid}`);
  try {
    run.onProgress(announcement);
    await runMaven(maven, pom, draft, run);
    await rm(join(draft, 'build'), { recursive: true, force: true });
    // Another start of this checkout may have been quicker: what it made is the same.
    await rename(draft, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Drafts of runs that were interrupted; a draft whose process lives is being worked on. */
async function removeHalfDone(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const pid = /^unpacking-(\d+)$/.exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    await rm(join(cache, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

async function fingerprint({ pom, sources }: MavenProgram): Promise<string> {
  const names = (await readdir(sources)).sort().map((name) => join(sources, name));
  const hash = createHash('sha256');
  for (const file of [pom, ...names]) hash.update(await readFile(file));
  return hash.digest('hex').slice(0, 12);
}

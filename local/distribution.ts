import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './errors.ts';
import { findMaven, type Jdk } from './jdk.ts';
import { runMaven, type MavenRun } from './maven.ts';

/** The unpacked Java programs. */
export interface Distribution {
  camundaHome: string;
  openSearchClasspath: string;
}

const camundaFolder = 'camunda-zeebe-8.6.0';

/**
 * The Java programs, in `<root>/.stack/<hash of the pom and the launcher>`; Maven fetches and unpacks them when
 * that folder is missing. Everything is prepared beside it and moved there at the end, so that a folder that exists
 * is complete. Throws when Maven is missing or fails, with its last lines.
 */
export async function prepareDistribution(
  root: string,
  jdk: Jdk,
  onProgress: (line: string) => void,
  signal?: AbortSignal,
): Promise<Distribution> {
  const cache = join(root, '.stack');
  const folder = join(cache, await fingerprint(join(root, 'local')));
  if (!existsSync(folder)) await prepare(root, cache, folder, { jdk, onProgress, signal });
  const openSearch = join(folder, 'opensearch');
  return {
    camundaHome: join(folder, camundaFolder),
    openSearchClasspath: `${join(openSearch, 'classes')}:${join(openSearch, 'lib')}/*`,
  };
}

async function prepare(root: string, cache: string, folder: string, run: MavenRun): Promise<void> {
  const { onProgress } = run;
  const maven = findMaven();
  await mkdir(cache, { recursive: true });
  await removeHalfDone(cache);
  const draft = join(cache, `unpacking-${process.pid}`);
  try {
    onProgress('Fetching Camunda 8.6.0 and OpenSearch by Maven (350 MB, only once) ...');
    await runMaven(maven, join(root, 'local/pom.xml'), draft, run);
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

async function fingerprint(folder: string): Promise<string> {
  const sources = join(folder, 'opensearch/src/intake/local');
  const names = (await readdir(sources)).sort().map((name) => join(sources, name));
  const hash = createHash('sha256');
  for (const file of [join(folder, 'pom.xml'), ...names]) hash.update(await readFile(file));
  return hash.digest('hex').slice(0, 12);
}

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './errors.ts';
import { findMaven, type Jdk } from './jdk.ts';

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

interface MavenRun {
  jdk: Jdk;
  onProgress: (line: string) => void;
  /** Ends Maven when aborted. */
  signal: AbortSignal | undefined;
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

async function runMaven(
  maven: string,
  pom: string,
  output: string,
  { jdk, onProgress, signal }: MavenRun,
): Promise<void> {
  signal?.throwIfAborted();
  const args = ['-f', pom, '-Dstyle.color=never', `-Dstack.output=${output}`, 'process-classes'];
  const child = spawn(maven, args, {
    env: { ...process.env, JAVA_HOME: jdk.home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  let lastShown = Date.now();
  const read = (chunk: Buffer) => {
    for (const line of chunk.toString('utf8').split(/[\r\n]+/)) {
      const text = line.trim();
      if (text === '') continue;
      // Maven writes byte counts many times a second; people need one every few seconds.
      if (!text.startsWith('Progress')) lines.push(text);
      if (Date.now() - lastShown < 3_000 || !/^(Progress|Download|\[INFO\] \w)/.test(text)) continue;
      lastShown = Date.now();
      onProgress(`  ${text.slice(0, 150)}`);
    }
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  // Unpacking writes nothing for a while.
  const silence = setInterval(() => {
    if (Date.now() - lastShown < 4_500) return;
    lastShown = Date.now();
    onProgress(`  ${lines.at(-1)?.slice(0, 150) ?? 'Maven is starting'} ...`);
  }, 1_000);
  return new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(silence);
      if (code === 0) {
        resolve();
        return;
      }
      const errors = lines.filter((line) => line.startsWith('[ERROR]'));
      const shown = (errors.length > 0 ? errors.slice(0, 8) : lines.slice(-8)).join('\n  ');
      reject(
        new Error(`Maven could not fetch the programs; check the network, then start again:\n  ${shown}`),
      );
    });
  });
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

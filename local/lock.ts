import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { hasCode } from './errors.ts';
import { endProcess, identify, isSameProcess, type ProcessIdentity } from './processes.ts';

const identitySchema = z.object({ pid: z.int(), startedAt: z.string(), command: z.string() });
const recordSchema = z.object({
  address: z.string(),
  owner: identitySchema,
  children: z.array(identitySchema.extend({ name: z.string(), stopSignal: z.enum(['SIGINT', 'SIGTERM']) })),
});

type LockRecord = z.infer<typeof recordSchema>;
export type RecordedChild = LockRecord['children'][number];

/** The claim on one data folder. While it is held, nobody else starts a stack on it. */
export interface Lock {
  /** Remembers a child, so that the next start can stop it if this process dies without doing so. */
  record(child: RecordedChild): Promise<void>;
  forget(pid: number): Promise<void>;
  release(): Promise<void>;
}

/** The stack of this data folder is running already. The message is meant for people. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
}

/**
 * Claims `dataDir` (created when missing). A claim whose process is gone is replaced, after stopping the children it
 * left behind. Throws `AlreadyRunningError`, with the address, when the claim's process is alive.
 */
export async function acquireLock(
  dataDir: string,
  address: string,
  onProgress: (line: string) => void,
): Promise<Lock> {
  await mkdir(dataDir, { recursive: true });
  const file = lockFile(dataDir);
  const owner = await identify(process.pid);
  if (!owner)
    throw new Error('The list of processes cannot be read: mount /proc or install ps, then start again.');
  const record: LockRecord = { address, owner, children: [] };
  while (!(await createWhole(file, record))) await clearStale(file, onProgress);
  return createLock(file, record);
}

/** The address of the running stack of this data folder; undefined when none runs. Changes nothing. */
export async function runningStack(dataDir: string): Promise<string | undefined> {
  const record = parse(await readText(lockFile(dataDir)));
  return record && (await isSameProcess(record.owner)) ? record.address : undefined;
}

/** Stops what a killed start left behind and removes its claim. Throws `AlreadyRunningError` beside a live one. */
export async function clearLeftovers(dataDir: string, onProgress: (line: string) => void): Promise<void> {
  await clearStale(lockFile(dataDir), onProgress);
}

function createLock(file: string, record: LockRecord): Lock {
  // Writes queue up: two children recorded at the same moment must not overwrite each other.
  let last: Promise<void> = Promise.resolve();
  const write = (change: () => void) => {
    last = last.then(async () => {
      change();
      const draft = draftName(file);
      await writeFile(draft, JSON.stringify(record));
      await rename(draft, file);
    });
    return last;
  };
  return {
    record: (child) => write(() => record.children.push(child)),
    forget: (pid) =>
      write(() => {
        record.children = record.children.filter((child) => child.pid !== pid);
      }),
    async release() {
      await last.catch(() => undefined);
      await rm(file, { force: true });
    },
  };
}

async function clearStale(file: string, onProgress: (line: string) => void): Promise<void> {
  const text = await readText(file);
  if (text === undefined) return;
  const record = parse(text);
  if (record && (await isSameProcess(record.owner)))
    throw new AlreadyRunningError(
      `It is already running at ${record.address} (process ${record.owner.pid}): use that one, or stop it first.`,
    );
  await Promise.all((record?.children ?? []).map((child) => endOrphan(child, onProgress)));
  // Somebody else may have cleared and claimed it meanwhile: move away only what was judged here.
  const aside = draftName(file);
  await rename(file, aside).catch(ignoreMissing);
  const moved = await readText(aside);
  if (moved !== undefined && moved !== text) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

async function endOrphan(child: RecordedChild, onProgress: (line: string) => void): Promise<void> {
  const identity: ProcessIdentity = child;
  if (await endProcess(identity, child.stopSignal, 15_000))
    onProgress(`Stopped ${child.name} (process ${child.pid}), left over from a start that was killed.`);
}

/** Creates the file with its whole content in one step; false when it exists. */
async function createWhole(file: string, record: LockRecord): Promise<boolean> {
  const draft = draftName(file);
  await writeFile(draft, JSON.stringify(record), { mode: 0o600 });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

function parse(text: string | undefined): LockRecord | undefined {
  if (text === undefined) return undefined;
  try {
    return recordSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

async function readText(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(ignoreMissing);
}

function ignoreMissing(error: unknown): undefined {
  if (hasCode(error, 'ENOENT')) return undefined;
  throw error;
}

function lockFile(dataDir: string): string {
  return join(dataDir, 'stack.lock');
}

function draftName(file: string): string {
  return `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
}

import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Gives `use` a folder of its own for the files of one request and removes it afterwards, whatever happened. Its
 * name carries the process id, so that the next start can tell what a killed process left behind.
 */
export async function withUploadFolder<T>(parent: string, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(parent, `intake-upload-${process.pid}-`));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Makes the folder for uploads, readable by us alone, and removes what processes that are gone left in it: those
 * are people's documents that no case knows. Returns its path.
 */
export async function prepareUploadFolder(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  for (const name of await readdir(parent)) {
    const pid = Number(/^intake-upload-(\d+)-/.exec(name)?.[1]);
    // Our own id on a folder that was there before us: a predecessor had it.
    if (pid > 0 && (pid === process.pid || !isRunning(pid)))
      await rm(join(parent, name), { recursive: true, force: true });
  }
  return parent;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It runs under another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

import { existsSync } from 'node:fs';
import { realpath, rm } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from './errors.ts';
import { clearLeftovers } from './lock.ts';
import { removeDistantData } from './postgres-files.ts';
import { stackMark } from './stack.ts';

/**
 * Deletes everything that the stack of `dataDir` wrote; the downloads stay. Returns false when there was nothing.
 * Throws one sentence beside a running stack, and for a folder that no stack has written.
 */
export async function resetData(dataDir: string, onProgress: (line: string) => void): Promise<boolean> {
  if (!existsSync(dataDir)) return false;
  const folder = await realpath(dataDir);
  // A mistyped DATA_DIR must not cost anybody their home folder.
  if (!existsSync(join(folder, stackMark)) || holds(folder, process.cwd()))
    throw new Error(`${folder} is not a data folder of this program: nothing was deleted; check DATA_DIR.`);
  await clearLeftovers(folder, onProgress);
  await removeDistantData(folder);
  await rm(folder, { recursive: true, force: true });
  return true;
}

/** Whether `inner` is `folder` or lies in it. */
function holds(folder: string, inner: string): boolean {
  return !relative(folder, inner).startsWith('..');
}

async function main(): Promise<void> {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const dataDir = resolve(root, process.env.DATA_DIR ?? 'data');
  const say = (line: string) => {
    console.log(line);
  };
  try {
    say(
      (await resetData(dataDir, say))
        ? `Deleted ${dataDir}.`
        : `${dataDir} does not exist: nothing to delete.`,
    );
    say('数据已清空，下载的程序仍保留。再次启动：npm start');
  } catch (error) {
    console.error(messageOf(error));
    process.exitCode = 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();

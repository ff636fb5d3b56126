import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareUploadFolder, withUploadFolder } from '../../src/http/upload-folder.ts';

let parent: string;
beforeEach(async () => {
  parent = join(await mkdtemp(join(tmpdir(), 'upload-folder-test-')), 'uploads');
});
afterEach(() => rm(join(parent, '..'), { recursive: true }));

it('is gone after the request, also after a failed one', async () => {
  await prepareUploadFolder(parent);
  const use = async (folder: string) => {
    await writeFile(join(folder, 'a'), 'x');
    expect(await readdir(parent)).toHaveLength(1);
  };
  await withUploadFolder(parent, use);
  await expect(
    withUploadFolder(parent, async (folder) => {
      await use(folder);
      throw new Error('refused');
    }),
  ).rejects.toThrow('refused');
  expect(await readdir(parent)).toEqual([]);
});

it('is swept of what killed processes left, and of nothing else', async () => {
  const { pid: gone } = spawnSync(process.execPath, ['--version']);
  const running = process.ppid;
  await mkdir(parent, { recursive: true });
  for (const name of [
    `intake-upload-${gone}-a`,
    `intake-upload-${process.pid}-b`,
    `intake-upload-${running}-c`,
    'other',
  ])
    await mkdir(join(parent, name));
  expect(await prepareUploadFolder(parent)).toBe(parent);
  expect((await readdir(parent)).sort()).toEqual([`intake-upload-${running}-c`, 'other'].sort());
});

it('is ours alone', async () => {
  await prepareUploadFolder(parent);
  expect((await stat(parent)).mode & 0o077).toBe(0);
});

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The models are written for 8.6; the rules for 8.9 know what that version no longer takes. */
test('the rules for Camunda 8.9 find nothing in the models either', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lint-'));
  try {
    const config = (await readFile('.bpmnlintrc', 'utf8')).replace('camunda-cloud-8-6', 'camunda-cloud-8-9');
    expect(config).toContain('camunda-cloud-8-9');
    await writeFile(join(folder, 'rules'), config);
    const { stdout } = await run(process.execPath, [
      'node_modules/bpmnlint/bin/bpmnlint.js',
      '--config',
      join(folder, 'rules'),
      'bpmn/**/*.bpmn',
    ]);
    expect(stdout.trim()).toBe('');
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);

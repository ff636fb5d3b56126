import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The linter is a program of its own: slow to start on a busy machine. */
const limitMs = 60_000;
const run = promisify(execFile);
const lint = (files: string) => run(process.execPath, ['node_modules/bpmnlint/bin/bpmnlint.js', files]);

test(
  'bpmnlint and the rules for Camunda 8.6 find nothing',
  async () => {
    const { stdout } = await lint('bpmn/**/*.bpmn');
    expect(stdout.trim()).toBe('');
  },
  limitMs,
);

test(
  'they do find a gateway that decides nothing',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bpmn-lint-'));
    try {
      const model = await readFile('bpmn/intake/feedback.bpmn', 'utf8');
      const broken = model.replace(/<bpmn:conditionExpression[\s\S]*?<\/bpmn:conditionExpression>/, '');
      expect(broken).not.toBe(model);
      await writeFile(`${folder}/feedback.bpmn`, broken);
      await expect(lint(`${folder}/feedback.bpmn`)).rejects.toMatchObject({
        stdout: expect.stringContaining('conditional-flows') as string,
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  },
  limitMs,
);

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { run } from './run-command.ts';
import type { Suite } from './suites.ts';

/** What a suite came to. */
export interface SuiteResult {
  name: string;
  passed: number;
  failed: number;
  seconds: number;
}

const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numRuntimeErrorTestSuites: z.number(),
});

/** Runs a suite's folders in a jest process of its own; `filters` go to jest as they are. */
export async function runJest(
  suite: Suite,
  filters: readonly string[],
  env: NodeJS.ProcessEnv,
  workFolder: string,
): Promise<SuiteResult> {
  const started = performance.now();
  const outputFile = join(workFolder, `${suite.name}.json`);
  rmSync(outputFile, { force: true });
  const code = await run(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
      ...(suite.folders ?? [suite.name]).map((folder) => `test/${folder}/`),
      ...(suite.workers === 1 ? ['--runInBand'] : [`--maxWorkers=${suite.workers}`]),
      `--testTimeout=${(suite.timeoutSeconds ?? 60) * 1000}`,
      // Journeys of one file wait for the export most of the time: many at once cost little.
      '--maxConcurrency=12',
      '--json',
      `--outputFile=${outputFile}`,
      ...filters,
    ],
    env,
  );
  const seconds = (performance.now() - started) / 1000;
  if (!existsSync(outputFile)) return { name: suite.name, passed: 0, failed: 1, seconds };
  const counts = report.parse(JSON.parse(readFileSync(outputFile, 'utf8')));
  const failed = counts.numFailedTests + counts.numRuntimeErrorTestSuites;
  // A non-zero exit without a failed test (an open handle, a crash while ending) still is a failure.
  return {
    name: suite.name,
    passed: counts.numPassedTests,
    failed: Math.max(failed, code === 0 ? 0 : 1),
    seconds,
  };
}

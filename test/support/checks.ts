import type { SuiteResult } from './jest-suite.ts';
import { run } from './run-command.ts';

const checks: readonly (readonly [program: string, ...args: string[]])[] = [
  ['typescript/bin/tsc', '--noEmit'],
  ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
  ['eslint/bin/eslint.js', '.'],
];

/** Types, layout and lint of the whole project; each counts as one test. */
export async function runChecks(): Promise<SuiteResult> {
  const started = performance.now();
  const codes: number[] = [];
  for (const [script, ...args] of checks)
    codes.push(await run(process.execPath, [`node_modules/${script}`, ...args], process.env));
  const failed = codes.filter((code) => code !== 0).length;
  return {
    name: 'check',
    passed: checks.length - failed,
    failed,
    seconds: (performance.now() - started) / 1000,
  };
}

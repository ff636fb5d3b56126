import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runChecks } from './support/checks.ts';
import { readMemoryCoverage, readModelCoverage } from './support/coverage.ts';
import { runJest, type SuiteResult } from './support/jest-suite.ts';
import { stopRunning } from './support/run-command.ts';
import { refuseForgottenFolders, suites, type Suite } from './support/suites.ts';
import { runCanary } from './support/canary.ts';
import { startMemoryStack, type MemoryStack } from './support/memory-stack.ts';
import { startTestStack, type TestStack } from './support/test-stack.ts';

/*
 * npm test                         everything
 * npm test -- process http         only these suites (see test/support/suites.ts; `check` is tsc, prettier, eslint)
 * npm test -- process -t 'name'    what begins with a dash goes to jest
 *
 * One engine and one PostgreSQL serve all suites that need them; the suite `compat` repeats the journeys on another
 * engine version. The last line counts what passed and failed.
 */
const args = process.argv.slice(2);
const firstFilter = args.findIndex((arg) => arg.startsWith('-'));
const names = firstFilter < 0 ? args : args.slice(0, firstFilter);
const filters = firstFilter < 0 ? [] : args.slice(firstFilter);
const isFullRun = args.length === 0;

const workFolder = join('.stack', 'test-runs', String(process.pid));
const results: SuiteResult[] = [];
let stack: TestStack | undefined;
let memory: MemoryStack | undefined;
let isStopping = false;

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (isStopping) process.exit(130);
    isStopping = true;
    console.error(`\n${signal}: stopping what this run has started`);
    void stopEverything().finally(() => process.exit(130));
  });

try {
  await runAll(chosenSuites());
} catch (error) {
  if (!isStopping) {
    console.error(error instanceof Error ? error.message : error);
    results.push({ name: 'run', passed: 0, failed: 1, seconds: 0 });
  }
} finally {
  if (!isStopping) {
    await stopEverything();
    report();
  }
}

function chosenSuites(): readonly Suite[] {
  refuseForgottenFolders('test');
  const known = ['check', ...suites.map(({ name }) => name)];
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`No suite is called ${unknown.join(', ')}; there are ${known.join(', ')}.`);
  return names.length === 0 ? suites : suites.filter(({ name }) => names.includes(name));
}

async function runAll(chosen: readonly Suite[]): Promise<void> {
  mkdirSync(workFolder, { recursive: true });
  if (names.includes('check') || isFullRun) results.push(await runChecks());
  for (const suite of chosen) {
    if (isStopping) return;
    if (suite.needs === 'own') await stopStack();
    if (suite.needs === 'stack') stack ??= await startTestStack(workFolder);
    console.error(`\n── ${suite.name} ${'─'.repeat(60 - suite.name.length)}`);
    if (suite.needs === 'memory') {
      results.push(...(await runOnMemoryEngine(suite)));
      continue;
    }
    results.push(await runJest(suite, filters, { ...process.env, ...stack?.env }, workFolder));
    if (suite.name === 'process' && stack && filters.length === 0)
      results.push(await readModelCoverage(stack), await runCanary(stack));
  }
}

async function runOnMemoryEngine(suite: Suite): Promise<SuiteResult[]> {
  memory = await startMemoryStack(workFolder, stack?.env.TEST_DATABASE_URL);
  const journeys = await runJest(suite, filters, { ...process.env, ...memory.env }, workFolder);
  const coverage = filters.length === 0 ? [await readMemoryCoverage(memory.recordsUrl)] : [];
  await stopMemory();
  return [journeys, ...coverage];
}

async function stopMemory(): Promise<void> {
  await memory?.stop();
  memory = undefined;
}

async function stopStack(): Promise<void> {
  await stack?.stop();
  stack = undefined;
}

async function stopEverything(): Promise<void> {
  await stopRunning();
  await stopMemory();
  await stopStack();
  rmSync(workFolder, { recursive: true, force: true });
}

function report(): void {
  const sum = (count: (result: SuiteResult) => number) => results.reduce((all, one) => all + count(one), 0);
  console.log('\nminutes  passed  failed  suite');
  for (const { name, passed, failed, seconds } of results)
    console.log(
      `${(seconds / 60).toFixed(1).padStart(7)}${String(passed).padStart(8)}${String(failed).padStart(8)}  ${name}`,
    );
  console.log(`${(performance.now() / 60_000).toFixed(1).padStart(7)}${' '.repeat(16)}  all together`);
  const failed = sum((result) => result.failed);
  process.exitCode = failed > 0 ? 1 : 0;
  console.log(`${sum((result) => result.passed)} passed, ${failed} failed`);
}

import { mkdirSync, rmSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { killEveryChild } from '../local/child.ts';
import { backlog } from './backlog.ts';
import { caseThroughput } from './case-throughput.ts';
import { idleLatency } from './idle-latency.ts';
import { outage } from './outage.ts';
import { registration } from './registration.ts';
import { runnerThroughput } from './runner-throughput.ts';
import { startTime } from './start-time.ts';
import { figureOf, toJson, toTable, type Figure } from './support/report.ts';
import { startScratch, type Scratch } from './support/scratch.ts';
import type { Subject, SubjectContext } from './support/subject.ts';

/*
 * npm run bench                every figure; progress on standard error, a table at the end
 * npm run bench -- R3 R4       only these
 * npm run bench -- --json      nothing but the figures as JSON on standard output
 * npm run bench -- --quick     a smoke run: everything happens, the numbers mean little
 *
 * Ends with 0 also when an aim is missed; with 1 when something could not be measured. docs/bench.md explains.
 */

/** Quiet ones first, then what fills the database, then what needs the machine for itself. */
const subjects: readonly Subject[] = [
  idleLatency,
  runnerThroughput,
  backlog,
  caseThroughput,
  registration,
  outage,
  startTime,
];

const { values: options, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const folder = resolve('.stack', 'bench-runs', String(process.pid));
let scratch: Promise<Scratch> | undefined;
let isStopping = false;

const context: SubjectContext = {
  folder,
  isQuick: options.quick,
  say,
  scratch: () => (scratch ??= startScratch(folder, say)),
  endScratch,
};

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (isStopping) {
      killEveryChild();
      process.exit(130);
    }
    isStopping = true;
    say(`${signal}: stopping what this run has started`);
    void endScratch().finally(() => {
      rmSync(folder, { recursive: true, force: true });
      process.exit(130);
    });
  });

// A defect of the run itself must not leave a stack behind.
process.on('uncaughtException', (error) => {
  if (isStopping) return;
  isStopping = true;
  say(messageOf(error));
  void endScratch().finally(() => process.exit(1));
});

const figures: Figure[] = [];
const failures: string[] = [];
try {
  const chosen = chooseSubjects();
  mkdirSync(folder, { recursive: true });
  for (const subject of chosen) await measure(subject);
} catch (error) {
  failures.push(messageOf(error));
} finally {
  if (!isStopping) {
    await endScratch();
    if (failures.length === 0) rmSync(folder, { recursive: true, force: true });
    else say(`What was logged is left in ${relative('.', folder)}`);
    report();
    // Nothing is left to wait for; what still keeps the process alive must not hold up whoever started it.
    process.exit();
  }
}

async function measure(subject: Subject): Promise<void> {
  if (isStopping) return;
  const startedAt = performance.now();
  say(`\n${subject.id}: ${subject.title}`);
  try {
    const figure = figureOf(subject, await subject.measure(context));
    figures.push(figure);
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
    say(`${subject.id}: ratio ${figure.ratio.toFixed(3)}, ${seconds} s`);
  } catch (error) {
    if (!isStopping) failures.push(`${subject.id} could not be measured: ${messageOf(error)}`);
  }
}

function report(): void {
  const sorted = [...figures].sort((one, other) => idNumber(one) - idNumber(other));
  if (options.json) process.stdout.write(`${toJson(sorted)}\n`);
  else if (sorted.length > 0) process.stdout.write(`\n${toTable(sorted)}\n`);
  for (const failure of failures) say(failure);
  say(`${(performance.now() / 60_000).toFixed(1)} minutes`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}

function chooseSubjects(): readonly Subject[] {
  const known = subjects.map(({ id }) => id);
  const unknown = positionals.filter((id) => !known.includes(id));
  if (unknown.length > 0)
    throw new Error(`There is no ${unknown.join(', ')}; there are ${[...known].sort().join(', ')}.`);
  return positionals.length === 0 ? subjects : subjects.filter(({ id }) => positionals.includes(id));
}

async function endScratch(): Promise<void> {
  const ending = scratch;
  scratch = undefined;
  const [outcome] = await Promise.allSettled([ending]);
  if (outcome.status === 'fulfilled') await outcome.value?.stop();
}

function idNumber({ subject }: Figure): number {
  return Number(subject.id.slice(1));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

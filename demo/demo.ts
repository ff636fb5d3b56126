import { environment, loadConfig } from '../src/config.ts';
import { IntakeClient, type Attachment } from '../test/support/intake-client.ts';
import { CaseRun } from './case-run.ts';
import { Desk } from './desk.ts';
import { makePapers } from './papers.ts';
import { reportOn, toTable, type ReportLine } from './report.ts';
import { createScenarios, type Scenario } from './scenarios.ts';

/*
 * npm run demo             thirty intakes beside a running `npm start`; progress, then a table
 * npm run demo -- --json   the same, with nothing but {"cases": […]} on standard output
 */
const isJson = process.argv.includes('--json');
const seed = 2026;
const patienceMs = 120_000;
const pauseMs = 1_000;
const batchSize = 5;

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function main(): Promise<void> {
  const { publicUrl, tasklistUrl } = await runningSystem();
  const client = new IntakeClient(publicUrl);
  const desk = new Desk(tasklistUrl);
  const prepared = await preparePapers(createScenarios(seed), client);
  const runs: CaseRun[] = [];
  for (let first = 0; first < prepared.length; first += batchSize) {
    const batch = prepared.slice(first, first + batchSize);
    runs.push(...(await Promise.all(batch.map((one) => handIn(one, client)))));
  }
  await work(runs, desk, client);
  const lines: ReportLine[] = [];
  for (const run of runs) lines.push(await reportOn(run, client));
  print(lines, tasklistUrl);
  const stuck = runs.filter(({ isFinished }) => !isFinished);
  if (stuck.length > 0) {
    say(`没有走完：${stuck.map(({ handedIn }) => handedIn.number).join('、')}。请在 Operate 中查看。`);
    process.exitCode = 1;
  }
}

/** The addresses of the running system. Throws one sentence when there is none. */
async function runningSystem(): Promise<{ publicUrl: string; tasklistUrl: string }> {
  const hint = '没有找到正在运行的系统：请先在另一个终端运行 npm start，出现网址后再试。';
  const config = readConfig(hint);
  const answer = await fetch(`${config.publicUrl}/healthz`).catch(() => undefined);
  if (!answer?.ok) throw new Error(hint);
  return config;
}

function readConfig(hint: string) {
  try {
    return loadConfig(environment());
  } catch (cause) {
    throw new Error(hint, { cause });
  }
}

interface Prepared {
  scenario: Scenario;
  papers: readonly Attachment[];
}

/** All files first: making them takes a while, and then the cases come in quickly one after another. */
async function preparePapers(scenarios: readonly Scenario[], client: IntakeClient): Promise<Prepared[]> {
  say('正在制作申请资料……');
  const prepared: Prepared[] = [];
  for (const [index, scenario] of scenarios.entries()) {
    const required = await client.requiredMaterials(scenario.wish);
    prepared.push({ scenario, papers: await makePapers(scenario.wish, required, seed + index) });
  }
  return prepared;
}

async function handIn({ scenario, papers }: Prepared, client: IntakeClient): Promise<CaseRun> {
  const handedIn = await client.handIn(scenario.wish, papers);
  say(`${handedIn.number}  ${scenario.story}`);
  return new CaseRun(scenario, handedIn, papers);
}

/** Everybody acts in turn until each case is where its story ends, or nothing has happened for two minutes. */
async function work(runs: readonly CaseRun[], desk: Desk, client: IntakeClient): Promise<void> {
  let lastProgress = performance.now();
  while (runs.some(({ isFinished }) => !isFinished) && performance.now() - lastProgress < patienceMs) {
    const tasks = await desk.waitingTasks();
    const turns = runs
      .filter(({ isFinished }) => !isFinished)
      .map(async (run) => {
        const happened = await run.step(tasks, desk, client).catch((error: unknown) => describe(error));
        if (!happened) return;
        lastProgress = performance.now();
        say(`${run.handedIn.number}  ${happened}`);
      });
    await Promise.all(turns);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

function describe(error: unknown): string {
  return `出错：${error instanceof Error ? error.message : String(error)}`;
}

function print(lines: readonly ReportLine[], tasklistUrl: string): void {
  if (isJson) {
    const cases = lines.map(({ number, matter, classification, outcome, notices, surveyScore }) => ({
      number,
      matter,
      classification,
      outcome,
      notices,
      surveyScore,
    }));
    process.stdout.write(`${JSON.stringify({ cases })}\n`);
    return;
  }
  process.stdout.write(`\n${toTable(lines)}\n`);
  say(`\n有 ${lines.filter(({ waitsAt }) => waitsAt).length} 件停在不同岗位，等您办理：${tasklistUrl}`);
  for (const { number, waitsAt, story } of lines) if (waitsAt) say(`  ${number}  ${story}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

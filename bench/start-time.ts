import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { portVariables, type Ports } from '../local/ports.ts';
import { checkoutFolder } from '../local/stack.ts';
import { waitUntil } from '../local/wait-until.ts';
import { freePorts } from '../test/support/test-stack.ts';
import { startCamunda } from './support/camunda-alone.ts';
import { alternate } from './support/statistics.ts';
import type { Subject } from './support/subject.ts';

const startLimitMs = 180_000;

/** R10: what PostgreSQL, migration, deployment and the app add to the start of Camunda. */
export const startTime: Subject = {
  id: 'R10',
  title: "npm start on existing data ÷ Camunda's own three processes on the same data",
  unit: 's',
  ours: 'npm start until the app is ready and says so',
  bare: 'OpenSearch, Zeebe, Tasklist with Operate until each answers, in the same order',
  aim: 1.1,
  better: 'lower',
  async measure(context) {
    // Three Java processes more would only be in each other's way.
    await context.endScratch();
    const ports = await freePorts();
    const dataDir = join(context.folder, 'start');
    mkdirSync(join(dataDir, 'logs'), { recursive: true });
    return alternate(
      {
        // The first start makes the data and is thrown away.
        async ours() {
          const { seconds, stages } = await timeNpmStart(dataDir, ports);
          context.say(`R10 npm start: ${seconds.toFixed(1)} s (${stages.join('; ')})`);
          return seconds;
        },
        async bare() {
          const startedAt = performance.now();
          const camunda = await startCamunda(dataDir, ports);
          const seconds = (performance.now() - startedAt) / 1_000;
          await camunda.stop();
          context.say(`R10 Camunda alone: ${seconds.toFixed(1)} s`);
          return seconds;
        },
      },
      { rounds: context.isQuick ? 1 : 3 },
    );
  },
};

/** With the lines in which it says what took how long. */
async function timeNpmStart(
  dataDir: string,
  ports: Ports,
): Promise<{ seconds: number; stages: readonly string[] }> {
  const logFile = join(dataDir, 'logs/npm-start.log');
  const log = openSync(logFile, 'w');
  const startedAt = performance.now();
  // What `npm start` executes, without npm itself.
  const child = spawn(process.execPath, ['--import', 'tsx', 'local/start.ts'], {
    cwd: checkoutFolder,
    env: { ...process.env, ...portVariables(ports), DATA_DIR: dataDir },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    await waitUntil(
      'npm start',
      () => {
        if (child.exitCode !== null) throw new Error('npm start has ended: see npm-start.log');
        return Promise.resolve(readFileSync(logFile, 'utf8').includes('收件受理已就绪'));
      },
      { limitMs: startLimitMs, everyMs: 50 },
    );
    const seconds = (performance.now() - startedAt) / 1_000;
    const stages = readFileSync(logFile, 'utf8')
      .split('\n')
      .filter((line) => / ready, /.test(line));
    return { seconds, stages };
  } finally {
    child.kill('SIGINT');
    await exited;
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { ChildSpec } from '../../local/child.ts';
import { prepareDistribution } from '../../local/distribution.ts';
import {
  openSearchReady,
  openSearchSpec,
  webappsReady,
  webappsSpec,
  zeebeReady,
  zeebeSpec,
  type JavaSettings,
} from '../../local/java-parts.ts';
import { findJdk } from '../../local/jdk.ts';
import type { Ports } from '../../local/ports.ts';
import { checkoutFolder } from '../../local/stack.ts';

/**
 * Camunda's three processes and nothing else, with the same settings and in the same order as the local stack:
 * Zeebe beside OpenSearch, Tasklist with Operate once OpenSearch answers. Resolves when all of them do.
 */
export async function startCamunda(dataDir: string, ports: Ports): Promise<{ stop(): Promise<void> }> {
  const jdk = findJdk();
  const { PATH, HOME, LANG, TMPDIR } = process.env;
  const settings: JavaSettings = {
    jdk,
    distribution: await prepareDistribution(checkoutFolder, jdk, () => undefined),
    root: checkoutFolder,
    dataDir,
    ports,
    environment: { PATH, HOME, LANG, TMPDIR },
  };
  const running: ChildProcess[] = [];
  const { signal } = new AbortController();
  const start = (spec: ChildSpec) => running.push(spawnProgram(spec));
  const stop = async () => {
    for (const child of running.reverse()) await end(child);
  };
  const openSearch = async () => {
    start(openSearchSpec(settings));
    await openSearchReady(ports, signal);
    start(webappsSpec(settings));
    await webappsReady(ports, signal);
  };
  const zeebe = async () => {
    start(zeebeSpec(settings, { isClockControlled: false, exportDelaySeconds: 1 }));
    await zeebeReady(ports, signal);
  };
  try {
    await Promise.all([openSearch(), zeebe()]);
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function spawnProgram({ command, args, environment, cwd, logFile }: ChildSpec): ChildProcess {
  const log = openSync(logFile, 'a');
  const child = spawn(command, args, { cwd, env: environment, stdio: ['ignore', log, log] });
  closeSync(log);
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const limit = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await exited;
  clearTimeout(limit);
}

import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { findJdk } from '../../local/jdk.ts';
import { prepareMavenFolder } from '../../local/maven-folder.ts';

/** Zeebe 8.8 in memory: gRPC, the calls for people's tasks and the clock of a broker, and its records. */
export interface MemoryEngine {
  grpcAddress: string;
  restUrl: string;
  actuatorUrl: string;
  recordsUrl: string;
  stop(): Promise<void>;
}

const ready = z.object({ grpcPort: z.number(), httpPort: z.number() });
const folder = resolve('test/compat/engine');

/**
 * Starts it on free ports of the loopback interface; Maven fetches it the first time. It ends with this process,
 * however that ends. Throws with the end of its log when it does not become ready.
 */
export async function startMemoryEngine(
  logFile: string,
  onProgress: (line: string) => void,
): Promise<MemoryEngine> {
  const jdk = findJdk();
  const programs = await prepareMavenFolder(
    {
      pom: join(folder, 'pom.xml'),
      sources: join(folder, 'src/intake/compat'),
      cache: resolve('.stack'),
      announcement: 'Fetching Zeebe 8.8 in memory by Maven (130 MB, only once) ...',
    },
    { jdk, onProgress, signal: undefined },
  );
  const log = openSync(logFile, 'a');
  const child = spawn(
    join(jdk.home, 'bin/java'),
    [
      // The quick compiler only: measured for the other engine, it halves the time to start.
      '-XX:TieredStopAtLevel=1',
      '-Xmx768m',
      '-XX:+ExitOnOutOfMemoryError',
      '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
      '-cp',
      `${join(programs, 'classes')}:${join(programs, 'lib')}/*`,
      'intake.compat.MemoryEngine',
    ],
    // A group of its own: a Ctrl-C in the terminal reaches it by the end of this process.
    { stdio: ['pipe', 'pipe', log], detached: true },
  );
  closeSync(log);
  const exited = new Promise<void>((resolveExit) => {
    child.once('exit', () => {
      resolveExit();
    });
  });
  const { grpcPort, httpPort } = ready.parse(JSON.parse(await firstLine(child, logFile)));
  onProgress('Zeebe 8.8 in memory ready');
  const httpUrl = `http://127.0.0.1:${httpPort}`;
  return {
    grpcAddress: `127.0.0.1:${grpcPort}`,
    restUrl: httpUrl,
    actuatorUrl: `${httpUrl}/actuator`,
    recordsUrl: `${httpUrl}/records`,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.stdin?.end();
      await exited;
    },
  };
}

function firstLine(child: ChildProcess, logFile: string): Promise<string> {
  return new Promise((resolveLine, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-12).join('\n');
      reject(new Error(`The engine in memory ended with ${code ?? 'a signal'}. Its last lines:\n${lines}`));
    });
    if (child.stdout) createInterface({ input: child.stdout }).once('line', resolveLine);
  });
}

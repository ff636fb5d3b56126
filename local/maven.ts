import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Jdk } from './jdk.ts';

export interface MavenRun {
  jdk: Jdk;
  /** A line every few seconds: what is being fetched and how much of it is there. */
  onProgress: (line: string) => void;
  /** Ends Maven when aborted. */
  signal: AbortSignal | undefined;
}

const betweenLinesMs = 3_000;

/** Runs the pom with `output` as its folder. Throws when Maven fails, with its reasons. */
export async function runMaven(
  maven: string,
  pom: string,
  output: string,
  { jdk, onProgress, signal }: MavenRun,
): Promise<void> {
  signal?.throwIfAborted();
  // -U: Maven would otherwise remember for a day that it could not fetch something while the network was down.
  const args = ['-f', pom, '-U', '-Dstyle.color=never', `-Dstack.output=${output}`, 'process-classes'];
  const child = spawn(maven, args, {
    env: { ...process.env, JAVA_HOME: jdk.home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  let shownAt = Date.now();
  const show = (line: string) => {
    shownAt = Date.now();
    onProgress(`  ${line.slice(0, 150)}`);
  };
  const read = (line: string) => {
    const text = line.trim();
    const isCount = text.startsWith('Progress');
    if (text !== '' && !isCount) lines.push(text);
    // Byte counts come many times a second.
    if ((isCount || text.startsWith('Download')) && Date.now() - shownAt > betweenLinesMs) show(text);
  };
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', read);
  // While it unpacks, Maven says nothing.
  const silence = setInterval(() => {
    if (Date.now() - shownAt > 1.5 * betweenLinesMs) show(`${lines.at(-1) ?? 'Maven is starting'} ...`);
  }, 1_000);
  const end = () => child.kill();
  signal?.addEventListener('abort', end);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    signal?.throwIfAborted();
    if (code !== 0)
      throw new Error(
        `Maven could not fetch the programs; check the network, then start again:\n${reasons(lines)}`,
      );
  } finally {
    clearInterval(silence);
    signal?.removeEventListener('abort', end);
  }
}

/** What went wrong, without Maven's advice about its own switches. */
function reasons(lines: readonly string[]): string {
  const errors = lines.filter((line) => /^\[ERROR\] (?!\[Help|To see|Re-run|For more)/.test(line));
  return (errors.length > 0 ? errors.slice(0, 3) : lines.slice(-8)).map((line) => `  ${line}`).join('\n');
}

import { join } from 'node:path';
import { waitUntil } from '../../local/wait-until.ts';
import { checkoutFolder, type Stack } from '../../local/stack.ts';

/** The app as `npm start` runs it, on the shared stack. */
export interface RunningApp {
  url: string;
  stop(): Promise<void>;
}

export interface AppSettings {
  env: Readonly<Record<string, string>>;
  /** `readyz` needs the engine, `healthz` does not. */
  readyWhen: 'readyz' | 'healthz';
  /** Loaded before the app: for looking into it. */
  preload?: readonly string[];
}

export async function startApp(
  stack: Stack,
  { env, readyWhen, preload = [] }: AppSettings,
): Promise<RunningApp> {
  const child = await stack.startProgram({
    name: 'The app',
    command: process.execPath,
    args: [
      // For profiles of the app: `BENCH_APP_FLAGS="--cpu-prof --cpu-prof-dir=/somewhere"`.
      ...(process.env.BENCH_APP_FLAGS?.split(' ') ?? []),
      '--import',
      'tsx',
      ...preload.flatMap((file) => ['--import', file]),
      'src/main.ts',
    ],
    environment: { ...process.env, ...env },
    cwd: checkoutFolder,
    logFile: join(stack.dataDir, 'logs/app.log'),
    stopSignal: 'SIGTERM',
  });
  const url = `http://127.0.0.1:${env.PORT ?? ''}`;
  try {
    const probe = async () => (await fetch(`${url}/${readyWhen}`)).ok;
    await Promise.race([waitUntil('The app', probe, { limitMs: 60_000 }), child.died]);
  } catch (error) {
    await child.stop();
    throw error;
  }
  return { url, stop: () => child.stop() };
}

import { join } from 'node:path';
import { prepareAppEnvironment } from '../../local/app-environment.ts';
import { addressesOf, startStack, type Stack } from '../../local/stack.ts';
import { deployModels, prepareRegister } from '../../local/prepare.ts';
import { loadConfig } from '../../src/config.ts';
import { freePorts } from '../../test/support/test-stack.ts';

/** A stack of the run's own: engine, its exported records and PostgreSQL, models deployed, register migrated. */
export interface Scratch {
  stack: Stack;
  /** The app's environment on this stack. */
  env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts it on free ports; without Tasklist and Operate, which would take part of the machine from both arms. */
export async function startScratch(folder: string, say: (line: string) => void): Promise<Scratch> {
  const ports = await freePorts();
  const dataDir = join(folder, 'scratch');
  const stack = await startStack({
    dataDir,
    ports,
    isClockControlled: false,
    hasWebapps: false,
    onProgress: say,
    onPartLost: (_part, message) => {
      say(message);
    },
  });
  try {
    const env = await prepareAppEnvironment(dataDir, addressesOf(ports), {});
    const config = loadConfig(env);
    await Promise.all([prepareRegister(config), deployModels(config)]);
    return { stack, env, stop: () => stack.stop() };
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

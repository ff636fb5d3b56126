import { readdirSync } from 'node:fs';

/** A folder of tests and what it runs against. */
export interface Suite {
  name: string;
  /**
   * `nothing`: no server. `stack`: the run's engine and PostgreSQL. `memory`: the second engine version in memory and
   * a database of its own. `own`: starts a stack by itself.
   */
  needs: 'nothing' | 'stack' | 'memory' | 'own';
  /** The folders under test/ with its tests; the one of its name unless told. */
  folders?: readonly string[];
  /** How many test files may run at once; 1 where files share the engine's clock or one set of workers. */
  workers: 1 | 2;
  /** Limit of one test; 60 unless told. Tests wait on conditions, the limit only ends what hangs. */
  timeoutSeconds?: number;
}

/** In the order of a full run: what fails quickest comes first, what kills and moves the clock comes last. */
export const suites: readonly Suite[] = [
  { name: 'unit', needs: 'nothing', workers: 2 },
  { name: 'models', needs: 'nothing', workers: 2 },
  { name: 'containers', needs: 'nothing', workers: 2 },
  { name: 'register', needs: 'stack', workers: 2 },
  { name: 'notification', needs: 'stack', workers: 2 },
  { name: 'workers', needs: 'stack', workers: 2 },
  { name: 'http', needs: 'stack', workers: 2 },
  { name: 'pages', needs: 'stack', workers: 2 },
  { name: 'views', needs: 'stack', workers: 1 },
  { name: 'engine', needs: 'stack', workers: 1 },
  { name: 'decisions', needs: 'stack', workers: 1 },
  { name: 'kill', needs: 'stack', workers: 1, timeoutSeconds: 900 },
  { name: 'process', needs: 'stack', workers: 1, timeoutSeconds: 300 },
  // The journeys of `process` once more, on the second engine version.
  { name: 'compat', needs: 'memory', folders: ['compat', 'process'], workers: 1, timeoutSeconds: 300 },
  { name: 'local', needs: 'own', workers: 1, timeoutSeconds: 300 },
  { name: 'browser', needs: 'own', workers: 1, timeoutSeconds: 600 },
];

/** Folders under test/ that hold no tests of their own. */
const helpers = new Set(['support']);

/** Throws when a folder of tests belongs to no suite: its tests would never run. */
export function refuseForgottenFolders(testFolder: string): void {
  const known = new Set(suites.map(({ name }) => name));
  const forgotten = readdirSync(testFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !known.has(entry.name) && !helpers.has(entry.name))
    .map((entry) => `test/${entry.name}`);
  if (forgotten.length > 0)
    throw new Error(`No suite runs ${forgotten.join(', ')}: name it in test/support/suites.ts.`);
}

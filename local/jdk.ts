import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** A Java development kit: its folder and the first number of its version. */
export interface Jdk {
  home: string;
  version: number;
}

/** Where to look; the defaults are this process's environment and the usual folders of Linux and macOS. */
export interface JdkSearch {
  environment: NodeJS.ProcessEnv;
  /** Folders whose direct children may be JDKs. */
  parents: readonly string[];
}

const oldest = 21;
const newestTried = 25;

/**
 * The JDK to run the stack with: `JAVA_HOME` or the `java` on the path when it is 21 to 25, else the newest of those
 * elsewhere, else a newer one. Throws one sentence when there is none.
 */
export function findJdk(search: JdkSearch = usualPlaces(process.env)): Jdk {
  const named = usable([search.environment.JAVA_HOME, javaOnPath(search.environment)]);
  const all = [...named, ...usable(search.parents.flatMap(children))];
  const isTried = ({ version }: Jdk) => version <= newestTried;
  const chosen =
    named.find(isTried) ??
    all.filter(isTried).sort((a, b) => b.version - a.version)[0] ??
    all.sort((a, b) => a.version - b.version)[0];
  if (chosen) return chosen;
  throw new Error(
    `No JDK ${oldest} or newer was found: install one (for example Temurin ${oldest}) or set JAVA_HOME to its folder.`,
  );
}

/** The `mvn` program. Throws one sentence when there is none. */
export function findMaven(environment: NodeJS.ProcessEnv = process.env): string {
  const folders = [
    ...[environment.MAVEN_HOME, environment.M2_HOME].flatMap((home) => (home ? [join(home, 'bin')] : [])),
    ...pathFolders(environment),
  ];
  const found = folders.map((folder) => join(folder, 'mvn')).find((file) => existsSync(file));
  if (found) return found;
  throw new Error(
    'Maven was not found, and the first start needs it to fetch Camunda: install it (apt install maven, brew install maven).',
  );
}

function usualPlaces(environment: NodeJS.ProcessEnv): JdkSearch {
  const home = homedir();
  return {
    environment,
    parents: [
      '/usr/lib/jvm',
      '/usr/java',
      '/opt',
      '/usr/local',
      '/Library/Java/JavaVirtualMachines',
      '/opt/homebrew/opt',
      join(home, 'Library/Java/JavaVirtualMachines'),
      join(home, '.sdkman/candidates/java'),
      join(home, '.jdks'),
      join(home, '.local/share/mise/installs/java'),
      join(home, '.asdf/installs/java'),
    ],
  };
}

function usable(folders: readonly (string | undefined)[]): Jdk[] {
  return folders
    .map(readJdk)
    .filter((jdk) => jdk !== undefined)
    .filter(({ version }) => version >= oldest);
}

/** The version that the `release` file states; a folder without a compiler is not a JDK. */
function readJdk(folder: string | undefined): Jdk | undefined {
  if (folder === undefined || folder === '') return undefined;
  for (const inner of ['', 'Contents/Home', 'libexec/openjdk.jdk/Contents/Home']) {
    const home = join(folder, inner);
    if (!existsSync(join(home, 'bin/javac')) || !existsSync(join(home, 'release'))) continue;
    const version = /^JAVA_VERSION="(?:1\.)?(\d+)/m.exec(readFileSync(join(home, 'release'), 'utf8'))?.[1];
    if (version !== undefined) return { home, version: Number(version) };
  }
  return undefined;
}

function javaOnPath(environment: NodeJS.ProcessEnv): string | undefined {
  const file = pathFolders(environment)
    .map((folder) => join(folder, 'java'))
    .find((candidate) => existsSync(candidate));
  return file === undefined ? undefined : dirname(dirname(realpathSync(file)));
}

function pathFolders(environment: NodeJS.ProcessEnv): string[] {
  return (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
}

function children(parent: string): string[] {
  if (!existsSync(parent)) return [];
  return readdirSync(parent)
    .sort()
    .map((name) => join(parent, name));
}

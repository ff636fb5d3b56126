import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findJdk, findMaven } from '../../local/jdk.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jdk-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A folder that looks like an installed JDK (or, without a compiler, like a mere runtime). */
function install(path: string, version: string, programs: readonly string[] = ['java', 'javac']): string {
  const home = join(folder, path);
  mkdirSync(join(home, 'bin'), { recursive: true });
  writeFileSync(join(home, 'release'), `IMPLEMENTOR="Somebody"\nJAVA_VERSION="${version}"\n`);
  for (const program of programs) writeFileSync(join(home, 'bin', program), '');
  return home;
}

const search = (environment: NodeJS.ProcessEnv = {}) => ({ environment, parents: [folder] });

describe('the JDK', () => {
  test('JAVA_HOME comes first when it is new enough', () => {
    const named = install('elsewhere/named', '21.0.2');
    install('newer', '25.0.1');
    expect(findJdk(search({ JAVA_HOME: named }))).toEqual({ home: named, version: 21 });
  });

  test('an old JAVA_HOME and an old java on the path are passed over', () => {
    const old = install('old', '17.0.15');
    const ancient = install('ancient', '1.8.0_392');
    const good = install('good', '21.0.2');
    expect(findJdk(search({ JAVA_HOME: old, PATH: join(ancient, 'bin') })).home).toBe(good);
  });

  test('the java on the path is followed to its home', () => {
    const home = install('elsewhere/real', '23');
    install('newer', '25.0.1');
    mkdirSync(join(folder, 'links'));
    symlinkSync(join(home, 'bin/java'), join(folder, 'links/java'));
    expect(findJdk(search({ PATH: join(folder, 'links') }))).toEqual({ home, version: 23 });
  });

  test('21 to 25 are preferred to newer ones, and newer ones to none', () => {
    const untried = install('untried', '27');
    expect(findJdk(search()).home).toBe(untried);
    install('older', '21.0.2');
    const newest = install('tried', '25.0.1');
    expect(findJdk(search()).home).toBe(newest);
  });

  test('the folders of macOS are understood', () => {
    const home = install('temurin.jdk/Contents/Home', '21.0.2');
    expect(findJdk(search()).home).toBe(home);
  });

  test('none, or only a runtime: one sentence that says what to install', () => {
    install('runtime', '25.0.1', ['java']);
    expect(() => findJdk(search())).toThrow(/^No JDK 21 or newer was found: install one .* or set JAVA_HOME/);
  });
});

describe('Maven', () => {
  test('is found on the path', () => {
    writeFileSync(join(folder, 'mvn'), '');
    expect(findMaven({ PATH: `/nowhere:${folder}` })).toBe(join(folder, 'mvn'));
  });

  test('is found by MAVEN_HOME', () => {
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin/mvn'), '');
    expect(findMaven({ MAVEN_HOME: folder })).toBe(join(folder, 'bin/mvn'));
  });

  test('missing: one sentence that says what to install', () => {
    expect(() => findMaven({ PATH: folder })).toThrow(/^Maven was not found, .*install it/);
  });
});

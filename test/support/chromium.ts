import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const usualPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const isRoot = (): boolean => process.getuid?.() === 0;

function installOnDebian(): void {
  process.stderr.write('Installing Chromium and a Chinese font with apt-get (once) …\n');
  const options = { stdio: ['ignore', 'ignore', 'inherit'] as ('ignore' | 'inherit')[] };
  execFileSync('apt-get', ['update', '-qq'], options);
  execFileSync('apt-get', ['install', '-y', '-qq', 'chromium', 'fonts-noto-cjk'], options);
}

/**
 * Path of a Chromium or Chrome: `CHROMIUM_PATH`, else the usual places, else (root on Debian) installed by apt.
 * Throws one sentence saying what to do when there is none.
 */
export function findChromium(): string {
  const named = process.env['CHROMIUM_PATH'];
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`CHROMIUM_PATH points to ${named}, which does not exist; correct or unset it.`);
  }
  const installed = usualPaths.find((path) => existsSync(path));
  if (installed) return installed;
  if (isRoot() && existsSync('/usr/bin/apt-get')) {
    installOnDebian();
    const now = usualPaths.find((path) => existsSync(path));
    if (now) return now;
  }
  throw new Error('No Chromium found: install Chromium or Chrome, or set CHROMIUM_PATH to its executable.');
}

/** Starts a headless browser that stays quiet on a machine without internet. The caller closes it. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      ...(isRoot() ? ['--no-sandbox'] : []),
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--disable-quic',
      '--disable-dev-shm-usage',
    ],
  });
}

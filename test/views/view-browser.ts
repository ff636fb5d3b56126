import { createServer } from 'node:http';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createHttpApp } from '../../src/http/app.ts';
import type { HttpDeps } from '../../src/http/deps.ts';
import { createTestApp, type TestApp } from '../http/test-app.ts';
import { launchChromium } from '../support/chromium.ts';

/** Widths at which every page must work: a small phone and a desk. */
export const widths = { phone: 360, desk: 1280 } as const;
export type Width = keyof typeof widths;

interface WindowOptions {
  isScriptless?: boolean;
  language?: string;
}

/** The pages in a real browser, on a real register; the engine is not there. */
export interface Views {
  test: TestApp;
  url: string;
  /** A window of somebody who has not logged in. Errors of its scripts end up in `errors`. */
  open(width: Width, path: string, options?: WindowOptions): Promise<Page>;
  /** A window of a sample account (`clerk`, `finance`, …). */
  logIn(width: Width, username: string, options?: WindowOptions): Promise<Page>;
  /** What the pages' scripts and the page's policy complained about, since the start. */
  errors: string[];
  close(): Promise<void>;
}

const screenshots = resolve('.stack', 'screenshots');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Starts the web side on a free port and a browser. `overrides` as for `createTestApp`. */
export async function startViews(overrides: Partial<HttpDeps> = {}): Promise<Views> {
  mkdirSync(screenshots, { recursive: true });
  const test = await createTestApp(overrides);
  // The forms' origin is checked against the public address, so the app is made again once the port is known.
  let handle = test.app;
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  test.deps.config.publicUrl = url;
  handle = createHttpApp(test.deps);
  const browser: Browser = await launchChromium();
  const errors: string[] = [];

  async function open(width: Width, path: string, { isScriptless = false, language = 'zh-CN' } = {}) {
    const context = await browser.newContext({
      viewport: { width: widths[width], height: width === 'phone' ? 780 : 900 },
      locale: language,
      javaScriptEnabled: !isScriptless,
    });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    page.on('pageerror', (error) => errors.push(`${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(`${page.url()}: ${message.text()}`);
    });
    await page.goto(`${url}${path}`);
    return page;
  }

  return {
    test,
    url,
    open,
    async logIn(width, username, options = {}) {
      const page = await open(width, '/login', options);
      await page.fill('input[name=username]', username);
      await page.fill('input[name=password]', `${username}-password`);
      await page.click('button[type=submit], form[action="/login"] button');
      await page.waitForURL('**/console**');
      return page;
    },
    errors,
    async close() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await test.close();
    },
  };
}

/** Every breach of WCAG 2.1 A and AA that axe finds, as `rule: element`; and content wider than the window. */
export async function breaches(page: Page): Promise<string[]> {
  // As an expression of the browser's own: a script element would be refused by the page's policy.
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as {
      axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await checker.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
  });
  const overflow = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  return overflow > 1 ? [...found, `wider than the window by ${overflow} px`] : found;
}

/** Keeps a picture of the whole page as `.stack/screenshots/<name>.png`. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
}

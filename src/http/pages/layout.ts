import type { Response } from 'express';
import type { StaffMember } from '../../register/index.ts';
import type { Language } from '../language.ts';
import { html, type Fragment, type Html } from './html.ts';
import { consoleHeader, plainHeader } from './menu.ts';
import { textsFor } from './texts/index.ts';

interface Frame {
  title: string;
  language: Language;
  header: Html;
  width: 'reading' | 'wide' | 'narrow';
  footer?: Html;
  body: Fragment;
  /** Pages of the house look like Tasklist and Operate; customers' pages need none of that. */
  isCarbon?: boolean;
}

const carbonSheets = html`<link rel="stylesheet" href="/assets/carbon.css" />
  <link rel="stylesheet" href="/assets/window.css" />
  <link rel="stylesheet" href="/assets/console.css" />`;
const plainSheet = html`<link rel="stylesheet" href="/assets/window.css" />`;

function frame({ title, language, header, width, footer, body, isCarbon = false }: Frame): Html {
  const { skip, window } = textsFor(language);
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="referrer" content="no-referrer" />
        <title>${title} · ${window}</title>
        <link rel="icon" href="data:," />
        ${isCarbon ? carbonSheets : plainSheet}
      </head>
      <body class="${isCarbon ? 'cds--g10' : ''}">
        <a class="skip" href="#content">${skip}</a>
        ${header}
        <main id="content" class="${width === 'reading' ? '' : width}">${body}</main>
        ${footer}
      </body>
    </html>`;
}

/** A page for a customer: one column, no menu, nothing that leads to other cases. */
export function customerPage(
  { language, windowPhone }: { language: Language; windowPhone: string },
  title: string,
  body: Fragment,
): Html {
  const { window, footer } = textsFor(language);
  return frame({
    title,
    language,
    width: 'reading',
    header: html`<header class="bar"><span class="brand">${window}</span></header>`,
    body,
    footer: html`<footer>${footer(windowPhone)}</footer>`,
  });
}

/** A page for anybody, with the way to the other public pages; nothing in it belongs to one person. */
export function publicPage(
  { language, header, footer }: { language: Language; header: Html; footer: Html },
  title: string,
  body: Fragment,
): Html {
  return frame({ title, language, width: 'reading', header, body, footer });
}

/** A page before the login. */
export function plainPage(title: string, body: Fragment): Html {
  return frame({
    title,
    language: 'zh-CN',
    width: 'narrow',
    header: plainHeader,
    body,
    isCarbon: true,
  });
}

export interface ConsoleFrame {
  staff: StaffMember;
  /** Proof for forms that they come from our own page. */
  csrfToken: string;
  tasklistUrl: string;
  /** Path of the page, which marks its place in the menu. */
  path: string;
}

/** A page of the staff console, with the menu and the way back to Tasklist. */
export function consolePage(consoleFrame: ConsoleFrame, title: string, body: Fragment): Html {
  return frame({
    title,
    language: 'zh-CN',
    width: 'wide',
    header: consoleHeader(consoleFrame),
    body,
    isCarbon: true,
  });
}

/** Sends a page that nobody may keep or index: each one belongs to one person at one moment. */
export function sendPage(response: Response, page: Html, status = 200): void {
  response
    .status(status)
    .set({
      'Cache-Control': 'no-store',
      'X-Robots-Tag': 'noindex, nofollow',
      'Referrer-Policy': 'no-referrer',
    })
    .type('html')
    .send(page.toString());
}

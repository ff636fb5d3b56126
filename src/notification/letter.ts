import type { Language } from '../register/codes.ts';

/** An e-mail in both forms. */
export interface Letter {
  text: string;
  html: string;
}

type Block =
  | { kind: 'heading'; text: string }
  | { kind: 'facts'; rows: { label: string; value: string }[] }
  | { kind: 'list'; items: string[] }
  | { kind: 'links'; links: { label: string; url: string }[] }
  | { kind: 'paragraph'; lines: string[] };

const fact = /^= (.+?) \| (.*)$/;
const link = /^\[(.+)\]\((\S+)\)$/;

/**
 * Turns the templates' letter markup into plain text and HTML that reads well on a phone:
 *
 *     # heading      = label | value      - list entry      [label](address)
 *
 * one a line; anything else is a paragraph, an empty line parts paragraphs. Everything is escaped. Only
 * addresses under `publicUrl` become links, so that no value can bring a link of its own.
 */
export function composeLetter(markup: string, language: Language, publicUrl: string): Letter {
  const blocks = parse(markup, publicUrl);
  const colon = language === 'en' ? ': ' : '：';
  return {
    text: `${blocks.map((block) => toText(block, colon)).join('\n\n')}\n`,
    html: page(language, blocks.map((block) => toHtml(block)).join('\n')),
  };
}

function parse(markup: string, publicUrl: string): Block[] {
  const blocks: Block[] = [];
  let isApart = true;
  for (const raw of markup.split('\n')) {
    const line = raw.trim();
    if (line === '') {
      isApart = true;
      continue;
    }
    const block = parseLine(line, publicUrl);
    const last = isApart ? undefined : blocks.at(-1);
    if (last?.kind === 'facts' && block.kind === 'facts') last.rows.push(...block.rows);
    else if (last?.kind === 'list' && block.kind === 'list') last.items.push(...block.items);
    else if (last?.kind === 'links' && block.kind === 'links') last.links.push(...block.links);
    else if (last?.kind === 'paragraph' && block.kind === 'paragraph') last.lines.push(...block.lines);
    else blocks.push(block);
    isApart = false;
  }
  return blocks;
}

function parseLine(line: string, publicUrl: string): Block {
  if (line.startsWith('# ')) return { kind: 'heading', text: line.slice(2) };
  if (line.startsWith('- ')) return { kind: 'list', items: [line.slice(2)] };
  const [, label, value] = fact.exec(line) ?? [];
  if (label !== undefined && value !== undefined) return { kind: 'facts', rows: [{ label, value }] };
  const [, text, url] = link.exec(line) ?? [];
  if (text !== undefined && url?.startsWith(`${publicUrl}/`))
    return { kind: 'links', links: [{ label: text, url }] };
  return { kind: 'paragraph', lines: [line] };
}

function toText(block: Block, colon: string): string {
  switch (block.kind) {
    case 'heading':
      return block.text;
    case 'facts':
      return block.rows.map(({ label, value }) => label + colon + value).join('\n');
    case 'list':
      return block.items.map((item) => (isNumbered(item) ? item : `- ${item}`)).join('\n');
    case 'links':
      return block.links.map(({ label, url }) => label + colon + url).join('\n');
    case 'paragraph':
      return block.lines.join('\n');
  }
}

const styles = {
  body: 'margin:0;background:#f4f4f4;color:#161616;font:16px/1.6 -apple-system,"PingFang SC","Microsoft YaHei",sans-serif',
  sheet: 'max-width:560px;margin:0 auto;padding:24px 20px;background:#ffffff',
  heading: 'font-size:20px;line-height:1.4;margin:24px 0 8px',
  label: 'padding:4px 12px 4px 0;color:#525252;text-align:left;vertical-align:top;font-weight:normal',
  value: 'padding:4px 0;vertical-align:top;word-break:break-word',
  list: 'margin:8px 0;padding-left:20px',
  button:
    'display:inline-block;margin:4px 8px 4px 0;padding:10px 16px;background:#0f62fe;color:#ffffff;text-decoration:none',
};

function toHtml(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h2 style="${styles.heading}">${escapeHtml(block.text)}</h2>`;
    case 'facts': {
      const rows = block.rows.map(
        ({ label, value }) =>
          `<tr><th scope="row" style="${styles.label}">${escapeHtml(label)}</th><td style="${styles.value}">${escapeHtml(value)}</td></tr>`,
      );
      return `<table style="border-collapse:collapse">${rows.join('')}</table>`;
    }
    case 'list':
      return `<ul style="${styles.list}">${block.items.map(toEntry).join('')}</ul>`;
    case 'links':
      return `<p>${block.links.map(({ label, url }) => `<a href="${escapeHtml(url)}" style="${styles.button}">${escapeHtml(label)}</a>`).join('')}</p>`;
    case 'paragraph':
      return `<p>${block.lines.map(escapeHtml).join('<br>')}</p>`;
  }
}

function toEntry(item: string): string {
  // The number stands in the text itself, so that it is the same in both forms.
  const style = isNumbered(item) ? ' style="list-style:none;margin-left:-20px"' : '';
  return `<li${style}>${escapeHtml(item)}</li>`;
}

function isNumbered(item: string): boolean {
  return /^\d+\. /.test(item);
}

function page(language: Language, content: string): string {
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head>
<body style='${styles.body}'>
<div style="${styles.sheet}">
${content}
</div>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

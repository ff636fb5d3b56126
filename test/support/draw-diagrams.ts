/**
 * `npm run diagrams`: draws every process as docs/diagrams/<id>.png (white, twice the size) with the same
 * viewer that Operate uses, and writes docs/models.md. `npm run diagrams -- <folder>` only draws, elsewhere.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describeModels } from '../models/support/describe-models.ts';
import { launchChromium } from './chromium.ts';
import { modelFiles } from './model-files.ts';

const require = createRequire(import.meta.url);
const viewerScript = require.resolve('bpmn-js/dist/bpmn-viewer.production.min.js');
const page = `<!doctype html><meta charset="utf-8">
<style>html,body{margin:0;background:#fff}#canvas{width:100vw;height:100vh}.bjs-powered-by{display:none}
text{font-family:"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif!important}</style>
<div id="canvas"></div>`;

interface DrawnBox {
  x: number;
  y: number;
  width: number;
  height: number;
}

const margin = 20;
const elsewhere = process.argv[2];
const target = elsewhere ?? 'docs/diagrams';
mkdirSync(target, { recursive: true });
if (elsewhere === undefined) writeFileSync('docs/models.md', await describeModels());
const browser = await launchChromium();
try {
  const tab = await browser.newPage({ deviceScaleFactor: 2 });
  for (const { id, path } of modelFiles('bpmn')) {
    await tab.setContent(page);
    await tab.addScriptTag({ path: viewerScript });
    const source = JSON.stringify(readFileSync(path, 'utf8'));
    const box = await tab.evaluate<DrawnBox>(`(async () => {
      window.viewer = new BpmnJS({ container: '#canvas', textRenderer: { defaultStyle: { fontFamily: '"Noto Sans CJK SC", sans-serif' } } });
      await window.viewer.importXML(${source});
      return window.viewer.get('canvas').viewbox().inner;
    })()`);
    const width = Math.ceil(box.width + 2 * margin);
    const height = Math.ceil(box.height + 2 * margin);
    await tab.setViewportSize({ width, height });
    await tab.evaluate(
      `window.viewer.get('canvas').resized(); window.viewer.get('canvas').viewbox(${JSON.stringify({ x: box.x - margin, y: box.y - margin, width, height })})`,
    );
    await tab.screenshot({ path: join(target, `${id}.png`) });
    process.stdout.write(`${id}: ${width} × ${height}\n`);
  }
} finally {
  await browser.close();
}

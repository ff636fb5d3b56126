import { existsSync } from 'node:fs';
import PDFDocument from 'pdfkit';
import { PNG } from 'pngjs';

/** Where Debian, Fedora and macOS keep a font with Chinese characters, with its name inside a collection. */
const chineseFonts: readonly (readonly [file: string, family: string])[] = [
  ['/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', 'NotoSansCJKsc-Regular'],
  ['/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc', 'NotoSansCJKsc-Regular'],
  ['/System/Library/Fonts/STHeiti Light.ttc', 'STHeitiSC-Light'],
];

/**
 * A one-page PDF with a title and lines. Without a Chinese font on the machine it shows `latinTitle` only: still
 * a real PDF.
 */
export function makePdf(title: string, lines: readonly string[], latinTitle: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const document = new PDFDocument({ size: 'A4', margin: 64, info: { Title: latinTitle } });
    const chunks: Buffer[] = [];
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
    const font = chineseFonts.find(([file]) => existsSync(file));
    if (font) {
      document.font(font[0], font[1]);
      document.fontSize(20).text(title, { align: 'center' }).moveDown(2).fontSize(12);
      for (const line of lines) document.text(line).moveDown(0.6);
    } else {
      document.fontSize(20).text(latinTitle, { align: 'center' });
    }
    document.end();
  });
}

/** A picture like a scanned page: grey lines of text and, when asked for, a red round seal. */
export function makeScan({ isSealed, seed }: { isSealed: boolean; seed: number }): Buffer {
  const width = 420;
  const height = 594;
  const image = new PNG({ width, height, colorType: 2 });
  const paint = (x: number, y: number, [red, green, blue]: readonly [number, number, number]) => {
    image.data.set([red, green, blue, 255], (y * width + x) * 4);
  };
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const isInLine = y % 24 < 8 && y > 60 && x > 40 && x < 380 - ((Math.floor(y / 24) * (seed + 37)) % 110);
      const fromSeal = Math.hypot(x - 310, y - 490);
      if (isSealed && fromSeal > 44 && fromSeal < 50) paint(x, y, [190, 30, 30]);
      else if (isInLine) paint(x, y, [90, 90, 95]);
      else paint(x, y, [250, 249, 245]);
    }
  return PNG.sync.write(image);
}

import qrcode from 'qrcode';
import { Html, html } from '../html.ts';

/** An address as a QR code, drawn in the page itself; `name` says what it leads to. */
export async function qrCode(address: string, name: string): Promise<Html> {
  const svg = await qrcode.toString(address, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' });
  return html`<div class="qr" role="img" aria-label="${name}">${new Html(svg)}</div>`;
}

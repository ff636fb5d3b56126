import type { RequiredMaterial } from '../../../matters/index.ts';
import type { HandoverDocument } from '../../../register/index.ts';
import { momentText, sizeText, tableTime } from '../format.ts';
import { html, type Html } from '../html.ts';
import type { HandoverView } from './desk.ts';

const kindWords: Readonly<Record<string, string>> = {
  'application/pdf': 'PDF',
  'image/png': 'PNG 图片',
  'image/jpeg': 'JPEG 图片',
};

/** The customer's phone at the counter: QR code, until when, and what has arrived. */
export function handoverPanel(
  handover: HandoverView | undefined,
  required: readonly RequiredMaterial[],
): Html {
  if (!handover)
    return html`<p class="soft">客户可以用手机扫码，拍照或选取文件直接传到本表。</p>
      ${openButton('显示二维码')}`;
  const { id, expiresAt, documents, way } = handover;
  return html`<input type="hidden" name="handoverId" value="${id}" />
    ${
      way
        ? html`<input type="hidden" name="handoverToken" value="${way.token}" />
            <div class="way-in">
              ${way.picture}
              <div>
                <p>请客户用手机扫码上传资料，链接 ${momentText(expiresAt)} 前有效，登记后即失效。</p>
                <p class="small address">${way.address}</p>
              </div>
            </div>`
        : openButton(documents.length > 0 ? '显示二维码，继续用手机上传' : '重新显示二维码')
    }
    <div id="arrived" data-handover="${id}" ${way && html`data-open`} role="status">
      ${arrivedList(id, documents, required)}
    </div>
    <button class="small plain" name="step" value="refresh" formnovalidate data-refresh>
      刷新已传文件
    </button>`;
}

/** The files that have arrived, each to look at and to take out again. */
export function arrivedList(
  handoverId: string,
  documents: readonly HandoverDocument[],
  required: readonly RequiredMaterial[],
): Html {
  if (documents.length === 0) return html`<p class="soft small">还没有收到文件。</p>`;
  const names = new Map(required.map(({ code, name }) => [code, name]));
  return html`<ul class="plain arrived">
    ${documents.map(
      ({ id, materialCode, mediaType, size, uploadedAt, uploadedBy }) =>
        html`<li data-document="${id}" data-material="${materialCode}">
          <span>
            ${names.get(materialCode ?? '') ?? '其他'} ·
            <a href="/console/counter/handovers/${handoverId}/documents/${id}" target="_blank" rel="noopener"
              >${kindWords[mediaType] ?? '文件'}</a
            >
            <span class="soft small"
              >${sizeText(size)} · ${tableTime(uploadedAt)}${uploadedBy !== 'customer' && ' · 柜台'}</span
            >
          </span>
          <button
            class="small plain"
            name="step"
            value="remove-${id}"
            formnovalidate
            data-remove="${id}"
            aria-label="移除 ${names.get(materialCode ?? '') ?? '其他'} 的文件"
          >
            移除
          </button>
        </li>`,
    )}
  </ul>`;
}

function openButton(text: string): Html {
  return html`<button
    class="plain"
    name="step"
    value="handover"
    formnovalidate
    data-handover-open
    accesskey="u"
  >
    ${text}
  </button>`;
}

import { getDocument, GlobalWorkerOptions } from '/assets/pdf-reader/legacy/build/pdf.min.mjs';

/* Draws every page of the PDF named by `data-source`, one below the other. */
const reader = '/assets/pdf-reader';
GlobalWorkerOptions.workerSrc = `${reader}/legacy/build/pdf.worker.min.mjs`;
const pages = document.querySelector('#pages');
const state = document.querySelector('#state');

try {
  const pdf = await getDocument({
    url: pages.dataset.source,
    cMapUrl: `${reader}/cmaps/`,
    standardFontDataUrl: `${reader}/standard_fonts/`,
    wasmUrl: `${reader}/wasm/`,
    // The page's policy allows neither fonts nor code that come out of a customer's file.
    disableFontFace: true,
    isEvalSupported: false,
    useWasm: false,
    // One request, so that one look is one line in the audit trail.
    disableRange: true,
    disableStream: true,
  }).promise;
  for (let number = 1; number <= pdf.numPages; number += 1) {
    state.textContent = `第 ${number} 页，共 ${pdf.numPages} 页`;
    const page = await pdf.getPage(number);
    const viewport = page.getViewport({ scale: 2 });
    const canvas = document.createElement('canvas');
    canvas.width = viewport.width;
    canvas.height = viewport.height;
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', `第 ${number} 页`);
    await page.render({ canvasContext: canvas.getContext('2d'), viewport }).promise;
    pages.append(canvas);
  }
  state.textContent = `共 ${pdf.numPages} 页`;
} catch {
  state.textContent = '无法显示此文件，请点“用浏览器打开”，或请客户重新提交。';
}

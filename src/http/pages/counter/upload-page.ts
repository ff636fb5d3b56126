import type { RequiredMaterial } from '../../../matters/index.ts';
import { handoverDocumentLimit, type Handover, type HandoverDocument } from '../../../register/index.ts';
import type { Language } from '../../language.ts';
import { bodyLimits } from '../../limits.ts';
import { momentText, sizeText } from '../format.ts';
import { html, type Html } from '../html.ts';
import { customerPage } from '../layout.ts';
import { uploadTexts } from './upload-texts.ts';

/** Types that a phone should make of a photo: named ones, so that it converts its own formats. */
const pictureTypes = 'image/jpeg,image/png';

interface Visitor {
  language: Language;
  windowPhone: string;
}

interface UploadPage {
  token: string;
  handover: Handover;
  materials: readonly RequiredMaterial[];
  documents: readonly HandoverDocument[];
  /** The material of the last upload, chosen again. */
  materialCode?: string;
  isDone?: boolean;
  problem?: string;
}

/** The customer's phone at the counter: which material, a photo or files, send. No script. */
export function uploadPage(visitor: Visitor, page: UploadPage): Html {
  const { language } = visitor;
  const texts = uploadTexts(language);
  const { token, handover, materials, documents, materialCode = '', isDone, problem } = page;
  const nameOf = (material: RequiredMaterial) => (language === 'en' ? material.nameEn : material.name);
  const names = new Map(materials.map((material) => [material.code, nameOf(material)]));
  const sent = documents.filter(({ uploadedBy }) => uploadedBy === 'customer');
  return customerPage(visitor, texts.title, [
    html`<div class="head">
      <h1>${texts.title}</h1>
      <p class="number">${texts.intro(momentText(handover.expiresAt, language))}</p>
    </div>`,
    isDone && html`<div class="note good" role="status"><p>${texts.done}</p></div>`,
    problem && html`<div class="note bad" role="alert"><p>${problem}</p></div>`,
    documents.length >= handoverDocumentLimit
      ? html`<div class="note warn" role="status"><p>${texts.full(handoverDocumentLimit)}</p></div>`
      : html`<div class="panel">
          <form method="post" action="/u/${token}" enctype="multipart/form-data">
            <div class="field">
              <label for="material">${texts.material}</label>
              <select id="material" name="materialCode">
                ${[...names].map(
                  ([code, name]) =>
                    html`<option value="${code}" ${code === materialCode && html`selected`}>${name}</option>`,
                )}
                <option value="">${texts.other}</option>
              </select>
            </div>
            <div class="field">
              <label for="photo">${texts.photo}</label>
              <input
                id="photo"
                type="file"
                name="document.photo"
                accept="${pictureTypes}"
                capture="environment"
              />
            </div>
            <div class="field">
              <label for="file">${texts.file}</label>
              <input
                id="file"
                type="file"
                name="document.file"
                accept="${pictureTypes},application/pdf"
                multiple
                aria-describedby="file-hint"
              />
              <p class="hint" id="file-hint">${texts.fileHint(bodyLimits.fileBytes / 1024 / 1024)}</p>
            </div>
            <div class="actions"><button>${texts.send}</button></div>
          </form>
        </div>`,
    sent.length > 0 &&
      html`<section class="panel" aria-labelledby="sent">
        <h2 id="sent">${texts.arrived(sent.length)}</h2>
        <ul class="plain">
          ${sent.map(
            (document) =>
              html`<li>
                ${names.get(document.materialCode ?? '') ?? texts.other}
                <span class="soft small">${sizeText(document.size)}</span>
              </li>`,
          )}
        </ul>
      </section>`,
  ]);
}

/** The same page for a link that is unknown, expired or used up. */
export function uploadOverPage(visitor: Visitor): Html {
  const texts = uploadTexts(visitor.language);
  return customerPage(
    visitor,
    texts.overTitle,
    html`<div class="head"><h1>${texts.overTitle}</h1></div>
      <div class="panel"><p>${texts.over}</p></div>`,
  );
}

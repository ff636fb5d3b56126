import type { Matter, RequiredMaterial } from '../../../matters/index.ts';
import { materialForms, type HandoverDocument } from '../../../register/index.ts';
import { tag } from '../console/pieces.ts';
import { fileTypes } from '../form-upload.ts';
import { html, type Fragment, type Html } from '../html.ts';
import { materialFormWords } from '../words.ts';
import { materialField, requiredCount, valueOf, type Entry } from './entry.ts';
import { idOf, problemLine, selectField, textField, tickField, type FormState } from './form-pieces.ts';

/** Names of the fields of a material, in the order of the form. */
export const materialFieldNames = [
  'isReceived',
  'form',
  'originals',
  'copies',
  'isSigned',
  'isSealed',
  'pages',
  'nature',
  'importance',
] as const;

/** The list of materials of the chosen matter, each with its standard for acceptance beside it (clause 2.3.1). */
export function materialsList(
  state: FormState,
  matter: Matter | undefined,
  required: readonly RequiredMaterial[],
  arrived: readonly HandoverDocument[],
): Fragment {
  if (!matter) return html`<p class="soft">选定办理事项后，这里列出需要的资料。</p>`;
  const { decisionDays, handlingDays, canBeUrgent } = matter;
  return [
    html`<p class="soft small">
        ${decisionDays} 个工作日内告知是否受理，受理后 ${handlingDays}
        个工作日内办结。${canBeUrgent ? '可请求加急。' : '不办加急。'}
      </p>
      <datalist id="importances">
        <option value="一般"></option>
        <option value="重要"></option>
        <option value="特别重要"></option>
      </datalist>`,
    required.map((material, index) =>
      materialRow(
        state,
        material,
        arrived.filter(({ materialCode }) => materialCode === material.code).length,
        index === 0,
      ),
    ),
  ];
}

function materialRow(state: FormState, material: RequiredMaterial, arrived: number, isFirst: boolean): Html {
  const { code, name: title, isRequired, standard, needsSignature, needsSeal } = material;
  const name = (field: (typeof materialFieldNames)[number]) => materialField(code, field);
  const { entry, problems } = state;
  const file = `document.${code}`;
  const isMoreOpen = [name('pages'), name('nature'), name('importance'), file].some(
    (field) => valueOf(entry, field) !== '' || problems.has(field),
  );
  return html`<fieldset class="item material" data-material="${code}">
    <legend>${title} ${isRequired ? tag('必需', 'blue') : tag('可后补')}</legend>
    <p class="standard">
      <strong>${requirementText(material)}</strong> 受理标准：${standard}。
      ${arrived > 0 && tag(`已传 ${arrived} 个文件`, 'good')}
    </p>
    <div class="line">
      ${tickField(state, {
        name: name('isReceived'),
        label: '已收到',
        extra: html`data-receive ${needsSignature && html`data-signature`} ${needsSeal && html`data-seal`}`,
        ...(isFirst ? { accessKey: 'z' } : {}),
      })}
      ${selectField(state, {
        name: name('form'),
        label: '形式',
        preset: usualForm(entry),
        choices: materialForms.map((form) => ({ value: form, text: materialFormWords[form] })),
      })}
      ${(['originals', 'copies'] as const).map((kind) =>
        textField(state, {
          name: name(kind),
          label: kind === 'originals' ? '原件（份）' : '复印件（份）',
          preset: String(requiredCount(material, kind)),
          maxLength: 3,
          inputMode: 'numeric',
        }),
      )}
      ${tickField(state, { name: name('isSigned'), label: '已签字' })}
      ${tickField(state, { name: name('isSealed'), label: '已盖章' })}
    </div>
    <details ${isMoreOpen && html`open`}>
      <summary>页数、性质、重要程度、附件</summary>
      <div class="fields">
        ${textField(state, { name: name('pages'), label: '页数', maxLength: 3, inputMode: 'numeric' })}
        ${textField(state, {
          name: name('nature'),
          label: '性质',
          maxLength: 60,
          placeholder: '如证照、合同、凭证',
        })}
        ${textField(state, { name: name('importance'), label: '重要程度', maxLength: 60, list: 'importances' })}
      </div>
      <div class="field">
        <label for="${idOf(file)}">附件（PDF、JPG、PNG、Word、Excel，每个不超过 20 MB）</label>
        <input
          id="${idOf(file)}"
          type="file"
          name="${file}"
          accept="${fileTypes}"
          multiple
          aria-describedby="${idOf(file)}-problem"
        />
        ${problemLine(file, problems)}
      </div>
    </details>
  </fieldset>`;
}

/** 原件 1 份，签字、盖章。 */
function requirementText({ form, copies, needsSignature, needsSeal }: RequiredMaterial): string {
  const kind = { original: '原件', copy: '复印件', any: '原件或复印件' }[form];
  const marks = [needsSignature && '签字', needsSeal && '盖章'].filter(Boolean).join('、');
  return `${kind} ${copies} 份${marks && `，${marks}`}。`;
}

/** Mail brings files, the other ways bring paper. */
function usualForm(entry: Entry): string {
  return valueOf(entry, 'channel') === 'email' ? 'electronic' : 'paper';
}

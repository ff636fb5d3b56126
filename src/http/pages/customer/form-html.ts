import { html, type Fragment, type Html } from '../html.ts';
import type { CustomerForm, FormComponent, FormLeaf } from './form-schema.ts';

/** What a form shows and begins with: texts for its places, values by key, rows of a list by its path. */
export type FormData = Readonly<Record<string, FormValue | readonly FormRow[]>>;
type FormValue = string | number | boolean | readonly string[] | undefined;
/** `code` names the row's fields: `document.<code>`. */
export type FormRow = Readonly<Record<string, FormValue>> & { readonly code: string };

/** The fields of a form as plain markup, named as the server reads them: `<key>`, in rows `<key>.<code>`. */
export function plainFields(form: CustomerForm, data: FormData): Html {
  return html`${form.components.map((component) => plainComponent(component, data))}`;
}

function plainComponent(component: FormComponent, data: FormData): Html {
  if (component.type !== 'dynamiclist') return plainField(component, data, '');
  const rows = data[component.path];
  return html`${
    isRows(rows) &&
    rows.map((row) => {
      const heading = component.components.find(({ type }) => type === 'text');
      const [title] = heading?.type === 'text' ? blocksOf(fill(heading.text, row)) : [];
      return html`<div class="item" role="group" aria-label="${title?.text}">
        ${component.components.map((leaf) => plainField(leaf, row, `.${row.code}`))}
      </div>`;
    })
  }`;
}

function isRows(value: FormData[string]): value is readonly FormRow[] {
  return Array.isArray(value) && value.every((row) => typeof row === 'object');
}

function plainField(field: FormLeaf, data: FormData, suffix: string): Html {
  if (field.type === 'text') return textHtml(fill(field.text, data));
  if (field.type === 'button') return html`<div class="actions"><button>${field.label}</button></div>`;
  const name = `${field.key}${suffix}`;
  const value = data[field.key];
  const hint = field.description && html`<p class="hint" id="${name}-hint">${field.description}</p>`;
  const described = hint && html`aria-describedby="${name}-hint"`;
  const required = field.validate?.required && html`required`;
  switch (field.type) {
    case 'radio':
    case 'checklist':
      return html`<fieldset class="field" ${described}>
        <legend>${field.label}</legend>
        <div class="${field.type === 'radio' ? 'stars' : 'choices inline'}">
          ${field.values.map((option) => {
            const isChosen = Array.isArray(value) ? value.includes(option.value) : value === option.value;
            return html`<label class="choice">
              <input
                type="${field.type === 'radio' ? 'radio' : 'checkbox'}"
                name="${name}"
                value="${option.value}"
                ${field.type === 'radio' && required}
                ${isChosen && html`checked`}
              />
              <span>${option.label}</span>
            </label>`;
          })}
        </div>
        ${hint}
      </fieldset>`;
    case 'checkbox':
      return html`<div class="tick">
        <label class="choice">
          <input
            type="checkbox"
            name="${name}"
            value="true"
            ${required}
            ${described}
            ${value === true && html`checked`}
          />
          <span>${field.label}</span>
        </label>
        ${hint}
      </div>`;
    case 'textarea':
      return labelled(
        field.label,
        name,
        html`<textarea
          id="${name}"
          name="${name}"
          maxlength="${field.validate?.maxLength}"
          ${required}
          ${described}
        >
${textOf(value)}</textarea>`,
        hint,
      );
    case 'number':
      return labelled(
        field.label,
        name,
        html`<input
          id="${name}"
          class="short"
          type="number"
          inputmode="numeric"
          name="${name}"
          value="${textOf(value ?? field.defaultValue)}"
          min="${field.validate?.min}"
          max="${field.validate?.max}"
          ${required}
          ${described}
        />`,
        hint,
      );
    case 'filepicker':
      return labelled(
        field.label,
        name,
        html`<input
          id="${name}"
          type="file"
          name="${name}"
          accept="${field.accept}"
          ${field.multiple && html`multiple`}
          ${required}
          ${described}
        />`,
        hint,
      );
  }
}

function labelled(label: string, id: string, control: Html, hint: Fragment): Html {
  return html`<div class="field">
    <label for="${id}">${label}</label>
    ${control} ${hint}
  </div>`;
}

function textOf(value: FormData[string]): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Fills `{{name}}` and, in a list, `{{this.name}}`; the viewer in the browser understands the same. */
function fill(text: string, data: FormData): string {
  return text.replace(/\{\{\s*(?:this\.)?(\w+)\s*\}\}/g, (_place, name: string) => textOf(data[name]));
}

interface Block {
  /** 3 to 6, 0 for a paragraph. */
  level: number;
  text: string;
}

/** Paragraphs parted by empty lines; `### ` begins a heading. */
function blocksOf(text: string): Block[] {
  return text.split(/\n\s*\n/).flatMap((block) => {
    const [, marks = '', heading] = /^(#{3,6}) (.*)/.exec(block.trim()) ?? [];
    if (heading !== undefined) return [{ level: marks.length, text: heading }];
    return block.trim() === '' ? [] : [{ level: 0, text: block.trim() }];
  });
}

/** The part of Markdown that the customers' forms use: paragraphs, third headings and `**bold**`. */
function textHtml(text: string): Html {
  return html`${blocksOf(text).map((block) =>
    block.level > 0 ? html`<h3>${bold(block.text)}</h3>` : html`<p>${bold(block.text)}</p>`,
  )}`;
}

function bold(text: string): Fragment {
  return text
    .split(/\*\*(.+?)\*\*/)
    .map((part, index) => (index % 2 === 1 ? html`<strong>${part}</strong>` : part));
}

import { html, type Fragment, type Html } from '../html.ts';
import { isTicked, valueOf, type Entry } from './entry.ts';
import type { EntryProblems } from './entry-problems.ts';

/** What the fields of a form show. */
export interface FormState {
  entry: Entry;
  problems: EntryProblems;
  /** The field that the person starts at: the first wrong one, or the first of a blank form. */
  focus?: string | undefined;
}

interface FieldSpec {
  name: string;
  label: string;
  hint?: string;
  isRequired?: boolean;
  /** Value of a field that was never filled in. */
  preset?: string;
  accessKey?: string;
}

interface TextSpec extends FieldSpec {
  maxLength: number;
  inputMode?: 'numeric' | 'tel' | 'email';
  placeholder?: string;
  /** Id of a list of suggestions. */
  list?: string;
}

export interface Choice {
  value: string;
  text: string;
  group?: string;
}

/** `customer.documentNumber` → an id that needs no escaping in style sheets. */
export function idOf(name: string): string {
  return name.replace(/[^\w-]/g, '-');
}

/** A line of text. */
export function textField(state: FormState, spec: TextSpec): Html {
  const { name, maxLength, inputMode, placeholder, list } = spec;
  return labelled(
    state,
    spec,
    html`<input
      type="text"
      ${common(state, spec)}
      maxlength="${maxLength}"
      value="${state.entry.has(name) ? valueOf(state.entry, name) : (spec.preset ?? '')}"
      ${inputMode && html`inputmode="${inputMode}"`}
      ${placeholder && html`placeholder="${placeholder}"`}
      ${list && html`list="${list}"`}
    />`,
  );
}

/** Text of several lines. */
export function areaField(state: FormState, spec: FieldSpec & { maxLength: number; rows: number }): Html {
  return labelled(
    state,
    spec,
    html`<textarea ${common(state, spec)} rows="${spec.rows}" maxlength="${spec.maxLength}">
${valueOf(state.entry, spec.name)}</textarea>`,
  );
}

/** One of several; choices with a group stand below its name. */
export function selectField(state: FormState, spec: FieldSpec & { choices: readonly Choice[] }): Html {
  const chosen = state.entry.has(spec.name) ? valueOf(state.entry, spec.name) : spec.preset;
  const option = ({ value, text }: Choice) =>
    html`<option value="${value}" ${value === chosen && html`selected`}>${text}</option>`;
  const groups = new Set(spec.choices.map(({ group }) => group));
  return labelled(
    state,
    spec,
    html`<select ${common(state, spec)}>
      ${[...groups].map((group) => {
        const options = spec.choices.filter((choice) => choice.group === group).map(option);
        return group === undefined ? options : html`<optgroup label="${group}">${options}</optgroup>`;
      })}
    </select>`,
  );
}

/** A tick with its text behind it. */
export function tickField(state: FormState, spec: FieldSpec & { extra?: Fragment }): Html {
  const { name, label, extra } = spec;
  return html`<div class="tick">
    <label class="choice">
      <input
        type="checkbox"
        ${common(state, spec)}
        value="true"
        ${isTicked(state.entry, name) && html`checked`}
        ${extra}
      />
      <span>${label}</span>
    </label>
    ${problemLine(name, state.problems)}
  </div>`;
}

function labelled(state: FormState, spec: FieldSpec, control: Html): Html {
  const { name, label, hint, isRequired } = spec;
  return html`<div class="field">
    <label for="${idOf(name)}">${label}${isRequired && html`<span class="must">（必填）</span>`}</label>
    ${control} ${hint && html`<p class="hint" id="${idOf(name)}-hint">${hint}</p>`}
    ${problemLine(name, state.problems)}
  </div>`;
}

/** Always there, empty while all is well: the check beside the field writes into it. */
export function problemLine(name: string, problems: EntryProblems): Html {
  return html`<p class="problem" id="${idOf(name)}-problem" aria-live="polite">${problems.get(name)}</p>`;
}

function common({ problems, focus }: FormState, { name, hint, isRequired, accessKey }: FieldSpec): Fragment {
  const id = idOf(name);
  return [
    html`id="${id}" name="${name}" aria-describedby="${hint ? `${id}-hint ` : ''}${id}-problem"`,
    problems.has(name) && html` aria-invalid="true"`,
    isRequired && html` aria-required="true"`,
    accessKey && html` accesskey="${accessKey}"`,
    focus === name && html` autofocus`,
  ];
}

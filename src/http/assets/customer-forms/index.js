import { createForm } from '@bpmn-io/form-js-viewer';
import '@bpmn-io/form-js-viewer/dist/assets/form-js.css';
import './look.css';
import { createFileField } from './file-field.js';

/* Puts the form viewer in the place of the plain form, which stays behind it and sends what was entered. */

let lastGroup = 0;

for (const place of document.querySelectorAll('[data-form]')) await upgrade(place);

async function upgrade(place) {
  const schema = JSON.parse(place.dataset.form);
  const values = JSON.parse(place.dataset.values);
  const texts = JSON.parse(place.dataset.texts);
  const plain = place.querySelector('form');
  const container = document.createElement('div');
  const message = document.createElement('div');
  message.setAttribute('role', 'alert');
  // Not before it is whole: until then, and if anything fails, the plain form is there.
  const form = await createForm({
    container,
    schema,
    data: values,
    additionalModules: [translation(texts.viewer), fileFields(texts.files)],
  });
  plain.hidden = true;
  place.append(container, message);
  nameGroups(container);

  let isSending = false;
  addEventListener('pageshow', () => {
    isSending = false;
    show('');
  });
  form.on('submit', ({ data, errors }) => {
    if (isSending) return;
    if (Object.keys(errors).length > 0) {
      requestAnimationFrame(() => {
        container.querySelector('.fjs-has-errors')?.querySelector('input, textarea, select')?.focus();
      });
      return;
    }
    const files = form.get('fileRegistry').getAllFiles();
    if (texts.files && ![...files.values()].some((list) => list.length > 0)) {
      show(texts.files.none);
      return;
    }
    fillIn(plain, schema, values, data, files);
    isSending = true;
    show(texts.sending, 'note');
    plain.submit();
  });

  function show(text, kind = 'note bad') {
    message.className = text ? kind : '';
    message.textContent = text;
  }
}

/** Brings what was entered into the plain form, whose fields are named `<key>` and `<key>.<code of the row>`. */
function fillIn(plain, schema, values, data, files) {
  for (const component of schema.components) {
    if (component.type !== 'dynamiclist') fillField(plain, component, component.key, data, files);
    else
      for (const [index, { code }] of values[component.path].entries())
        for (const leaf of component.components)
          fillField(plain, leaf, `${leaf.key}.${code}`, data[component.path]?.[index] ?? {}, files);
  }
}

function fillField(plain, { key, type }, name, data, files) {
  if (key === undefined) return;
  const value = data[key];
  for (const field of plain.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
    if (type === 'filepicker') field.files = transfer(files.get(value) ?? []);
    else if (type === 'checkbox') field.checked = value === true;
    else if (type === 'radio') field.checked = field.value === value;
    else if (type === 'checklist') field.checked = (value ?? []).includes(field.value);
    else field.value = value ?? '';
  }
}

function transfer(files) {
  const data = new DataTransfer();
  for (const file of files) data.items.add(file);
  return data.files;
}

function translation(sentences) {
  const translate = (template, replacements = {}) =>
    (sentences[template] ?? template).replace(/\{(\w+)\}/g, (place, name) => replacements[name] ?? place);
  return { translate: ['value', translate] };
}

/** Files are checked as soon as they are chosen, with the server's own sentences; the server checks again. */
function fileFields(texts) {
  function FileFields(formFields, validator, fileRegistry, formFieldRegistry) {
    formFields.register('filepicker', createFileField(fileRegistry));
    const check = validator.validateFieldInstance.bind(validator);
    validator.validateFieldInstance = (instance, value) => {
      const problems = check(instance, value);
      if (!texts || formFieldRegistry.get(instance.id)?.type !== 'filepicker') return problems;
      return [...problems, ...problemsOf(fileRegistry.getFiles(value), fileRegistry, texts)];
    };
  }
  FileFields.$inject = ['formFields', 'validator', 'fileRegistry', 'formFieldRegistry'];
  return { __init__: ['fileFields'], fileFields: ['type', FileFields] };
}

function problemsOf(files, registry, texts) {
  const { extensions, fileBytes, files: maximum, allBytes } = texts.limits;
  const all = [...registry.getAllFiles().values()].flat();
  const problems = [];
  const say = (file, text) => problems.push(`${file.name}：${text}`);
  for (const file of files) {
    const extension = /\.([^.]+)$/.exec(file.name)?.[1]?.toLowerCase() ?? '';
    if (!extensions.includes(extension)) say(file, texts.refused);
    else if (file.size === 0) say(file, texts.empty);
    else if (file.size > fileBytes) say(file, texts.tooLarge);
  }
  if (files.length > 0 && all.length > maximum) problems.push(texts.tooMany);
  else if (files.length > 0 && all.reduce((sum, { size }) => sum + size, 0) > allBytes)
    problems.push(texts.tooMuch);
  return problems;
}

/** The viewer does not say that a label belongs to a whole group of choices, or a heading to its row. */
function nameGroups(container) {
  for (const heading of container.querySelectorAll('.fjs-form-field-dynamiclist h3')) {
    const row = heading.closest('.cds--grid > div');
    row?.setAttribute('role', 'group');
    row?.setAttribute('aria-label', heading.textContent);
  }
  for (const group of container.querySelectorAll('.fjs-form-field-radio, .fjs-form-field-checklist')) {
    const label = group.querySelector('.fjs-form-field-label');
    if (!label) continue;
    label.id ||= `group-label-${++lastGroup}`;
    group.setAttribute('role', group.classList.contains('fjs-form-field-radio') ? 'radiogroup' : 'group');
    group.setAttribute('aria-labelledby', label.id);
  }
}

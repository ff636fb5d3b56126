import { Description, Errors, FilePicker, Label } from '@bpmn-io/form-js-viewer';
import { h } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

let lastKey = 0;

/**
 * The viewer's file picker has a button that says "Browse" in every language and an input that a screen reader
 * cannot reach. This one is the browser's own, keeps its files where the viewer looks for them, and says what is
 * wrong beside it.
 */
export function createFileField(registry) {
  const Field = (props) => FileField({ ...props, registry });
  Field.config = FilePicker.config;
  return Field;
}

function FileField({ registry, field, domId, errors = [], value: key, disabled, onChange }) {
  const input = useRef(null);
  const files = key ? registry.getFiles(key) : [];
  const { label, description, multiple, accept, validate = {} } = field;

  useEffect(() => {
    if (!key && input.current) input.current.value = '';
  }, [key]);

  function choose({ target }) {
    if (key) registry.deleteFiles(key);
    const chosen = [...target.files];
    if (chosen.length === 0) {
      onChange({ value: null });
      return;
    }
    const next = `files::${++lastKey}`;
    registry.setFiles(next, chosen);
    onChange({ value: next });
  }

  const isWrong = errors.length > 0;
  return h('div', { class: `fjs-form-field fjs-form-field-filepicker${isWrong ? ' fjs-has-errors' : ''}` }, [
    h(Label, { htmlFor: domId, label, required: validate.required }),
    h('input', {
      ref: input,
      id: domId,
      type: 'file',
      multiple: multiple === true,
      accept,
      disabled,
      onChange: choose,
      'aria-invalid': isWrong,
      'aria-describedby': [`${domId}-description`, ...(isWrong ? [`${domId}-error-message`] : [])].join(' '),
    }),
    files.length > 1 &&
      h(
        'ul',
        { class: 'chosen' },
        files.map(({ name }) => h('li', null, name)),
      ),
    h(Description, { id: `${domId}-description`, description }),
    h(Errors, { id: `${domId}-error-message`, errors }),
  ]);
}

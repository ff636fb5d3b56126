import { acceptedExtensions } from '../../../documents/index.ts';
import { describeField, type FieldIssue } from '../../field-texts.ts';
import type { Language } from '../../language.ts';
import { bodyLimits } from '../../limits.ts';
import { problemDocument, Problem } from '../../problem.ts';
import { html, type Html } from '../html.ts';
import { textsFor } from '../texts/index.ts';
import { plainFields, type FormData } from './form-html.ts';
import type { CustomerForm } from './form-schema.ts';

const megabytes = bodyLimits.fileBytes / 1024 / 1024;

/**
 * A form that works without script and that the browser's script replaces by the form-js viewer, from the same
 * `.form` file; both send the same fields to `action`.
 */
export function formPanel(
  form: CustomerForm,
  { action, data, language }: { action: string; data: FormData; language: Language },
): Html {
  const hasFiles = JSON.stringify(form.source).includes('"filepicker"');
  return html`<link rel="stylesheet" href="/assets/customer-forms.css" />
    <div
      class="form-place"
      data-form="${JSON.stringify(form.source)}"
      data-values="${JSON.stringify(data)}"
      data-texts="${JSON.stringify(browserTexts(language, hasFiles))}"
    >
      <form method="post" action="${action}" ${hasFiles && html`enctype="multipart/form-data"`}>
        ${plainFields(form, data)}
      </form>
    </div>
    <script type="module" src="/assets/customer-forms.js"></script>`;
}

/** What the script says: the viewer's own sentences, and about files what the server would say of them. */
function browserTexts(language: Language, hasFiles: boolean): object {
  const texts = textsFor(language);
  const say = (code: FieldIssue['code'], values?: FieldIssue['values']) =>
    describeField({ field: 'document.', code, ...(values ? { values } : {}) }, language);
  const files = {
    limits: {
      extensions: [...acceptedExtensions, 'jpeg'],
      fileBytes: bodyLimits.fileBytes,
      files: bodyLimits.files,
      allBytes: bodyLimits.multipartBytes,
    },
    empty: say('file-empty'),
    tooLarge: say('file-too-large', { megabytes }),
    tooMany: say('file-too-many', { maximum: bodyLimits.files }),
    refused: say('file-type-refused', { extensions: acceptedExtensions.join(', ') }),
    tooMuch: problemDocument(new Problem('body-too-large'), language).detail,
    none: texts.supplementEmpty,
  };
  return { viewer: texts.viewer, sending: texts.sending, ...(hasFiles ? { files } : {}) };
}

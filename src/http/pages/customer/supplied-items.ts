import type { Request } from 'express';
import type { ReceivedFile } from '../../api/multipart.ts';
import type { SupplementRequest } from '../../api/supplement.ts';
import { describeField } from '../../field-texts.ts';
import type { Problem } from '../../problem.ts';
import { problemDocument } from '../../problem.ts';
import { field } from '../form-fields.ts';
import { textsFor } from '../texts/index.ts';
import type { CustomerView } from './view.ts';

/** One item for each material that came with a file; ticks and count are those beside the file. */
export function suppliedItems(request: Request, files: readonly ReceivedFile[]): SupplementRequest['items'] {
  return [...new Set(files.map(({ materialCode }) => materialCode))].map((code) => {
    const count = Number.parseInt(field(request, `copies.${code}`), 10);
    const pieces = Number.isInteger(count) && count > 0 ? Math.min(count, 99) : 1;
    return {
      code,
      form: 'electronic',
      originals: pieces,
      copies: pieces,
      isSigned: field(request, `isSigned.${code}`) === 'true',
      isSealed: field(request, `isSealed.${code}`) === 'true',
    };
  });
}

/** Why a supplement was refused, in the customer's words, each sentence with the name of its material. */
export function supplementProblems(problem: Problem, view: CustomerView): string {
  const { supplementEmpty } = textsFor(view.language);
  if (problem.fields.length === 0) return problemDocument(problem, view.language).detail;
  return problem.fields
    .map((issue) => {
      if (issue.code === 'nothing-submitted') return supplementEmpty;
      const code = issue.field.replace(/^document\./, '');
      const name = view.openRound?.items.find((item) => item.code === code)?.name;
      return `${name ? `${name}${view.language === 'en' ? ': ' : '：'}` : ''}${describeField(issue, view.language)}`;
    })
    .join(' ');
}

import type { Language, MaterialRecord, MaterialVerdict } from '../src/register/index.ts';
import { materialVerdict, type MaterialAnswer, type RequiredMaterial } from './schemas.ts';
import { checkNote } from './answers.ts';

/** A checked verdict on one required material. */
export interface JudgedMaterial {
  code: string;
  verdict: MaterialVerdict;
  reason: string | undefined;
}

/**
 * What does not fit between a requirement and what was handed in; `ok` when all fits (clause 2.3.1: number,
 * form, signature, seal). Whether a file shows an original is judged by eye. A material that may be left out is
 * never missing.
 */
export function compareMaterial(
  required: RequiredMaterial,
  handedIn: MaterialRecord | undefined,
): MaterialVerdict {
  const pieces = handedIn ? handedIn.originals + handedIn.copies : 0;
  if (!handedIn || (handedIn.form === 'paper' && pieces === 0)) return required.isRequired ? 'missing' : 'ok';
  if (pieces > 0) {
    const needsOriginal = required.form === 'original' && handedIn.form === 'paper';
    if (needsOriginal && handedIn.originals === 0) return 'wrongForm';
    if ((needsOriginal ? handedIn.originals : pieces) < required.copies) return 'copiesShort';
  }
  if (required.needsSignature && !handedIn.isSigned) return 'unsigned';
  if (required.needsSeal && !handedIn.isSealed) return 'unsealed';
  return 'ok';
}

/** `原件 2 份，须签字、盖章。填写完整` for the clerk's form. */
export function requirementText(required: RequiredMaterial): string {
  const form = { original: '原件', copy: '复印件', any: '原件或复印件' }[required.form];
  const marks = [...(required.needsSignature ? ['签字'] : []), ...(required.needsSeal ? ['盖章'] : [])];
  const must = marks.length > 0 ? `，须${marks.join('、')}` : '';
  const optional = required.isRequired ? '' : '（可不交）';
  return `${form} ${required.copies} 份${must}${optional}。${required.standard}`;
}

/** `原件 1 份，复印件 2 份，共 3 页，已签字，未盖章` for the clerk's form. */
export function submittedText(handedIn: MaterialRecord | undefined): string {
  if (!handedIn) return '未提交';
  const { form, originals, copies, pages, isSigned, isSealed } = handedIn;
  const pieces = [
    ...(originals > 0 ? [`原件 ${originals} 份`] : []),
    ...(copies > 0 ? [`复印件 ${copies} 份`] : []),
  ];
  if (form === 'paper' && pieces.length === 0) return '未提交';
  return [
    ...(form === 'electronic' ? ['电子文件', ...pieces] : pieces),
    ...(pages ? [`共 ${pages} 页`] : []),
    isSigned ? '已签字' : '未签字',
    isSealed ? '已盖章' : '未盖章',
  ].join('，');
}

export const materialProblems = {
  list: '请对清单中的每一项资料各给出一个结论后再提交。',
  reason: '请为每项结论不是“符合”的资料写明需要补什么。',
} as const;

/**
 * Checks the verdicts against the list: every required code exactly once, a reason where something is wrong.
 * `problem` is for the person who answered.
 */
export function checkMaterialAnswers(
  required: readonly RequiredMaterial[],
  answers: readonly MaterialAnswer[] | null | undefined,
): { materials: JudgedMaterial[]; problem: string | undefined } {
  const materials: JudgedMaterial[] = [];
  const refuse = (problem: string) => ({ materials: [], problem });
  if ((answers ?? []).length !== required.length) return refuse(materialProblems.list);
  for (const row of required) {
    const [answer, second] = (answers ?? []).filter((candidate) => candidate.materialCode === row.code);
    const verdict = materialVerdict.safeParse(answer?.verdict);
    if (!answer || second || !verdict.success) return refuse(materialProblems.list);
    const { note: reason, problem } = checkNote(answer.reasonNote);
    if (problem) return refuse(problem);
    const judged = { code: row.code, verdict: verdict.data, reason };
    if (isDeficient(row, judged) && reason === undefined) return refuse(materialProblems.reason);
    materials.push(judged);
  }
  return { materials, problem: undefined };
}

/** Whether the customer must be asked. What may be left out and was left out is no defect. */
export function isDeficient(
  required: RequiredMaterial,
  { verdict }: Pick<JudgedMaterial, 'verdict'>,
): boolean {
  return verdict !== 'ok' && (required.isRequired || verdict !== 'missing');
}

/** Name and requirement in the customer's language, where the table has it. */
export function inLanguage(
  required: RequiredMaterial,
  language: Language,
): { name: string; standard: string } {
  const { name, nameEn, standard, standardEn } = required;
  return language === 'en' ? { name: nameEn ?? name, standard: standardEn ?? standard } : { name, standard };
}

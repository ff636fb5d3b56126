import { z } from 'zod';
import { openHop as open } from '../../src/register/index.ts';
import { checkNote, codeOrNothing, recordAnswer } from '../answers.ts';
import { answerNumber, answerText, caseId, count } from '../schemas.ts';
import { defineWorker } from '../services.ts';

const problems = {
  department: '请选择接收部门后再提交。',
  pieces: '请填写随件份数（0 至 9999 的整数）后再提交。',
} as const;

/** Writes the next row of the circulation slip (流转单, clause 2.4.2); headers `step` and `stepName`. */
export const openHop = defineWorker({
  type: 'intake.openHop',
  input: z.object({
    caseId,
    departmentCode: answerText,
    originals: answerNumber,
    copies: answerNumber,
    circulationNote: answerText,
  }),
  output: z.object({ hop: count, answerProblem: z.null() }),
  errors: ['ANSWER_INVALID'],
  async handle({ caseId, circulationNote, ...input }, context) {
    const departmentCode = codeOrNothing(input.departmentCode) ?? '';
    const originals = count.nullish().safeParse(input.originals);
    const copies = count.nullish().safeParse(input.copies);
    const { note, problem: noteProblem } = checkNote(circulationNote);
    const problem =
      departmentCode === ''
        ? problems.department
        : !originals.success || !copies.success
          ? problems.pieces
          : noteProblem;
    const answer = { decision: problem ? 'invalid' : 'handedOver', reasonCode: undefined, note, problem };
    const { hop } = await recordAnswer(context, caseId, answer, (store, handedOverBy) =>
      open(store, {
        caseId,
        departmentCode,
        handedOverBy,
        originals: originals.data ?? undefined,
        copies: copies.data ?? undefined,
        note,
        serviceElementInstanceKey: context.job.elementInstanceKey,
      }),
    );
    return { hop, answerProblem: null };
  },
});

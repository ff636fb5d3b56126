import { z } from 'zod';
import { recordMaterialVerdicts as writeVerdicts } from '../../src/register/index.ts';
import { recordAnswer } from '../answers.ts';
import { checkMaterialAnswers, isDeficient } from '../materials.ts';
import { caseId, count, materialAnswer, requiredMaterials } from '../schemas.ts';
import { defineWorker } from '../services.ts';

/** Records the verdict on each required material; headers `step` and `stepName`. */
export const recordMaterialVerdicts = defineWorker({
  type: 'intake.recordMaterialVerdicts',
  input: z.object({ caseId, requiredMaterials, materialVerdicts: z.array(materialAnswer).nullish() }),
  output: z.object({ isComplete: z.boolean(), deficientCount: count, answerProblem: z.null() }),
  errors: ['ANSWER_INVALID'],
  async handle({ caseId, requiredMaterials, materialVerdicts }, context) {
    const { materials, problem } = checkMaterialAnswers(requiredMaterials, materialVerdicts);
    const deficientCount = requiredMaterials.filter((required) =>
      materials.some((judged) => judged.code === required.code && isDeficient(required, judged)),
    ).length;
    const isComplete = deficientCount === 0;
    const decision = problem ? 'invalid' : isComplete ? 'complete' : 'incomplete';
    const answer = { decision, reasonCode: undefined, note: undefined, problem };
    await recordAnswer(context, caseId, answer, (store) => writeVerdicts(store, caseId, materials));
    return { isComplete, deficientCount, answerProblem: null };
  },
});

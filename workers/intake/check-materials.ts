import { z } from 'zod';
import { currentMaterials, getCase, startReview } from '../../src/register/index.ts';
import { decisionLimit } from '../decision-limit.ts';
import { compareMaterial, requirementText, submittedText } from '../materials.ts';
import { caseId, days, materialVerdict, requiredMaterials } from '../schemas.ts';
import { defineWorker } from '../services.ts';

const problemTexts = {
  ok: '',
  missing: '未提交',
  copiesShort: '份数不足',
  wrongForm: '要求原件',
  unsigned: '未签字',
  unsealed: '未盖章',
  illegible: '',
} as const;

/**
 * Compares what was handed in with what is required (clause 2.3.1) and proposes a verdict for each; the clerk
 * decides. After a supplement the decision limit runs on from here.
 */
export const checkMaterials = defineWorker({
  type: 'intake.checkMaterials',
  input: z.object({ caseId, requiredMaterials, decisionDays: days }),
  output: z.object({
    materialChecks: z.array(
      z.object({
        materialCode: z.string(),
        materialName: z.string(),
        requirementText: z.string(),
        submittedText: z.string(),
        ruleProblem: z.string(),
        verdict: materialVerdict,
        reasonNote: z.string(),
      }),
    ),
    decisionDueAt: z.date(),
  }),
  async handle({ caseId, requiredMaterials, decisionDays }, { register }) {
    return register.transaction(async (store) => {
      const decisionDueAt = await decisionLimit(store, await getCase(store, caseId), decisionDays);
      await startReview(store, caseId, decisionDueAt);
      const handedIn = new Map((await currentMaterials(store, caseId)).map((row) => [row.code, row]));
      const materialChecks = requiredMaterials.map((required) => {
        const own = handedIn.get(required.code);
        const verdict = compareMaterial(required, own);
        return {
          materialCode: required.code,
          materialName: required.name,
          requirementText: requirementText(required),
          submittedText: submittedText(own),
          ruleProblem: problemTexts[verdict],
          verdict,
          reasonNote: '',
        };
      });
      return { materialChecks, decisionDueAt };
    });
  },
});

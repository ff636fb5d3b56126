import { z } from 'zod';
import { getCase, openRound, supplementKey, type Language } from '../../src/register/index.ts';
import { limitWithReminder } from '../reminder.ts';
import { checkMaterialAnswers, inLanguage, isDeficient } from '../materials.ts';
import { caseId, count, days, materialAnswer, requiredMaterials } from '../schemas.ts';
import { defineWorker } from '../services.ts';

/** `未提交（请提交银行回单）`: what is wrong, and what the reviewer adds. */
function bracketed(verdict: string, reason: string, language: Language): string {
  return language === 'en' ? `${verdict} (${reason})` : `${verdict}（${reason}）`;
}

/**
 * Opens a supplement round and issues the one notice that names everything that is missing (一次性告知, clause
 * 2.3.1), in one transaction.
 */
export const openSupplementRound = defineWorker({
  type: 'intake.openSupplementRound',
  input: z.object({
    caseId,
    requiredMaterials,
    materialVerdicts: z.array(materialAnswer),
    supplementDays: days,
  }),
  output: z.object({
    round: count,
    supplementKey: z.string(),
    supplementDueAt: z.date(),
    supplementReminderAt: z.date(),
  }),
  async handle({ caseId, requiredMaterials, materialVerdicts, supplementDays }, context) {
    const { register, notification, job, fatal } = context;
    const { materials, problem: mismatch } = checkMaterialAnswers(requiredMaterials, materialVerdicts);
    if (mismatch)
      throw fatal('materialVerdicts do not answer requiredMaterials: record them before this task.');
    return register.transaction(async (store) => {
      const { language } = await getCase(store, caseId);
      const items = requiredMaterials.flatMap((required) => {
        const judged = materials.find(({ code }) => code === required.code);
        if (!judged || !isDeficient(required, judged)) return [];
        const { name, standard } = inLanguage(required, language);
        const verdict = notification.verdictName(judged.verdict, language);
        const problem = judged.reason === undefined ? verdict : bracketed(verdict, judged.reason, language);
        return [{ code: required.code, name, problem, requirement: standard }];
      });
      if (items.length === 0) throw fatal('No material is deficient: the gateway before this task is wrong.');
      const limit = await limitWithReminder(store, supplementDays);
      const { elementInstanceKey: serviceElementInstanceKey } = job;
      const round = await openRound(store, { caseId, ...limit, items, serviceElementInstanceKey });
      await notification.issueNotice(store, {
        caseId,
        template: 'supplement-notice',
        occurrence: String(round.round),
        extra: { round: round.round },
      });
      return {
        round: round.round,
        supplementKey: supplementKey(caseId, round.round),
        supplementDueAt: round.dueAt,
        supplementReminderAt: round.reminderAt,
      };
    });
  },
});

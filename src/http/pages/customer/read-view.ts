import { getCase, listNotices, listParties, listRounds, readSurvey } from '../../../register/index.ts';
import type { HttpDeps } from '../../deps.ts';
import { staffTemplates } from '../words.ts';
import type { OfficeTexts } from './office-texts.ts';
import type { CustomerView } from './view.ts';

/** Reads what the customer's page shows of a case. */
export async function readView(
  { register, matters }: Pick<HttpDeps, 'register' | 'matters'>,
  office: OfficeTexts,
  { caseId, token }: { caseId: string; token: string },
): Promise<CustomerView> {
  const [found, parties, rounds, survey, notices] = await Promise.all([
    getCase(register, caseId),
    listParties(register, caseId),
    listRounds(register, caseId),
    readSurvey(register, caseId),
    listNotices(register, caseId),
  ]);
  const matter = matters.get(found.matterCode);
  const { surveyDueAt } = found;
  const isWithdrawing = found.withdrawalRequestedAt !== null && found.status !== 'closed';
  const reasonCode = found.outcome === 'completed' ? found.resultReasonCode : found.outcomeReasonCode;
  const isSurveyOpen = surveyDueAt !== null && surveyDueAt > register.clock.now();
  return {
    ...found,
    token,
    matterName: found.language === 'en' && matter ? matter.nameEn : found.matterName,
    windowPhone: office.phone,
    reason: reasonCode && found.status === 'closed' ? office.reason(reasonCode, found.language) : undefined,
    nameMasked: parties.find(({ role }) => role === 'customer')?.nameMasked ?? '',
    isWithdrawing,
    openRound: isWithdrawing ? undefined : rounds.find(({ status }) => status === 'waiting'),
    survey: survey
      ? { state: 'answered', score: survey.score }
      : isSurveyOpen
        ? { state: 'open', dueAt: surveyDueAt }
        : undefined,
    // A link that was sent again is no document.
    notices: notices.filter(({ template }) => !staffTemplates.has(template) && template !== 'page-link'),
  };
}

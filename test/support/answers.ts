import { z } from 'zod';

export type Answer = Readonly<Record<string, unknown>>;

/** What a person sees at a task: the task's variables by name. */
export type Seen = Readonly<Record<string, unknown>>;

export const checkRows = z.array(
  z.looseObject({
    materialCode: z.string(),
    verdict: z.string().nullish(),
    reasonNote: z.string().nullish(),
  }),
);

/** The variables that {@link usualAnswer} looks at. */
export const seenNames = ['materialChecks', 'circulationDepartmentCode'] as const;

/**
 * What a person fills in when nothing is wrong: the keys of the task's form. At the list of materials that is
 * what the system's own comparison proposes.
 */
export function usualAnswer(elementId: string, seen: Seen): Answer {
  switch (elementId) {
    case 'Task_CheckIdentity':
      return { identityDecision: 'proven' };
    case 'Task_CompareEntry':
      return { entryDecision: 'matches' };
    case 'Task_CheckCompleteness':
    case 'Task_ReviewCompleteness':
      return judgeMaterials(seen, {});
    case 'Task_ReviewCompliance':
      return { complianceDecision: 'compliant', hasSensitiveContent: false };
    case 'Task_ConfirmClassification':
      return { confirmDecision: 'confirmed' };
    case 'Task_GiveSpecialOpinion':
      return { specialDecision: 'agree' };
    case 'Task_Circulate':
      return {
        circulationDepartmentCode: seen.circulationDepartmentCode,
        circulationOriginals: 1,
        circulationCopies: 2,
      };
    case 'Task_ConfirmCustody':
      return { custodyDecision: 'received' };
    case 'Task_HandleCase':
      return { handlingResult: 'granted', collectionWay: 'counter' };
    case 'Task_FollowUpRating':
      return { followUpDecision: 'resolved', followUpReasonCode: 'slow' };
    case 'Task_ReachCustomer':
      return { reachDecision: 'reached', reachReasonCode: 'byPhone' };
    case 'Task_AnswerInquiry':
      return { answerDecision: 'answered' };
    case 'Task_CallAsker':
      return { reachDecision: 'reached', reachReasonCode: 'byPhone' };
    default:
      throw new Error(`Nobody knows how to answer ${elementId}: add it to test/support/answers.ts.`);
  }
}

/** The list of materials with other verdicts for some codes; a bad verdict says what to supply. */
export function judgeMaterials(seen: Seen, verdicts: Readonly<Record<string, string>>): Answer {
  return {
    materialChecks: checkRows.parse(seen.materialChecks).map(({ materialCode, verdict, reasonNote }) => {
      const decided = verdicts[materialCode] ?? verdict ?? 'ok';
      return {
        materialCode,
        verdict: decided,
        ...(decided === 'ok' ? {} : { reasonNote: reasonNote?.trim() ? reasonNote : '请按要求重新提交' }),
      };
    }),
  };
}

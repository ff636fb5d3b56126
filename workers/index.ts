import { bindInquiry } from './care/bind-inquiry.ts';
import { closeAnswered } from './care/close-answered.ts';
import { closeUnanswered } from './care/close-unanswered.ts';
import { issueAnswer } from './care/issue-answer.ts';
import { openAnswer } from './care/open-answer.ts';
import { recordAnswer } from './care/record-answer.ts';
import { recordDecision as recordInquiryDecision } from './care/record-decision.ts';
import { tellStaff as tellResponders } from './care/tell-staff.ts';
import { acceptCase } from './intake/accept-case.ts';
import { bindCase } from './intake/bind-case.ts';
import { checkMaterials } from './intake/check-materials.ts';
import { closeCase } from './intake/close-case.ts';
import { expireSupplement } from './intake/expire-supplement.ts';
import { issueNotice } from './intake/issue-notice.ts';
import { openHop } from './intake/open-hop.ts';
import { openSupplementRound } from './intake/open-supplement-round.ts';
import { openSurvey } from './intake/open-survey.ts';
import { recordClassification } from './intake/record-classification.ts';
import { recordCustody } from './intake/record-custody.ts';
import { recordDecision } from './intake/record-decision.ts';
import { recordMaterialVerdicts } from './intake/record-material-verdicts.ts';
import { recordResult } from './intake/record-result.ts';
import { tellStaff } from './intake/tell-staff.ts';
import { verifyIdentity } from './intake/verify-identity.ts';

export type { Services } from './services.ts';

/** Every job type of the domain `intake`. */
export const intakeWorkers = [
  acceptCase,
  bindCase,
  checkMaterials,
  closeCase,
  expireSupplement,
  issueNotice,
  openHop,
  openSupplementRound,
  openSurvey,
  recordClassification,
  recordCustody,
  recordDecision,
  recordMaterialVerdicts,
  recordResult,
  tellStaff,
  verifyIdentity,
] as const;

/** Every job type of the domain `care`. */
export const careWorkers = [
  bindInquiry,
  closeAnswered,
  closeUnanswered,
  issueAnswer,
  openAnswer,
  recordAnswer,
  recordInquiryDecision,
  tellResponders,
] as const;

/** Every job type of every domain; the list that is started and that health is judged by. */
export const allWorkers = [...intakeWorkers, ...careWorkers] as const;

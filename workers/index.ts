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

/** Every job type of the domain `intake`; the list that is started and that health is judged by. */
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

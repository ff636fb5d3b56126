const dayMs = 86_400_000;

/**
 * What bare workers complete each job of the main line with: the least that takes a complete and compliant
 * application of the matter `refund-claim` the same way as our workers do.
 */
export function noOpAnswers(materialCodes: readonly string[]): Readonly<Record<string, object>> {
  const inDays = (days: number) => new Date(Date.now() + days * dayMs).toISOString();
  const recorded = { answerProblem: null };
  return {
    'intake.bindCase': {
      caseNumber: '20261124-TK-0001',
      matterCode: 'refund-claim',
      matterName: '退款申请',
      customerType: 'person',
      channel: 'web',
      hasAgent: false,
      hasPaperForm: false,
      isUrgentRequested: false,
      customerMasked: '王**',
      caseUrl: 'http://127.0.0.1:3000/console/cases/00000000-0000-4000-8000-000000000000',
      receivedAt: inDays(0),
    },
    'intake.recordClassification': { decisionDueAt: inDays(5), promisedFinishAt: inDays(20) },
    'intake.verifyIdentity': { identityFindings: [], customerMasked: '王**' },
    'intake.checkMaterials': {
      materialChecks: materialCodes.map((materialCode) => ({
        materialCode,
        materialName: '资料名称',
        requirementText: '原件 1 份，须签字。填写完整',
        submittedText: '电子文件，原件 1 份，已签字，未盖章',
        ruleProblem: '',
        verdict: 'ok',
        reasonNote: '',
      })),
      decisionDueAt: inDays(5),
    },
    'intake.recordMaterialVerdicts': { isComplete: true, deficientCount: 0, ...recorded },
    'intake.recordDecision': recorded,
    'intake.acceptCase': { acceptedAt: inDays(0), promisedFinishAt: inDays(20) },
    'intake.openHop': { hop: 1, ...recorded },
    'intake.recordCustody': recorded,
    'intake.recordResult': recorded,
    'intake.closeCase': {},
    'intake.openSurvey': { surveyDueAt: inDays(5), surveyReminderAt: inDays(4) },
    'intake.issueNotice': {},
  };
}

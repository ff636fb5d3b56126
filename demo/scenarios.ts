import { judgeMaterials } from '../test/support/answers.ts';
import type { Plan } from '../test/support/people.ts';
import type { CaseWish } from '../test/support/sample-case.ts';
import { createPeople } from '../test/support/sample-people.ts';

/** One intake of the demo: who hands in what, what the staff decide, what the customer does. */
export interface Scenario {
  /** What is special about it, for the table. */
  story: string;
  wish: CaseWish;
  /** What staff answer other than usual, mistakes included. */
  plan?: Plan;
  /** The customer withdraws once this task is waiting. */
  withdrawsAt?: string;
  /** Supplies what is missing when asked; true unless told. */
  supplements?: boolean;
  /** The rating after the result; 5 unless told, null: never answers. */
  score?: number | null;
  comment?: string;
  /** The case stays at this task for whoever tries the demo. */
  leaveAt?: string;
}

/** Thirty intakes; the same seed gives the same customers. */
export function createScenarios(seed: number): Scenario[] {
  const people = createPeople(seed);
  const person = () => people.person();
  const company = () => people.company();
  const unsigned = { 'application-form': 'unsigned' } as const;
  return [
    {
      story: '个人退款，一次办结',
      wish: { matterCode: 'refund-claim', customer: person(), reason: '商品与描述不符，申请退款。' },
    },
    {
      story: '窗口代办，委托书齐全',
      wish: { matterCode: 'refund-claim', customer: person(), agent: person(), channel: 'counter' },
    },
    {
      story: '申请表未签字，补正后办结',
      wish: { matterCode: 'invoice-reissue', customer: person(), flaws: unsigned },
      score: 4,
    },
    {
      story: '企业入库，缺资质证书，补正后办结',
      wish: {
        matterCode: 'supplier-admission',
        customer: company(),
        flaws: { 'qualification-certificate': 'missing' },
      },
    },
    {
      story: '合同少交一份，补正后办结',
      wish: {
        matterCode: 'contract-sealing',
        customer: company(),
        flaws: { 'contract-text': 'copiesShort' },
      },
    },
    {
      story: '加急用印，立即告知值班经理',
      wish: { matterCode: 'contract-sealing', customer: company(), isUrgentRequested: true },
    },
    {
      story: '入场施工（特殊件），附条件同意',
      wish: { matterCode: 'site-entry', customer: company() },
      plan: {
        Task_GiveSpecialOpinion: [{ specialDecision: 'agreeWithConditions', specialReasonCode: 'safety' }],
      },
    },
    {
      story: '个人信息查阅（敏感件）',
      wish: { matterCode: 'data-access-request', customer: person(), reason: '查阅本人近一年的服务记录。' },
    },
    {
      story: '保修期已过，不同意',
      wish: { matterCode: 'warranty-claim', customer: person() },
      plan: {
        Task_HandleCase: [
          { handlingResult: 'refused', handlingReasonCode: 'outsideLimits', collectionWay: 'electronic' },
        ],
      },
      score: 3,
    },
    {
      story: '不属受理范围，不予受理',
      wish: { matterCode: 'warranty-claim', customer: company() },
      plan: {
        Task_ReviewCompliance: [
          {
            complianceDecision: 'nonCompliant',
            complianceReasonCode: 'outsideScope',
            solutionCode: 'applyElsewhere',
            hasSensitiveContent: false,
          },
        ],
      },
    },
    {
      story: '证件已过期，不予受理',
      wish: { matterCode: 'customer-data-change', customer: person(), documentValidUntil: '2025-06-30' },
    },
    {
      story: '委托书不含本事项，不予受理',
      wish: {
        matterCode: 'refund-claim',
        customer: person(),
        agent: person(),
        authorisation: { scope: 'other' },
      },
    },
    {
      story: '未登记证件有效期，核实后办结',
      wish: { matterCode: 'customer-data-change', customer: person(), documentValidUntil: null },
    },
    {
      story: '委托人姓名不符，核实为不实',
      wish: {
        matterCode: 'invoice-reissue',
        customer: person(),
        agent: person(),
        authorisation: { principalName: person().name },
      },
      plan: { Task_CheckIdentity: [{ identityDecision: 'notProven', identityReasonCode: 'personMismatch' }] },
    },
    {
      story: '审核时客户撤回',
      wish: { matterCode: 'refund-claim', customer: person() },
      withdrawsAt: 'Task_ReviewCompliance',
    },
    {
      story: '补正期间客户撤回',
      wish: { matterCode: 'supplier-admission', customer: company(), flaws: unsigned },
      supplements: false,
      withdrawsAt: 'supplement',
    },
    {
      story: '部门未收到原件，再次流转',
      wish: { matterCode: 'contract-sealing', customer: company(), channel: 'post' },
      plan: {
        Task_ConfirmCustody: [{ custodyDecision: 'notReceived', custodyReasonCode: 'originalsMissing' }],
      },
    },
    {
      story: '录入有误，更正后再核对',
      wish: { matterCode: 'invoice-reissue', customer: person(), channel: 'counter' },
      plan: { Task_CompareEntry: [{ entryDecision: 'corrected', entryNote: '门牌号已更正' }] },
    },
    {
      story: '审核员改为特殊件',
      wish: { matterCode: 'warranty-claim', customer: company() },
      plan: {
        Task_ConfirmClassification: [
          {
            confirmDecision: 'changed',
            newClassification: 'special',
            newServiceLevel: 'standard',
            newDepartmentCode: 'service',
            confirmReasonCode: 'specialContent',
          },
        ],
      },
    },
    {
      story: '误选结论后被系统退回重填',
      wish: { matterCode: 'refund-claim', customer: person() },
      plan: {
        Task_ReviewCompliance: [{ complianceDecision: 'nonCompliant', hasSensitiveContent: false }],
        Task_ConfirmCustody: [{ custodyDecision: 'notReceived' }],
      },
    },
    {
      story: '备注误填联系电话，被系统退回',
      wish: { matterCode: 'customer-data-change', customer: company() },
      plan: {
        Task_HandleCase: [
          { handlingResult: 'granted', collectionWay: 'post', handlingNote: '请致电 13900001234' },
        ],
      },
    },
    {
      story: '初审漏看，复核发现影像不清',
      wish: { matterCode: 'refund-claim', customer: person() },
      plan: { Task_ReviewCompleteness: [(seen) => judgeMaterials(seen, { 'payment-proof': 'illegible' })] },
      score: 4,
    },
    {
      story: 'English-speaking customer',
      wish: {
        matterCode: 'refund-claim',
        customer: person(),
        language: 'en',
        reason: 'The goods never arrived.',
      },
    },
    {
      story: '评价不满意，已回访',
      wish: { matterCode: 'warranty-claim', customer: person() },
      score: 1,
      comment: '等待时间太长。',
    },
    { story: '客户未评价', wish: { matterCode: 'invoice-reissue', customer: company() }, score: null },
    {
      story: '待收件员核对登记表',
      wish: { matterCode: 'refund-claim', customer: person(), channel: 'counter' },
      leaveAt: 'Task_CompareEntry',
    },
    {
      story: '待收件员初审资料',
      wish: {
        matterCode: 'supplier-admission',
        customer: company(),
        flaws: { 'quality-commitment': 'unsealed' },
      },
      leaveAt: 'Task_CheckCompleteness',
    },
    {
      story: '待审核员审核合规性',
      wish: { matterCode: 'data-access-request', customer: person() },
      leaveAt: 'Task_ReviewCompliance',
    },
    {
      story: '待流转专员安排流转',
      wish: { matterCode: 'contract-sealing', customer: company(), isUrgentRequested: true },
      leaveAt: 'Task_Circulate',
    },
    {
      story: '待反馈专员回访',
      wish: { matterCode: 'customer-data-change', customer: person() },
      score: 2,
      comment: '流程说明不够清楚。',
      leaveAt: 'Task_FollowUpRating',
    },
  ];
}

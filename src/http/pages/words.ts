import type {
  AuthorisationScope,
  CaseStatus,
  Channel,
  Classification,
  CustomerType,
  DocumentType,
  HopStatus,
  InquiryEntryKind,
  InquiryOutcome,
  InquiryStatus,
  InquiryTopic,
  MaterialForm,
  MaterialVerdict,
  NotificationChannel,
  NotificationState,
  Outcome,
  Result,
  ServiceLevel,
  SupplementStatus,
  SurveyReason,
} from '../../register/index.ts';

export type { MaterialVerdict } from '../../register/index.ts';

/** Codes in the words of the people who work here. One table a kind; the compiler finds a missing code. */
export const statusWords: Readonly<Record<CaseStatus, string>> = {
  registered: '已登记',
  reviewing: '审核中',
  waitingForSupplement: '待补正',
  accepted: '已受理',
  handling: '办理中',
  closed: '已结束',
};

export const outcomeWords: Readonly<Record<Outcome, string>> = {
  completed: '办结',
  notAccepted: '不予受理',
  notSupplemented: '逾期未补正',
  withdrawn: '撤回',
};

export const resultWords: Readonly<Record<Result, string>> = { granted: '通过', refused: '未通过' };

export const classificationWords: Readonly<Record<Classification, string>> = {
  routine: '常规',
  urgent: '紧急',
  special: '特殊',
};

export const serviceLevelWords: Readonly<Record<ServiceLevel, string>> = {
  standard: '标准',
  express: '加急',
};

export const channelWords: Readonly<Record<Channel, string>> = {
  web: '网页',
  counter: '窗口',
  post: '邮寄',
  email: '电子邮件',
  phone: '电话',
};

export const customerTypeWords: Readonly<Record<CustomerType, string>> = {
  person: '个人',
  organisation: '单位',
};

export const documentTypeWords: Readonly<Record<DocumentType, string>> = {
  idCard: '居民身份证',
  residencePermit: '港澳台居民居住证',
  foreignerCard: '外国人永久居留身份证',
  passport: '护照',
  creditCode: '统一社会信用代码',
};

export const scopeWords: Readonly<Record<AuthorisationScope, string>> = {
  all: '全部事项',
  'this-matter': '仅本事项',
  other: '其他事项',
};

export const verdictWords: Readonly<Record<MaterialVerdict, string>> = {
  ok: '符合',
  missing: '缺少',
  copiesShort: '份数不足',
  wrongForm: '形式不符',
  unsigned: '未签字',
  unsealed: '未盖章',
  illegible: '无法辨认',
};

export const materialFormWords: Readonly<Record<MaterialForm, string>> = {
  paper: '纸质',
  electronic: '电子',
};

export const supplementWords: Readonly<Record<SupplementStatus, string>> = {
  waiting: '等待补正',
  received: '已收到',
  expired: '已逾期',
  closed: '已终止',
};

export const hopWords: Readonly<Record<HopStatus, string>> = {
  handedOver: '已移交，待签收',
  received: '已签收',
  notReceived: '未收到',
};

export const notificationChannelWords: Readonly<Record<NotificationChannel, string>> = {
  sms: '短信',
  email: '邮件',
};

export const notificationWords: Readonly<Record<NotificationState, string>> = {
  planned: '待发送',
  sending: '发送中',
  sent: '已发送',
  delivered: '已送达',
  failed: '发送失败',
  unknown: '结果未知',
  notSent: '未发往手机（未配置短信服务）',
};

export const departmentWords: Readonly<Record<string, string>> = {
  procurement: '采购部',
  legal: '法务部',
  finance: '财务部',
  service: '客服部',
  security: '安保部',
  data: '信息部',
};

const roleWords: Readonly<Record<string, string>> = {
  'intake-clerk': '收件员',
  reviewer: '审核员',
  'circulation-specialist': '流转专员',
  'feedback-specialist': '反馈专员',
  manager: '主管',
};

/** The word for a code, or the code itself: a process owner may have added one to a form or table. */
export function wordFor(words: Readonly<Record<string, string>>, code: string | null | undefined): string {
  if (!code) return '';
  return Object.hasOwn(words, code) ? (words[code] ?? code) : code;
}

/** Roles as people say them: 收件员、财务部. */
export function rolesText(roles: readonly string[]): string {
  return roles
    .map((role) =>
      role.startsWith('department-')
        ? wordFor(departmentWords, role.slice('department-'.length))
        : wordFor(roleWords, role),
    )
    .join('、');
}

/** Answers that forms offer, in the forms' own words; and what the register notes for steps without a choice. */
export const decisionWords: Readonly<Record<string, string>> = {
  proven: '属实',
  notProven: '不实',
  matches: '与纸质登记表一致',
  corrected: '有误，已在案卷中更正',
  complete: '齐全',
  incomplete: '不齐全',
  compliant: '合规，予以受理',
  nonCompliant: '不合规，不予受理',
  confirmed: '同意',
  changed: '更改',
  agree: '同意办理',
  agreeWithConditions: '附条件同意',
  disagree: '不同意办理',
  handedOver: '已移交',
  received: '件数相符，签收',
  notReceived: '不签收',
  granted: '同意',
  refused: '不同意',
  resolved: '已沟通解决',
  escalated: '转相关部门改进',
  reached: '已通知到客户',
  unreachable: '未能联系上',
  answered: '已写好答复',
  unanswered: '无需答复',
};

/** Reasons and solutions that forms offer, in the forms' own words. */
export const reasonWords: Readonly<Record<string, string>> = {
  documentNotGenuine: '证件不真实',
  documentExpired: '证件已过期',
  personMismatch: '人证不符',
  authorisationMissing: '没有授权委托书',
  authorisationExpired: '授权已过期',
  authorisationScope: '授权不含本事项',
  guardianMissing: '未成年人无监护人同意',
  outsideScope: '不属于本公司受理范围',
  unlawful: '不符合法律法规',
  againstStandard: '不符合行业标准',
  againstCompanyRules: '不符合公司规定',
  conditionsNotMet: '不具备办理条件',
  untrueMaterials: '资料内容不真实',
  applyElsewhere: '向有权办理的单位申请',
  correctAndReapply: '改正后重新申请',
  useOtherMatter: '改办其他事项',
  noAlternative: '暂无替代办法',
  urgencyFound: '情况紧急',
  urgencyUnfounded: '无需加急',
  specialContent: '内容特殊',
  notSpecial: '内容不特殊',
  otherDepartment: '应由其他部门承办',
  legalRisk: '法律风险',
  personalData: '个人信息保护',
  safety: '安全',
  tradeSecret: '商业秘密',
  expertNeeded: '需听取专业意见',
  notArrived: '收件未送到',
  originalsMissing: '原件不全',
  countMismatch: '份数不符',
  damaged: '资料破损',
  wrongDepartment: '不属本部门',
  evidenceInsufficient: '依据不足',
  outsideLimits: '超出限额或期限',
  alreadySettled: '已办理过',
  specialOpinion: '审核意见不同意',
  slow: '办理太慢',
  attitude: '服务态度',
  unclear: '告知不清',
  result: '对结果不认同',
  inconvenience: '手续不便',
  byPhone: '电话通知到',
  byPost: '书面邮寄',
  inPerson: '当面告知',
  phoneUnanswered: '电话无人接听',
  contactInvalid: '联系方式失效',
  duplicateQuestion: '重复提问',
  askerSettled: '咨询人表示已解决',
  notAQuestion: '内容与咨询无关',
};

/** Reasons of a rating, in the words of the customers' form. */
export const surveyReasonWords: Readonly<Record<SurveyReason, string>> = {
  slow: '办理时间长',
  unclear: '说明不清楚',
  attitude: '服务态度',
  repeated: '多次往返',
  result: '对结果有异议',
  good: '办理顺利',
};

/** How the customer gets the result. */
export const collectionWords: Readonly<Record<string, string>> = {
  counter: '窗口领取',
  post: '邮寄',
  electronic: '电子送达',
  none: '无需领取',
};

/** Questions (咨询): what they are about, where they stand, how they ended, who speaks. */
export const inquiryTopicWords: Readonly<Record<InquiryTopic, string>> = {
  requirements: '办理条件和资料',
  howTo: '怎么办、去哪办',
  progress: '办理进度',
  reviewResult: '对审核结果的疑问',
  other: '其他问题',
};

export const inquiryStatusWords: Readonly<Record<InquiryStatus, string>> = {
  received: '待答复',
  answered: '已答复，可追问',
  closed: '已结束',
};

export const inquiryOutcomeWords: Readonly<Record<InquiryOutcome, string>> = {
  onTheSpot: '已当场答复',
  byGuide: '已按指南答复',
  byStaff: '已答复',
  unanswered: '未答复',
};

export const inquiryEntryWords: Readonly<Record<InquiryEntryKind, string>> = {
  question: '提问',
  guide: '已发办事指南',
  answer: '答复',
};

/** Notices by template, to customers and to staff. */
export const noticeWords: Readonly<Record<string, string>> = {
  receipt: '收件回执',
  'supplement-notice': '一次性补正告知书',
  'supplement-reminder': '补正提醒',
  'supplement-received': '补正材料接收单',
  acceptance: '受理通知书',
  'non-acceptance': '不予受理通知书',
  'not-supplemented': '逾期未补正告知书',
  result: '办理结果通知书',
  'survey-reminder': '评价提醒',
  withdrawal: '撤回确认书',
  'page-link': '查询链接（客户索取）',
  'urgent-case': '紧急收件提醒（内部）',
  'task-overdue': '任务逾期提醒（内部）',
  'appointment-confirmation': '预约确认',
  'inquiry-guide': '办事指南',
  'inquiry-answer': '咨询答复',
  'inquiry-reminder': '咨询答复提醒（内部）',
  'inquiry-overdue': '咨询逾期提醒（内部）',
};

/** What a written opinion can be about. */
export const opinionPlaces: Readonly<Record<string, string>> = {
  Task_GiveSpecialOpinion: '特殊业务意见',
  Task_ReviewCompliance: '合规审核意见',
  Task_HandleCase: '办理意见',
  Task_FollowUpRating: '评价回访',
};

/** Templates of messages to staff: none of the customer's business. */
export const staffTemplates: ReadonlySet<string> = new Set([
  'urgent-case',
  'task-overdue',
  'inquiry-reminder',
  'inquiry-overdue',
]);

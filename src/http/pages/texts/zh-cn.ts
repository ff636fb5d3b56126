import { wordFor } from '../words.ts';

const collectionWays: Readonly<Record<string, string>> = {
  counter: '请携带有效证件到收件窗口领取',
  post: '将按您登记的地址邮寄',
  electronic: '以电子方式送达',
  none: '无需领取',
};

const templates: Readonly<Record<string, string>> = {
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
  'page-link': '查询链接',
};

/** What customers read, in Chinese. The English file has the same keys. */
export const zhCn = {
  window: '收件受理窗口',
  skip: '跳到正文',
  caseNumber: (number: string) => `收件编号 ${number}`,
  applicant: '申请人',
  footer: (phone: string) => `如有疑问，请致电收件窗口 ${phone}，并告知收件编号。请勿将本页链接转发他人。`,

  steps: { received: '收到', review: '审核', acceptance: '受理', handling: '办理', finish: '办结' },
  stepNotAccepted: '不予受理',
  stepNotSupplemented: '未受理',
  stepWithdrawn: '已撤回',
  stepNow: '进行中',
  progress: '办理进度',
  decisionBy: (date: string) => `预计不晚于 ${date} 告知是否受理`,
  promisedBy: (date: string) => `承诺不晚于 ${date} 办结`,

  standing: {
    registered: '我们已收到您的资料，正在登记和核对。',
    reviewing: '我们正在审核您的资料。',
    waitingForSupplement: '还缺少一些资料，请您补充。补充期间不计入办理时限。',
    accepted: '您的申请已受理，正在安排办理。',
    handling: '承办部门正在办理。',
    granted: '已办结：您的申请已通过。',
    refused: '已办结：您的申请未获通过。',
    completed: '已办结。',
    notAccepted: '很抱歉，本件不予受理。',
    notSupplemented: '因未在期限内收到补充资料，本件未予受理。您可以备齐资料后重新申请。',
    withdrawn: '已按您的申请撤回，本件不再办理。',
    withdrawing: '我们已收到您的撤回申请，正在处理。',
  },
  reason: '原因',
  collection: '领取方式',
  collectionText: (way: string | null) => wordFor(collectionWays, way),

  supplementTitle: '需要补充的资料',
  supplementUntil: (date: string) => `请在 ${date} 前一次补齐，逾期将不予受理。`,
  supplementDoneTitle: '补充资料已收到',
  supplementDone: '谢谢！我们将继续审核，结果会另行通知。',
  supplementEmpty: '请至少选择一个文件后再提交。',

  noRequirement: '请按告知书补充',
  missing: (labels: string) => `请填写或勾选：${labels}。`,
  listSeparator: '、',
  sending: '正在提交，请稍候…',
  /** The form viewer's own sentences; what is missing here stays in English. */
  viewer: {
    'Field is required.': '请填写或选择此项。',
    'Field must have maximum length of {value}.': '不能超过 {value} 个字。',
    'Field must have minimum value of {value}.': '不能小于 {value}。',
    'Field must have maximum value of {value}.': '不能大于 {value}。',
    'Value is not a number.': '请填写数字。',
    'Value is expected to be an integer.': '请填写整数。',
    Increment: '增加',
    Decrement: '减少',
  } as Readonly<Record<string, string>>,

  withdrawLink: '撤回申请',
  withdrawTitle: '撤回申请',
  withdrawDoneTitle: '撤回申请已收到',
  withdrawDone: '我们会停止办理并另行通知您。如已作出办理结果，以结果为准。',

  surveyTitle: '请为本次服务评分',
  surveyUntil: (date: string) => `评价截止 ${date}，只能评价一次。`,
  surveyNoScore: '请选择一个评分后再提交。',
  surveyUnreadable: '意见过长或含有无法识别的字符，请修改后重新提交。',
  surveyDoneTitle: '感谢您的评价',
  surveyDone: '您的意见会帮助我们改进服务。',
  surveyGiven: (score: string) => `您的评价：${score}`,

  noticesTitle: '已发出的文书',
  linkHidden: '（链接只在当时的短信或邮件中）',
  print: '打印',
  templateText: (template: string) => wordFor(templates, template),

  back: '返回办件页面',
  linkTitle: '链接无效或已过期',
  linkHelp: '请使用最近一次短信或邮件中的链接；也可以凭收件编号和查询码查询，或让我们把新链接发给您。',
  linkQuery: '凭收件编号查询',

  query: {
    title: '查询办件进度',
    intro: (minutes: number) => `收件编号和查询码在收件回执上。查询后 ${minutes} 分钟内可查看和办理。`,
    number: '收件编号',
    numberHint: '例如 20260302-TK-0001',
    secret: '查询码',
    secretHint: '8 位字母和数字，不分大小写',
    send: '查询',
    wrong: (failures: number, minutes: number) =>
      `收件编号或查询码不正确，请核对后重试。${minutes} 分钟内连续输错 ${failures} 次的，该收件 ${minutes} 分钟内不能凭查询码查询。`,
    againTitle: '没有查询码？',
    againText: '填写收件编号，我们把新的链接发到您登记的手机和邮箱。',
    againSend: '重新发送链接',
    againDoneTitle: '已收到您的请求',
    againDone: (minutes: number) =>
      `如编号无误，新的链接会发到登记的手机和邮箱，请几分钟后查收。${minutes} 分钟内只发一次。没有收到的，请致电收件窗口。`,
    back: '返回查询',
    otherLanguage: 'English',
  },
  late: {
    supplementNotOpen: ['目前不需要补充资料', '本件没有待补充的资料，或您的补充资料已经收到。'],
    supplementTooLate: ['补充期限已过', '补充期限已届满，无法再提交。您可以备齐资料后重新申请。'],
    withdrawalNotPossible: ['已不能撤回', '本件已办结或已撤回。'],
    surveyNotOpen: ['目前不能评价', '评价尚未开放，或评价期限已过。'],
    surveyAnswered: ['您已评价过', '每件只能评价一次，感谢您的反馈。'],
  },
};

export type CustomerTexts = typeof zhCn;

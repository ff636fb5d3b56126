import type { Language } from '../../language.ts';

/** What stands on a printed receipt. */
export interface ReceiptTexts {
  title: string;
  noticeNumber: string;
  caseNumber: string;
  matter: string;
  applicant: string;
  document: string;
  agent: string;
  receivedAt: string;
  channel: string;
  receivedBy: string;
  self: string;
  listTitle: string;
  columns: readonly [string, string, string, string, string, string];
  forms: Readonly<Record<'paper' | 'electronic', string>>;
  nothing: string;
  notAcceptance: string;
  decisionBy: (moment: string) => string;
  progress: string;
  progressCode: string;
  secret: string;
  secretHint: string;
  window: string;
  hours: string;
  phone: string;
  supervision: string;
  signatures: readonly [string, string, string];
}

const texts: Readonly<Record<Language, ReceiptTexts>> = {
  'zh-CN': {
    title: '收件回执',
    noticeNumber: '文书编号',
    caseNumber: '收件编号',
    matter: '办理事项',
    applicant: '申请人',
    document: '证件',
    agent: '代理人',
    receivedAt: '收到时间',
    channel: '提交方式',
    receivedBy: '经手人',
    self: '客户自助提交',
    listTitle: '收到的资料',
    columns: ['序号', '资料名称', '形式', '原件（份）', '复印件（份）', '页数'],
    forms: { paper: '纸质', electronic: '电子' },
    nothing: '未提交资料。',
    notAcceptance: '收件不等于受理。',
    decisionBy: (moment) =>
      `我们将在 ${moment} 前告知您是否受理；如资料不齐，会一次性告知需要补充的全部内容。`,
    progress: '扫码查询进度，或打开：',
    progressCode: '查询办理进度的二维码',
    secret: '查询码',
    secretHint: '查询时须输入收件编号和查询码，请妥善保管本回执。',
    window: '收件窗口',
    hours: '办公时间',
    phone: '咨询电话',
    supervision: '监督电话',
    signatures: ['收件人（签字）', '客户（签字）', '日期'],
  },
  en: {
    title: 'Receipt of documents',
    noticeNumber: 'Receipt no.',
    caseNumber: 'Case number',
    matter: 'Matter',
    applicant: 'Applicant',
    document: 'Identity document',
    agent: 'Agent',
    receivedAt: 'Received at',
    channel: 'Handed in by',
    receivedBy: 'Received by',
    self: 'the customer online',
    listTitle: 'Documents received',
    columns: ['No.', 'Document', 'Form', 'Originals', 'Copies', 'Pages'],
    forms: { paper: 'paper', electronic: 'electronic' },
    nothing: 'No documents were handed in.',
    notAcceptance: 'Receipt is not acceptance.',
    decisionBy: (moment) =>
      `We will tell you by ${moment} whether we accept the application; if anything is missing, one notice will name all of it.`,
    progress: 'Scan to see the progress, or open:',
    progressCode: 'QR code that leads to the progress of the case',
    secret: 'Query code',
    secretHint: 'The progress page asks for case number and query code; please keep this receipt safe.',
    window: 'Intake window',
    hours: 'Office hours',
    phone: 'Questions',
    supervision: 'Supervision',
    signatures: ['Clerk (signature)', 'Customer (signature)', 'Date'],
  },
};

export function receiptTexts(language: Language): ReceiptTexts {
  return texts[language];
}

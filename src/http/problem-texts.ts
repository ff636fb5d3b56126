import type { Texts } from './language.ts';

interface ProblemText {
  status: number;
  title: Texts;
  /** What has happened and what to do next. */
  detail: Texts;
}

const text = (status: number, title: [string, string], detail: [string, string]): ProblemText => ({
  status,
  title: { 'zh-CN': title[0], en: title[1] },
  detail: { 'zh-CN': detail[0], en: detail[1] },
});

/** Every refusal the web side knows. The code is part of the interface: clients branch on it. */
export const problems = {
  'fields-invalid': text(
    400,
    ['填写有误', 'Some fields are not right'],
    ['请按各栏提示改正后重新提交。', 'Please correct the fields named below and send again.'],
  ),
  'malformed-request': text(
    400,
    ['请求无法识别', 'The request cannot be read'],
    ['请检查提交内容的格式后重试。', 'Please check the format of what you sent and try again.'],
  ),
  'login-required': text(
    401,
    ['请先登录', 'Please log in'],
    ['此功能仅供工作人员使用，请登录后再试。', 'This is for staff only. Please log in and try again.'],
  ),
  'login-failed': text(
    401,
    ['登录未成功', 'Login was not successful'],
    [
      '用户名或密码不正确。连续多次错误后账号将暂停登录十五分钟。',
      'User name or password is not right. After several failures the account pauses for fifteen minutes.',
    ],
  ),
  'role-required': text(
    403,
    ['没有权限', 'Not allowed'],
    [
      '您的岗位无权进行此操作，如有需要请联系主管。',
      'Your role does not allow this. Please ask your manager.',
    ],
  ),
  'origin-refused': text(
    403,
    ['请求来源不受信任', 'The request came from elsewhere'],
    ['请从本系统页面重新操作。', 'Please repeat the action from a page of this system.'],
  ),
  'signature-refused': text(
    403,
    ['签名不符', 'The signature does not match'],
    ['回执签名无效，内容未被接收。', 'The report is not signed by the provider and was not recorded.'],
  ),
  'not-found': text(
    404,
    ['找不到页面', 'Not found'],
    ['地址不存在，或您无权查看。', 'There is nothing at this address, or it is not yours to see.'],
  ),
  'case-not-found': text(
    404,
    ['找不到收件', 'Case not found'],
    ['该收件不存在，或不在您可查看的范围内。', 'There is no such case, or it is not yours to see.'],
  ),
  'link-not-valid': text(
    404,
    ['链接无效', 'The link is not valid'],
    [
      '链接不存在、已过期或已停用。请使用最近一次通知中的链接，或联系收件窗口。',
      'The link does not exist, has expired or was withdrawn. Use the link of your latest notice, or ask the window.',
    ],
  ),
  'document-not-found': text(
    404,
    ['找不到文件', 'Document not found'],
    ['该文件不存在，或不在您可查看的范围内。', 'There is no such document, or it is not yours to see.'],
  ),
  'supplement-not-open': text(
    409,
    ['目前不需要补正', 'No supplement is expected'],
    [
      '本件目前没有待补正的资料，或已收到您的补正。请在办件页面查看最新进度。',
      'Nothing is missing at present, or your supplement has already arrived. Please see the current state.',
    ],
  ),
  'supplement-too-late': text(
    409,
    ['补正期限已过', 'The time for supplements is over'],
    [
      '补正期限已届满，无法再提交补正资料。如需办理，请重新提交申请。',
      'The deadline has passed. Please apply again.',
    ],
  ),
  'withdrawal-not-possible': text(
    409,
    ['已不能撤回', 'Withdrawal is no longer possible'],
    ['本件已办结或已撤回，无法再撤回。', 'The case is finished or already withdrawn.'],
  ),
  'survey-not-open': text(
    409,
    ['目前不能评价', 'Rating is not open'],
    ['评价尚未开放，或评价期限已过。', 'Rating has not opened yet, or its time is over.'],
  ),
  'survey-already-answered': text(
    409,
    ['已收到您的评价', 'You have already rated'],
    ['每件只能评价一次，感谢您的反馈。', 'A case is rated once. Thank you for your feedback.'],
  ),
  'case-closed': text(
    409,
    ['收件已结束', 'The case is closed'],
    ['本件已办结，不能再添加文件。', 'The case is finished; no more files can be added.'],
  ),
  'request-differs': text(
    409,
    ['重复提交的内容不同', 'The repeated request differs'],
    [
      '该 Idempotency-Key 已用于另一份内容不同的申请，请换用新的值。',
      'This Idempotency-Key belongs to another application. Please use a new one.',
    ],
  ),
  'document-lost': text(
    410,
    ['文件已不可用', 'The document is gone'],
    [
      '文件登记在册，但存储中已找不到，请联系数据管理员。',
      'The record exists but its file does not. Please tell the data custodian.',
    ],
  ),
  'body-too-large': text(
    413,
    ['提交内容过大', 'Too much at once'],
    ['提交内容超过上限，请减少文件数量或大小后重试。', 'Please send fewer or smaller files.'],
  ),
  'media-type-not-supported': text(
    415,
    ['内容类型不受支持', 'The content type is not supported'],
    [
      '请使用 application/json 或 multipart/form-data 提交。',
      'Please send application/json or multipart/form-data.',
    ],
  ),
  'too-many-requests': text(
    429,
    ['操作过于频繁', 'Too many requests'],
    ['请稍候片刻再试。', 'Please wait a moment and try again.'],
  ),
  internal: text(
    500,
    ['系统暂时无法处理', 'Something went wrong here'],
    [
      '内容未能保存，请稍后重试；如仍不成功，请联系收件窗口。',
      'Please try again later; if it fails again, ask the window.',
    ],
  ),
} satisfies Record<string, ProblemText>;

export type ProblemCode = keyof typeof problems;

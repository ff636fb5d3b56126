import type { Language, Texts } from './language.ts';

/** One wrong field; `field` is a path such as `customer.phone`, `values` fill the text's places. */
export interface FieldIssue {
  field: string;
  code: FieldCode;
  values?: Readonly<Record<string, string | number>>;
}

const both = (chinese: string, english: string): Texts => ({ 'zh-CN': chinese, en: english });

/** What is wrong with a field, and what to do. Never quotes what was entered. */
const fieldTexts = {
  required: both('请填写', 'please fill this in'),
  'wrong-type': both('内容类型不正确', 'is not of the expected type'),
  'unknown-field': both('不是可填写的栏目，请删除', 'is not a known field, please remove it'),
  'not-an-option': both('请从可选项中选择：{options}', 'please choose one of: {options}'),
  'too-long': both('不能超过 {maximum} 个字', 'must not exceed {maximum} characters'),
  'too-many': both('不能超过 {maximum} 项', 'must not exceed {maximum} entries'),
  'too-small': both('不能小于 {minimum}', 'must be at least {minimum}'),
  'too-large': both('不能大于 {maximum}', 'must be at most {maximum}'),
  'control-characters': both('含有无法识别的字符，请重新输入', 'contains unreadable characters'),
  'date-invalid': both('请填写有效日期，格式为 2026-03-05', 'please give a valid date such as 2026-03-05'),
  'date-order': both('截止日期不能早于起始日期', 'must not be before the first day of validity'),
  'phone-invalid': both(
    '请填写 11 位手机号码、带区号的座机号码，或以 + 开头的境外号码',
    'please give a mainland mobile number, a landline with area code, or a number starting with +',
  ),
  'email-invalid': both('请填写有效的电子邮箱', 'please give a valid e-mail address'),
  'contact-required': both(
    '请至少填写手机号码或电子邮箱，以便通知您',
    'please give a phone number or an e-mail address, so that we can reach you',
  ),
  'id-invalid': both('格式不正确', 'does not have the right format'),
  'document-number-invalid': both(
    '证件号码有误，请对照证件核对各位数字与校验位',
    'the document number cannot be right, please compare it with the document',
  ),
  'document-type-mismatch': both(
    '单位请使用统一社会信用代码，个人请使用个人证件',
    'organisations use their credit code, persons a personal document',
  ),
  'matter-unknown': both('没有这个办理事项，请从事项清单中选择', 'is not a matter of the list'),
  'authorisation-required': both(
    '由代理人办理时，请填写授权委托信息（委托人、范围、期限）',
    'an agent needs an authorisation: principal, scope and validity',
  ),
  'agent-required': both(
    '已填写授权委托，请同时填写代理人信息',
    'an authorisation needs an agent: please add the agent or leave it out',
  ),
  'agent-document-type': both('代理人请使用个人证件', 'the agent uses a personal document'),
  'channel-not-allowed': both(
    '网上提交时，收件渠道只能是 web',
    'only staff may register cases that arrive by another channel than web',
  ),
  'consent-required': both(
    '请先阅读并同意个人信息处理说明，并注明现行版本',
    'please read and accept the notice on personal data, and name its current version',
  ),
  'material-unknown': both(
    '该事项不需要这份资料，请从清单中选择',
    'is not among the materials of this matter',
  ),
  'material-not-missing': both('这份资料不在本次补正清单内', 'is not among the items to be supplemented'),
  'material-repeated': both('同一资料只能登记一次', 'is listed more than once'),
  'material-count': both('原件与复印件份数不能都为 0', 'originals and copies must not both be 0'),
  'file-field-unknown': both(
    '文件栏名应为 document.<资料代码>,且该资料应列在资料清单中',
    'files are named document.<material code>, and the material is in the list',
  ),
  'file-too-large': both('单个文件不能超过 {megabytes} MB', 'a file must not exceed {megabytes} MB'),
  'file-too-many': both('一次最多上传 {maximum} 个文件', 'at most {maximum} files at once'),
  'file-empty': both('文件是空的，请重新选择', 'the file is empty'),
  'file-type-refused': both(
    '文件内容不是可接收的类型，可上传：{extensions}',
    'the content is not of an accepted type, these are: {extensions}',
  ),
  'nothing-submitted': both('请至少提交一项资料', 'please hand in at least one item'),
} satisfies Record<string, Texts>;

export type FieldCode = keyof typeof fieldTexts;

export function isFieldCode(code: string): code is FieldCode {
  return code in fieldTexts;
}

const labels: Readonly<Record<string, Texts>> = {
  matterCode: both('办理事项', 'matter'),
  customerType: both('客户类型', 'customer type'),
  channel: both('收件渠道', 'channel'),
  language: both('语言', 'language'),
  reason: both('收件事由', 'reason'),
  reasons: both('评价理由', 'reasons'),
  isUrgentRequested: both('是否加急', 'urgent'),
  consentVersion: both('个人信息处理说明', 'consent'),
  customer: both('客户', 'customer'),
  agent: both('代理人', 'agent'),
  authorisation: both('授权委托', 'authorisation'),
  name: both('姓名或名称', 'name'),
  documentType: both('证件类型', 'document type'),
  documentNumber: both('证件号码', 'document number'),
  documentValidFrom: both('证件有效期起', 'document valid from'),
  documentValidUntil: both('证件有效期止', 'document valid until'),
  phone: both('联系电话', 'phone'),
  email: both('电子邮箱', 'e-mail'),
  address: both('联系地址', 'address'),
  scope: both('授权范围', 'scope of authority'),
  principalName: both('委托人姓名', 'principal'),
  validFrom: both('授权起始日', 'authority valid from'),
  validUntil: both('授权截止日', 'authority valid until'),
  materials: both('资料清单', 'materials'),
  items: both('补正资料', 'supplemented items'),
  code: both('资料代码', 'material code'),
  form: both('资料形式', 'form'),
  originals: both('原件份数', 'originals'),
  copies: both('复印件份数', 'copies'),
  pages: both('页数', 'pages'),
  isSigned: both('是否签字', 'signed'),
  isSealed: both('是否盖章', 'sealed'),
  nature: both('资料性质', 'nature'),
  importance: both('重要程度', 'importance'),
  score: both('评分', 'score'),
  comment: both('意见建议', 'comment'),
  username: both('用户名', 'user name'),
  password: both('密码', 'password'),
  requestId: both('Idempotency-Key', 'Idempotency-Key'),
};

/** The text for one field in the reader's language, with the field's label in front. */
export function describeField(issue: FieldIssue, language: Language): string {
  const text = fieldTexts[issue.code][language].replace(/\{(\w+)\}/g, (_place, name: string) =>
    String(issue.values?.[name] ?? ''),
  );
  const label = labels[issue.field.replace(/\[\d+\]$/, '').replace(/^.*\./, '')]?.[language];
  const name = issue.field.startsWith('document.') ? undefined : label;
  return language === 'en'
    ? `${name ? `${name}: ` : ''}${text}.`.replace(/^./, (letter) => letter.toUpperCase())
    : `${name ? `${name}：` : ''}${text}。`;
}

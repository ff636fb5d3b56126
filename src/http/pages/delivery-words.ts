import { wordFor } from './words.ts';

/** What providers answer, in words that tell the staff what to do. */
const codeWords: Readonly<Record<string, string>> = {
  SMTP_550: '收件邮箱不存在或拒收，请核对邮箱地址。',
  SMTP_551: '收件邮箱不在对方服务器上，请核对邮箱地址。',
  SMTP_552: '对方邮箱已满，请改用其他方式联系。',
  SMTP_553: '收件邮箱地址无效，请核对邮箱地址。',
  SMTP_554: '对方邮件服务器拒收，请改用其他方式联系。',
  EAUTH: '本系统登录邮件服务器失败，请联系系统管理员。',
  ECONNECTION: '连接不上邮件服务器，请联系系统管理员。',
  ECONNREFUSED: '连接不上邮件服务器，请联系系统管理员。',
  ETIMEDOUT: '邮件服务器没有响应，请联系系统管理员。',
  ESOCKET: '与邮件服务器的连接中断，请联系系统管理员。',
  EDNS: '找不到邮件服务器，请联系系统管理员。',
  SMS_20003: '短信服务账号无效，请联系系统管理员。',
  SMS_21211: '手机号码无效，请核对号码。',
  SMS_21408: '短信服务未开通该地区，请改用其他方式联系。',
  SMS_21610: '客户已退订短信，请改用其他方式联系。',
  SMS_21612: '短信服务无法发往该号码，请改用其他方式联系。',
  SMS_21614: '该号码不能接收短信，请核对号码。',
  SMS_30001: '短信服务排队已满，可以稍后重发。',
  SMS_30003: '手机关机或不在服务区，可以稍后重发。',
  SMS_30004: '短信被对方拦截，请改用其他方式联系。',
  SMS_30005: '号码是空号，请核对号码。',
  SMS_30006: '号码是座机或无法接收短信，请核对号码。',
  SMS_30007: '短信被运营商过滤，请改用其他方式联系。',
  SMS_30008: '运营商没有说明原因，可以稍后重发。',
  NOT_THERE: '短信服务商处没有这条短信。',
  ANSWER_UNREADABLE: '短信服务商的答复无法识别，请核实是否送达。',
  SMS_NO_ANSWER: '短信服务商没有答复，请核实是否送达。',
};

/** Kinds of answers whose single codes say no more. */
const kindWords: readonly (readonly [RegExp, string])[] = [
  [/^SMTP_4/, '对方邮件服务器暂时不收，系统会再次发送。'],
  [/^SMTP_5/, '对方邮件服务器拒收，请核对邮箱地址。'],
  [/^SMS_HTTP_5/, '短信服务商故障，系统会再次发送。'],
  [/^SMS_HTTP_4/, '短信服务商拒绝，请联系系统管理员。'],
  [/^SMS_/, '短信服务商报告发送失败。'],
];

/** Why a message did not simply arrive; '' without a code. */
export function deliveryErrorText(code: string | null): string {
  if (!code) return '';
  const known = wordFor(codeWords, code);
  if (known !== code) return known;
  return kindWords.find(([pattern]) => pattern.test(code))?.[1] ?? '发送时出错，请联系系统管理员。';
}

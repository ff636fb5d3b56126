import type { CaseStatus, Outcome } from '../../register/index.ts';
import type { Language, Texts } from '../language.ts';

const both = (chinese: string, english: string): Texts => ({ 'zh-CN': chinese, en: english });

const underWay: Readonly<Record<Exclude<CaseStatus, 'closed'>, Texts>> = {
  registered: both(
    '我们已收到您的申请，正在登记核对。',
    'We have received your application and are checking the entry.',
  ),
  reviewing: both('我们正在审核您提交的资料。', 'We are reviewing what you handed in.'),
  waitingForSupplement: both(
    '资料尚不齐全，请按清单在期限内补正。',
    'Something is missing. Please supply the items listed before the deadline.',
  ),
  accepted: both(
    '您的申请已受理，即将转交承办部门。',
    'Your application is accepted and goes to its department.',
  ),
  handling: both('承办部门正在办理。', 'The department is handling your case.'),
};

const ended: Readonly<Record<Outcome, Texts>> = {
  completed: both('您的申请已办结。', 'Your case is finished.'),
  notAccepted: both(
    '您的申请未予受理，原因见通知书。',
    'Your application was not accepted; the notice says why.',
  ),
  notSupplemented: both(
    '补正期限已满，资料仍不齐全，本件已退回。您可以重新申请。',
    'The missing items did not arrive in time and the case was returned. You may apply again.',
  ),
  withdrawn: both('本件已按您的要求撤回。', 'The case was withdrawn as you asked.'),
};

const withdrawing = both('我们已收到您的撤回申请，正在处理。', 'We have received your withdrawal.');

/** Where a case stands, in a sentence for the customer. */
export function progressText(
  found: { status: CaseStatus; outcome: Outcome | null; withdrawalRequestedAt: Date | null },
  language: Language,
): string {
  if (found.status === 'closed') return ended[found.outcome ?? 'completed'][language];
  return (found.withdrawalRequestedAt ? withdrawing : underWay[found.status])[language];
}

import type { CaseStatus, Outcome, Result, SupplementItem } from '../../../register/index.ts';
import type { Language } from '../../language.ts';

/** All that the customer's page shows of a case. Nothing personal but the masked name. */
export interface CustomerView {
  /** Secret of the link; only ever used as the address of forms. */
  token: string;
  language: Language;
  number: string;
  matterName: string;
  nameMasked: string;
  windowPhone: string;
  status: CaseStatus;
  outcome: Outcome | null;
  result: Result | null;
  /** Why it ended as it did, in the customer's language. */
  reason: string | undefined;
  collectionWay: string | null;
  receivedAt: Date;
  decisionDueAt: Date | null;
  acceptedAt: Date | null;
  promisedFinishAt: Date | null;
  finishedAt: Date | null;
  isWithdrawing: boolean;
  /** The round that waits for the customer, if any. */
  openRound: { round: number; dueAt: Date; items: readonly SupplementItem[] } | undefined;
  survey: { state: 'open'; dueAt: Date } | { state: 'answered'; score: number } | undefined;
  /** Those to the customer, oldest first. */
  notices: readonly CustomerNotice[];
}

/** A notice as issued. */
export interface CustomerNotice {
  id: string;
  template: string;
  number: string;
  issuedAt: Date;
  content: string;
}

/** Address of the customer's page or of one of its actions. */
export function customerPath(
  token: string,
  action?: 'supplement' | 'withdraw' | 'survey' | `notices/${string}`,
): string {
  return action ? `/c/${token}/${action}` : `/c/${token}`;
}

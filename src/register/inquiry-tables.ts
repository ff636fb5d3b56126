import type { ColumnType, Generated } from 'kysely';
import type {
  InquiryChannel,
  InquiryEntryKind,
  InquiryOutcome,
  InquiryStatus,
  InquiryTopic,
  Language,
} from './codes.ts';
import type { Optional } from './column-types.ts';

/* The tables of a question (咨询) and what belongs to it; how to read the columns: schema.ts. */

export interface InquiryNumberCounterTable {
  /** Day in Asia/Shanghai, `YYYYMMDD`. */
  day: string;
  lastNumber: number;
}

export interface InquiryTable {
  id: string;
  number: string;
  /** Chosen by the form: sent twice it is one question. */
  requestId: Optional<string>;
  channel: InquiryChannel;
  language: Language;
  topic: InquiryTopic;
  matterCode: Optional<string>;
  matterName: Optional<string>;
  /** The case that the question is about, when there is one. */
  caseId: Optional<string>;
  askerNameEnc: Optional<string>;
  /** What may be shown of the asker. */
  askerMasked: string;
  phoneEnc: Optional<string>;
  phoneMasked: Optional<string>;
  emailEnc: Optional<string>;
  status: ColumnType<InquiryStatus, InquiryStatus | undefined, InquiryStatus>;
  outcome: Optional<InquiryOutcome>;
  outcomeReasonCode: Optional<string>;
  /** Candidate group that answers. */
  answerRole: Optional<string>;
  priority: Optional<number>;
  /** How often a person was asked to answer, guide answers not counted. */
  round: Generated<number>;
  dueAt: Optional<Date>;
  answeredAt: Optional<Date>;
  /** Until when the asker can ask for more. */
  moreUntilAt: Optional<Date>;
  processInstanceKey: Optional<string>;
  /** `customer` or a staff username. */
  receivedBy: string;
  receivedAt: Date;
  closedAt: Optional<Date>;
}

export interface InquiryEntryTable {
  inquiryId: string;
  seq: number;
  kind: InquiryEntryKind;
  /** Null for `guide`: what was sent is kept with the notice. */
  textEnc: Optional<string>;
  /** `customer`, `system` or a staff username. */
  writtenBy: string;
  writtenAt: Date;
}

export interface InquiryStepTable {
  id: string;
  inquiryId: string;
  elementId: string;
  name: string;
  /** Which completion of this user task this is, from 1; refused answers count. */
  occurrence: number;
  decision: string;
  reasonCode: Optional<string>;
  note: Optional<string>;
  isValid: boolean;
  decidedBy: string;
  decidedAt: Date;
  serviceElementInstanceKey: string;
}

export interface InquiryTokenTable {
  tokenHash: string;
  inquiryId: string;
  createdAt: Date;
  expiresAt: Date;
}

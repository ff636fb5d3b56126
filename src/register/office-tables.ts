import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { CustomerType, Language, NotificationChannel, NotificationState } from './codes.ts';
import type { Optional } from './column-types.ts';

/* Staff, notices, messages, audit trail and calendar; how to read the columns: schema.ts. */

export interface StaffTable {
  id: string;
  username: string;
  displayName: string;
  emailEnc: Optional<string>;
  passwordHash: string;
  groups: JSONColumnType<string[]>;
  isActive: Generated<boolean>;
  failedAttempts: Generated<number>;
  lockedUntil: Optional<Date>;
  lastLoginAt: Optional<Date>;
  createdAt: Date;
}

export interface SessionTable {
  /** Names the session where its token must not stand. */
  id: Generated<string>;
  tokenHash: string;
  staffId: string;
  createdAt: Date;
  expiresAt: Date;
  /** To some minutes. */
  lastUsedAt: Optional<Date>;
  revokedAt: Optional<Date>;
}

export interface NoticeNumberCounterTable {
  year: number;
  /** Short name of the kind of notice, such as 补. */
  series: string;
  lastNumber: number;
}

export interface NoticeTable {
  id: string;
  /** A notice belongs to a case, a question or an appointment: the other two are null. */
  caseId: Optional<string>;
  inquiryId: Optional<string>;
  appointmentId: Optional<string>;
  template: string;
  /** Business key of this issue within case or question and template: `1`, the round, an element instance key. */
  occurrence: string;
  number: string;
  language: Language;
  issuedAt: Date;
  /** The text as issued. */
  contentEnc: string;
}

export interface NotificationTable {
  id: string;
  noticeId: string;
  /** As the notice's. */
  caseId: Optional<string>;
  inquiryId: Optional<string>;
  appointmentId: Optional<string>;
  /** `customer` or `staff:<username>`. */
  recipient: string;
  channel: NotificationChannel;
  addressEnc: string;
  /** What may be shown of the address. */
  addressMasked: string;
  subjectEnc: Optional<string>;
  bodyEnc: string;
  state: ColumnType<NotificationState, NotificationState | undefined, NotificationState>;
  attempts: Generated<number>;
  nextAttemptAt: Date;
  claimedAt: Optional<Date>;
  providerId: Optional<string>;
  messageId: string;
  errorCode: Optional<string>;
  createdAt: Date;
  sentAt: Optional<Date>;
  deliveredAt: Optional<Date>;
}

export interface ProviderEventTable {
  providerId: string;
  /** The provider's own word. */
  status: string;
  /** Later stages of a delivery have higher ranks. */
  rank: number;
  state: NotificationState;
  errorCode: Optional<string>;
  receivedAt: Date;
}

export interface CustomerTokenTable {
  tokenHash: string;
  caseId: string;
  createdAt: Date;
  expiresAt: Date;
  revokedAt: Optional<Date>;
}

/** Files that a customer's phone brings to the counter before the case exists. */
export interface HandoverTable {
  id: string;
  tokenHash: string;
  /** Staff id. */
  createdBy: string;
  matterCode: string;
  customerType: CustomerType;
  hasAgent: boolean;
  createdAt: Date;
  expiresAt: Date;
  closedAt: Optional<Date>;
  /** The case that the files went to. */
  caseId: Optional<string>;
}

export interface HandoverDocumentTable {
  id: string;
  handoverId: string;
  materialCode: Optional<string>;
  sha256: string;
  size: number;
  mediaType: string;
  fileNameEnc: string;
  /** `customer` or a staff username. */
  uploadedBy: string;
  uploadedAt: Date;
}

export interface OutboxTable {
  id: string;
  name: string;
  correlationKey: string;
  messageId: string;
  variables: JSONColumnType<Record<string, unknown>>;
  timeToLiveMs: number;
  createdAt: Date;
  sentAt: Optional<Date>;
  attempts: Generated<number>;
  nextAttemptAt: Date;
  lastError: Optional<string>;
}

export interface AuditTable {
  id: string;
  /** The case, or null for what belongs to no case (a login). */
  caseId: Optional<string>;
  /** The case id, `inquiry:<id>`, or `office`. */
  chain: string;
  seq: number;
  at: Date;
  actor: string;
  action: string;
  details: JSONColumnType<Record<string, unknown>>;
  previousHash: string;
  hash: string;
}

export interface AuditHeadTable {
  chain: string;
  seq: number;
  hash: string;
  /** HMAC over chain, seq and hash: a head cannot be moved back without the key. */
  mac: string;
}

export interface CalendarDayTable {
  /** `YYYY-MM-DD`. */
  day: string;
  isWorkingDay: boolean;
  /** Holiday or make-up day that it belongs to. */
  name: Optional<string>;
  /** True while the year's official arrangement is not known. */
  isProvisional: boolean;
}

/** A change by hand to a case's process instance that somebody has looked into. */
export interface SettledChangeTable {
  changeKey: string;
  caseId: string;
  /** Username. */
  settledBy: string;
  settledAt: Date;
}

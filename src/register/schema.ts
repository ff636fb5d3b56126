import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type {
  AuthorisationScope,
  CaseStatus,
  Channel,
  Classification,
  CustomerType,
  DocumentType,
  HopStatus,
  Language,
  MaterialForm,
  MaterialVerdict,
  NotificationChannel,
  NotificationState,
  Outcome,
  PartyRole,
  Result,
  ServiceLevel,
  SupplementStatus,
} from './codes.ts';

/*
 * The tables as TypeScript sees them (camelCase; snake_case in the database).
 * `…Enc` holds `keyId:base64` (AES-256-GCM), `…Hash` an HMAC for look-ups, `…Masked` what may be shown.
 * Dates without a time (`documentValidUntil`, `day`) are text `YYYY-MM-DD`; instants are `Date`.
 */

/** A column the database or the code may leave out on insert. */
type Optional<T> = ColumnType<T | null, T | null | undefined, T | null>;

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
  createdAt: Date;
}

export interface SessionTable {
  tokenHash: string;
  staffId: string;
  createdAt: Date;
  expiresAt: Date;
  revokedAt: Optional<Date>;
}

export interface CasesTable {
  id: string;
  number: string;
  requestId: Optional<string>;
  requestDigest: Optional<string>;
  matterCode: string;
  matterName: string;
  customerType: CustomerType;
  channel: Channel;
  language: Language;
  reasonEnc: Optional<string>;
  isUrgentRequested: boolean;
  status: ColumnType<CaseStatus, CaseStatus | undefined, CaseStatus>;
  outcome: Optional<Outcome>;
  outcomeReasonCode: Optional<string>;
  classification: Optional<Classification>;
  serviceLevel: Optional<ServiceLevel>;
  departmentCode: Optional<string>;
  priority: Optional<number>;
  processInstanceKey: Optional<string>;
  receivedAt: Date;
  decisionDueAt: Optional<Date>;
  acceptedAt: Optional<Date>;
  promisedFinishAt: Optional<Date>;
  finishedAt: Optional<Date>;
  result: Optional<Result>;
  resultReasonCode: Optional<string>;
  collectionWay: Optional<string>;
  withdrawalRequestedAt: Optional<Date>;
  consentVersion: string;
  /** Staff id, or null when the customer registered the case. */
  registeredBy: Optional<string>;
  surveyDueAt: Optional<Date>;
  createdAt: Date;
}

export interface CaseNumberCounterTable {
  /** Day in Asia/Shanghai, `YYYYMMDD`. */
  day: string;
  prefix: string;
  lastNumber: number;
}

export interface PartyTable {
  id: string;
  caseId: string;
  role: PartyRole;
  type: CustomerType;
  nameEnc: string;
  nameMasked: string;
  documentType: DocumentType;
  documentNumberEnc: string;
  documentNumberHash: string;
  documentNumberMasked: string;
  documentValidFrom: Optional<string>;
  documentValidUntil: Optional<string>;
  phoneEnc: Optional<string>;
  phoneHash: Optional<string>;
  phoneMasked: Optional<string>;
  emailEnc: Optional<string>;
  addressEnc: Optional<string>;
}

export interface AuthorisationTable {
  caseId: string;
  scope: AuthorisationScope;
  principalNameEnc: string;
  validFrom: Optional<string>;
  validUntil: Optional<string>;
}

export interface MaterialTable {
  id: string;
  caseId: string;
  code: string;
  name: string;
  form: MaterialForm;
  originals: number;
  copies: number;
  pages: Optional<number>;
  isSigned: boolean;
  isSealed: boolean;
  nature: Optional<string>;
  importance: Optional<string>;
  /** 0 = handed in at registration, n = handed in with supplement round n. */
  round: number;
  verdict: Optional<MaterialVerdict>;
  verdictReason: Optional<string>;
  receivedAt: Date;
}

export interface DocumentTable {
  id: string;
  caseId: string;
  materialCode: Optional<string>;
  round: number;
  sha256: string;
  size: number;
  mediaType: string;
  fileNameEnc: string;
  /** `customer` or a staff username. */
  uploadedBy: string;
  uploadedAt: Date;
  removedAt: Optional<Date>;
}

export interface EntryChangeTable {
  id: string;
  caseId: string;
  /** `case`, `customer`, `agent` or `authorisation`. */
  subject: string;
  field: string;
  oldValueEnc: Optional<string>;
  reason: string;
  changedBy: string;
  changedAt: Date;
}

export interface OpinionTable {
  id: string;
  caseId: string;
  /** What the opinion is about: the element id of the step. */
  elementId: string;
  textEnc: string;
  writtenBy: string;
  writtenAt: Date;
}

export interface StepTable {
  id: string;
  caseId: string;
  elementId: string;
  name: string;
  /** Which completion of this user task in the case this is, from 1; refused answers count. */
  occurrence: number;
  decision: string;
  reasonCode: Optional<string>;
  note: Optional<string>;
  /** False for an answer that was refused and asked again. */
  isValid: boolean;
  /** Username. */
  decidedBy: string;
  decidedAt: Date;
  serviceElementInstanceKey: string;
}

export interface SupplementItem {
  code: string;
  name: string;
  problem: string;
  requirement: string;
}

export interface SupplementRoundTable {
  caseId: string;
  round: number;
  issuedAt: Date;
  dueAt: Date;
  reminderAt: Date;
  items: JSONColumnType<SupplementItem[]>;
  status: ColumnType<SupplementStatus, SupplementStatus | undefined, SupplementStatus>;
  receivedAt: Optional<Date>;
  /** The job's element instance that opened the round: a repeated job opens no second one. */
  serviceElementInstanceKey: string;
}

export interface CirculationHopTable {
  caseId: string;
  hop: number;
  departmentCode: string;
  handedOverBy: string;
  handedOverAt: Date;
  receivedBy: Optional<string>;
  receivedAt: Optional<Date>;
  originals: Optional<number>;
  copies: Optional<number>;
  status: ColumnType<HopStatus, HopStatus | undefined, HopStatus>;
  note: Optional<string>;
  reasonCode: Optional<string>;
  /** The job's element instance that opened the hop: a repeated job opens no second one. */
  serviceElementInstanceKey: string;
}

export interface NoticeNumberCounterTable {
  year: number;
  /** Short name of the kind of notice, such as 补. */
  series: string;
  lastNumber: number;
}

export interface NoticeTable {
  id: string;
  caseId: string;
  template: string;
  /** Business key of this issue within case and template: `1`, the round, an element instance key. */
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
  caseId: string;
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

export interface SurveyTable {
  caseId: string;
  score: number;
  commentEnc: Optional<string>;
  answeredAt: Date;
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
  /** The case id, or `office`. */
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

/** All tables of the register. */
export interface Database {
  staff: StaffTable;
  session: SessionTable;
  cases: CasesTable;
  caseNumberCounter: CaseNumberCounterTable;
  party: PartyTable;
  authorisation: AuthorisationTable;
  material: MaterialTable;
  document: DocumentTable;
  entryChange: EntryChangeTable;
  opinion: OpinionTable;
  step: StepTable;
  supplementRound: SupplementRoundTable;
  circulationHop: CirculationHopTable;
  noticeNumberCounter: NoticeNumberCounterTable;
  notice: NoticeTable;
  notification: NotificationTable;
  providerEvent: ProviderEventTable;
  customerToken: CustomerTokenTable;
  survey: SurveyTable;
  outbox: OutboxTable;
  audit: AuditTable;
  auditHead: AuditHeadTable;
  calendarDay: CalendarDayTable;
}

import type { ColumnType, JSONColumnType } from 'kysely';
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
  Outcome,
  PartyRole,
  Result,
  ServiceLevel,
  SupplementStatus,
  SurveyReason,
} from './codes.ts';
import type { Optional } from './column-types.ts';

/* The tables of a case and what belongs to it; how to read the columns: schema.ts. */

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
  /** With the number it opens the customer's page; null for cases from before there were secrets. */
  querySecretEnc: Optional<string>;
  createdAt: Date;
}

/** Wrong query secrets of a case; no row without any. */
export interface QueryAttemptTable {
  caseId: string;
  failures: number;
  /** The first of them. */
  since: Date;
  lockedUntil: Optional<Date>;
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
  /** The instance that held the user task; null for rows from before it was noted. */
  processInstanceKey: Optional<string>;
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

export interface SurveyTable {
  caseId: string;
  score: number;
  reasons: SurveyReason[];
  commentEnc: Optional<string>;
  answeredAt: Date;
}

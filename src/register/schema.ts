import type {
  CasesTable,
  CaseNumberCounterTable,
  PartyTable,
  AuthorisationTable,
  MaterialTable,
  DocumentTable,
  EntryChangeTable,
  OpinionTable,
  StepTable,
  SupplementRoundTable,
  CirculationHopTable,
  SurveyTable,
  QueryAttemptTable,
} from './case-tables.ts';
import type { AppointmentNumberCounterTable, AppointmentTable } from './appointment-tables.ts';
import type {
  InquiryEntryTable,
  InquiryNumberCounterTable,
  InquiryStepTable,
  InquiryTable,
  InquiryTokenTable,
} from './inquiry-tables.ts';
import type {
  StaffTable,
  SessionTable,
  NoticeNumberCounterTable,
  NoticeTable,
  NotificationTable,
  ProviderEventTable,
  CustomerTokenTable,
  HandoverTable,
  HandoverDocumentTable,
  OutboxTable,
  SettledChangeTable,
  AuditTable,
  AuditHeadTable,
  CalendarDayTable,
} from './office-tables.ts';

export type * from './case-tables.ts';
export type * from './appointment-tables.ts';
export type * from './inquiry-tables.ts';
export type * from './office-tables.ts';

/*
 * The tables as TypeScript sees them (camelCase; snake_case in the database).
 * `…Enc` holds `keyId:base64` (AES-256-GCM), `…Hash` an HMAC for look-ups, `…Masked` what may be shown.
 * Dates without a time (`documentValidUntil`, `day`) are text `YYYY-MM-DD`; instants are `Date`.
 */

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
  queryAttempt: QueryAttemptTable;
  survey: SurveyTable;
  handover: HandoverTable;
  handoverDocument: HandoverDocumentTable;
  appointment: AppointmentTable;
  appointmentNumberCounter: AppointmentNumberCounterTable;
  inquiry: InquiryTable;
  inquiryNumberCounter: InquiryNumberCounterTable;
  inquiryEntry: InquiryEntryTable;
  inquiryStep: InquiryStepTable;
  inquiryToken: InquiryTokenTable;
  settledChange: SettledChangeTable;
  outbox: OutboxTable;
  audit: AuditTable;
  auditHead: AuditHeadTable;
  calendarDay: CalendarDayTable;
}

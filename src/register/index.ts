/** The register: the record of every case. Everything that the other parts may use of it. */
export * from './codes.ts';
export type { Database, SupplementItem } from './schema.ts';
export type { Actor, Store } from './store.ts';
export { atomically } from './store.ts';
export { openRegister, type Register, type RegisterOptions } from './register.ts';
export type { WakeUpChannel } from './listen.ts';
export { migrate } from './migrate.ts';
export { createCipher, type Cipher } from './cipher.ts';
export { isRegisterError, RegisterError, registerErrorCodes, type RegisterErrorCode } from './errors.ts';
export * from './masks.ts';
export { shanghaiDay } from './case-number.ts';
export { registerCase, type RegisterCaseInput, type RegisteredCase } from './register-case.ts';
export {
  acceptCase,
  bindInstance,
  closeCase,
  getCase,
  readReason,
  setClassification,
  setResult,
  startReview,
  type CaseRecord,
  type ClassificationInput,
  type ResultInput,
} from './cases.ts';
export * from './case-lists.ts';
export {
  listParties,
  readAuthorisation,
  readCustomerContact,
  readParties,
  revealParty,
  type AuthorisationInput,
  type CustomerContact,
  type MaskedParty,
  type PartyInput,
} from './parties.ts';
export {
  currentMaterials,
  listMaterials,
  recordMaterialVerdicts,
  type MaterialInput,
  type MaterialRecord,
  type MaterialVerdictInput,
} from './materials.ts';
export {
  addDocuments,
  findDocument,
  listDocuments,
  removeDocument,
  type DocumentInput,
  type DocumentRecord,
} from './document-rows.ts';
export * from './corrections.ts';
export * from './opinions.ts';
export * from './steps.ts';
export * from './supplements.ts';
export * from './circulation.ts';
export * from './withdrawal.ts';
export * from './survey.ts';
export { findInquiryByNumber, getInquiry, type InquiryRecord } from './inquiries.ts';
export { receiveInquiry, type InquiryInput } from './receive-inquiry.ts';
export {
  askMore,
  createInquiryToken,
  listEntries,
  readAsker,
  resolveInquiryToken,
  revealInquiry,
  writeAnswer,
  type Asker,
  type InquiryEntry,
} from './inquiry-entries.ts';
export * from './appointments.ts';
export * from './inquiry-progress.ts';
export * from './inquiry-steps.ts';
export {
  listNotices,
  createNotice,
  type NoticeHead,
  type NoticeInput,
  type NoticeSubject,
} from './notices.ts';
export * from './notifications.ts';
export * from './notification-lists.ts';
export * from './notification-decisions.ts';
export { applyProviderEvent, type ProviderEvent, type SettledNotification } from './provider-events.ts';
export * from './handover-documents.ts';
export {
  closeHandover,
  findHandover,
  openHandover,
  renewHandover,
  resolveHandover,
  setHandoverSubject,
  type Handover,
  type HandoverSubject,
} from './handovers.ts';
export * from './known-customers.ts';
export * from './duplicates.ts';
export { createCustomerToken, resolveCustomerToken, revokeCustomerTokens } from './tokens.ts';
export {
  findCaseByNumber,
  queryLimits,
  querySecretText,
  readQuerySecret,
  resolveQuerySecret,
} from './query-secrets.ts';
export {
  authenticate,
  displayNames,
  findStaff,
  listStaff,
  listStaffInGroup,
  seedStaff,
  type StaffAccount,
  type StaffListItem,
  type StaffMember,
} from './staff.ts';
export * from './staff-directory.ts';
export * from './sessions.ts';
export * from './outbox.ts';
export * from './engine-changes.ts';
export * from './workload.ts';
export { appendAudit, listAudit, type AuditEntry, type AuditRecord } from './audit.ts';
export * from './audit-lists.ts';
export {
  verifyAudit,
  verifyAuditChain,
  type AuditAnchor,
  type AuditProblem,
  type AuditReport,
} from './audit-verify.ts';
export { listCalendarDays, setCalendarDay, type CalendarDay } from './calendar-days.ts';

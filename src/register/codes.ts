/** Codes that the register stores. The tables hold them as text with a check, the types follow from here. */
export const customerTypes = ['person', 'organisation'] as const;
export const channels = ['web', 'counter', 'post', 'email', 'phone'] as const;
export const languages = ['zh-CN', 'en'] as const;
export const documentTypes = [
  'idCard',
  'residencePermit',
  'foreignerCard',
  'passport',
  'creditCode',
] as const;
export const classifications = ['routine', 'urgent', 'special'] as const;
export const serviceLevels = ['standard', 'express'] as const;
export const partyRoles = ['customer', 'agent'] as const;
/** `this-matter` and `all` cover the case at hand, `other` does not. */
export const authorisationScopes = ['all', 'this-matter', 'other'] as const;
export const caseStatuses = [
  'registered',
  'reviewing',
  'waitingForSupplement',
  'accepted',
  'handling',
  'closed',
] as const;
export const outcomes = ['completed', 'notAccepted', 'notSupplemented', 'withdrawn'] as const;
export const results = ['granted', 'refused'] as const;
export const materialForms = ['paper', 'electronic'] as const;
export const materialVerdicts = [
  'ok',
  'missing',
  'copiesShort',
  'wrongForm',
  'unsigned',
  'unsealed',
  'illegible',
] as const;
export const supplementStatuses = ['waiting', 'received', 'expired', 'closed'] as const;
export const hopStatuses = ['handedOver', 'received', 'notReceived'] as const;
export const notificationChannels = ['sms', 'email'] as const;
export const notificationStates = [
  'planned',
  'sending',
  'sent',
  'delivered',
  'failed',
  'unknown',
  'notSent',
] as const;

/** How a question reaches the window, what it is about, where it stands (clause 3.1.5). */
export const inquiryChannels = ['web', 'counter', 'phone'] as const;
export const inquiryTopics = ['requirements', 'howTo', 'progress', 'reviewResult', 'other'] as const;
export const inquiryStatuses = ['received', 'answered', 'closed'] as const;
export const inquiryOutcomes = ['onTheSpot', 'byGuide', 'byStaff', 'unanswered'] as const;
export const inquiryEntryKinds = ['question', 'guide', 'answer'] as const;

/** What a customer may name as the reason of a rating. */
export const surveyReasons = ['good', 'slow', 'unclear', 'attitude', 'repeated', 'result'] as const;

export type CustomerType = (typeof customerTypes)[number];
export type Channel = (typeof channels)[number];
export type Language = (typeof languages)[number];
export type DocumentType = (typeof documentTypes)[number];
export type Classification = (typeof classifications)[number];
export type ServiceLevel = (typeof serviceLevels)[number];
export type PartyRole = (typeof partyRoles)[number];
export type AuthorisationScope = (typeof authorisationScopes)[number];
export type CaseStatus = (typeof caseStatuses)[number];
export type Outcome = (typeof outcomes)[number];
export type Result = (typeof results)[number];
export type MaterialForm = (typeof materialForms)[number];
export type MaterialVerdict = (typeof materialVerdicts)[number];
export type SupplementStatus = (typeof supplementStatuses)[number];
export type HopStatus = (typeof hopStatuses)[number];
export type NotificationChannel = (typeof notificationChannels)[number];
export type SurveyReason = (typeof surveyReasons)[number];
export type InquiryChannel = (typeof inquiryChannels)[number];
export type InquiryTopic = (typeof inquiryTopics)[number];
export type InquiryStatus = (typeof inquiryStatuses)[number];
export type InquiryOutcome = (typeof inquiryOutcomes)[number];
export type InquiryEntryKind = (typeof inquiryEntryKinds)[number];
export type NotificationState = (typeof notificationStates)[number];

/** "Valid until" of a document that does not expire (长期). */
export const longTerm = '9999-12-31';

export {
  checkIdentity,
  identityFindingCodes,
  type IdentityFinding,
  type IdentityFindingCode,
  type IdentityParty,
} from './check-identity.ts';
export { birthDateIn, isDocumentNumberPossible } from './document-number.ts';
export { ageOn } from './citizen-number.ts';
export {
  looksPersonal,
  maskDocumentNumber,
  maskEmail,
  maskName,
  maskOrganisation,
  maskPhone,
} from '../register/index.ts';

export const registerErrorCodes = [
  'CASE_NOT_FOUND',
  'CASE_CLOSED',
  'CASE_ALREADY_BOUND',
  'CASE_STATE',
  'REQUEST_ID_REUSED',
  'SUPPLEMENT_NOT_OPEN',
  'SUPPLEMENT_TOO_LATE',
  'WITHDRAWAL_PENDING',
  'WITHDRAWAL_TOO_LATE',
  'SURVEY_ALREADY_ANSWERED',
  'SURVEY_CLOSED',
  'APPOINTMENT_FULL',
  'INQUIRY_NOT_FOUND',
  'INQUIRY_STATE',
  'NOT_FOUND',
  'VALUE_INVALID',
] as const;
export type RegisterErrorCode = (typeof registerErrorCodes)[number];

/**
 * A refusal of the register: the state of the case does not allow the change. Nothing has been written by the
 * call that threw it. The message is for developers and logs, holds no personal data and says what to do next.
 */
export class RegisterError extends Error {
  readonly code: RegisterErrorCode;

  constructor(code: RegisterErrorCode, message: string) {
    super(message);
    this.name = 'RegisterError';
    this.code = code;
  }
}

export function isRegisterError(error: unknown, code?: RegisterErrorCode): error is RegisterError {
  return error instanceof RegisterError && (code === undefined || error.code === code);
}

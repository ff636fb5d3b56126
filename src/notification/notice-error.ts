/** A notice cannot be written as things stand; trying again does not help. The message holds no personal data. */
export class NoticeError extends Error {
  override readonly name = 'NoticeError';
}

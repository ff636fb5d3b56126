export type EncryptedField = 'addressEnc' | 'subjectEnc' | 'bodyEnc';

/** Where an encrypted text of a message belongs; it cannot be read anywhere else. */
export function notificationPlace(field: EncryptedField, id: string): string {
  return `notification.${field}:${id}`;
}

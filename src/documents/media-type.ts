import { fileTypeFromBuffer } from 'file-type';

/** What may be handed in, with the ending that a download gets. */
const acceptedTypes: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
};

/** So many bytes are enough to tell the type; office files hold theirs in their first entries. */
export const sniffBytes = 64 * 1024;

/** Endings of the files that are accepted, for texts and file pickers. */
export const acceptedExtensions: readonly string[] = Object.values(acceptedTypes);

/**
 * The media type by content, never by name or by what the sender says; undefined for anything that is not
 * accepted, also for office files with macros.
 */
export async function acceptedMediaType(head: Buffer): Promise<string | undefined> {
  const found = await fileTypeFromBuffer(head);
  return found && found.mime in acceptedTypes ? found.mime : undefined;
}

/** The ending for a media type, without a dot; `bin` for an unknown one. */
export function extensionOf(mediaType: string): string {
  return acceptedTypes[mediaType] ?? 'bin';
}

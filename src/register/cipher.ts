import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { DataKeys } from '../config.ts';

/** Encrypts personal columns, makes look-up hashes and signs the audit trail. */
export interface Cipher {
  /**
   * AES-256-GCM with the current key, as `keyId:base64(iv | tag | text)`. `place` (`party.nameEnc:<row id>`) is
   * authenticated with it, so that a value copied to another row or column does not decrypt.
   */
  encrypt(text: string, place: string): string;
  /** The text. Throws when the value was changed, comes from another place or its key is not configured. */
  decrypt(value: string, place: string): string;
  /** HMAC of a value for look-ups, normalised (full-width, case, spaces, dashes); `kind` keeps kinds apart. */
  lookup(kind: LookupKind, value: string): string;
  /** HMAC for the audit trail. */
  sign(text: string): string;
}

export type LookupKind = 'documentNumber' | 'phone' | 'request';

const algorithm = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

export function createCipher(keys: DataKeys): Cipher {
  return {
    encrypt(text, place) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv(algorithm, keys.current.key, iv).setAAD(Buffer.from(place));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return `${keys.current.id}:${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64')}`;
    },
    decrypt(value, place) {
      const [keyId = '', encoded = ''] = value.split(':');
      const key = keys.byId.get(keyId);
      if (!key) throw new Error(`No data key "${keyId}" is configured: add it to DATA_KEYS.`);
      const bytes = Buffer.from(encoded, 'base64');
      try {
        const tag = bytes.subarray(ivBytes, ivBytes + tagBytes);
        const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivBytes), {
          authTagLength: tagBytes,
        });
        decipher.setAAD(Buffer.from(place)).setAuthTag(tag);
        const body = bytes.subarray(ivBytes + tagBytes);
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
      } catch {
        throw new Error(`The value at ${place} does not decrypt: it was changed, moved or its key replaced.`);
      }
    },
    lookup: (kind, value) =>
      createHmac('sha256', keys.lookup)
        .update(`${kind}\0${normaliseForLookup(kind, value)}`)
        .digest('hex'),
    sign: (text) => createHmac('sha256', keys.audit).update(text).digest('hex'),
  };
}

/** The same number typed another way gives the same hash; a Chinese country code is dropped from phones. */
function normaliseForLookup(kind: LookupKind, value: string): string {
  if (kind === 'request') return value;
  const compact = value
    .normalize('NFKC')
    .replace(/[\s().‐-―-]/g, '')
    .toUpperCase();
  return kind === 'phone' ? compact.replace(/^(\+86|0086)/, '') : compact;
}

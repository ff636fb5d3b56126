import { hash, verify } from '@node-rs/argon2';

/** The package's parameters are those that OWASP asks for at least: argon2id, 19 MiB, two passes, one lane. */
const prefix = '$argon2id$';
/** Compared with when there is no such user, so that the answer takes as long. Nobody knows its password. */
const nobodysHash =
  '$argon2id$v=19$m=19456,t=2,p=1$JQCi2eV3oZlHD8gSvksT7w$IDogrcazkLCC6xVOhdN9XdNJtSiSzYYM56N2YjQcwbQ';

/** What may be stored of a password. */
export function hashPassword(password: string): Promise<string> {
  return hash(password);
}

/**
 * Whether the password is the one that was hashed; without a hash it takes as long and is false. A hash of
 * another kind fits nothing: the account gets its password anew.
 */
export async function isPassword(password: string, hashed: string | undefined): Promise<boolean> {
  const isKnown = hashed?.startsWith(prefix) ?? false;
  const isSame = await verify(isKnown && hashed ? hashed : nobodysHash, password);
  return isKnown && isSame;
}

import type { Kysely } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Cipher } from './cipher.ts';
import type { Database } from './schema.ts';

/** What every query takes first. Inside `Register.transaction` its `db` is the transaction. */
export interface Store {
  db: Kysely<Database>;
  cipher: Cipher;
  clock: Clock;
}

/** Who does something, for the audit trail: a staff username, `customer`, or `system`. */
export type Actor = string;

/**
 * Runs `run` in one transaction: in the caller's when there is one (then the caller commits), else in its own.
 */
export function atomically<T>(store: Store, run: (store: Store) => Promise<T>): Promise<T> {
  if (store.db.isTransaction) return run(store);
  return store.db.transaction().execute((db) => run({ ...store, db }));
}

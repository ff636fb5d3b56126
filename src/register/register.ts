import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Clock } from '../clock.ts';
import type { DataKeys } from '../config.ts';
import { createCipher } from './cipher.ts';
import { listenForWakeUps, type WakeUpChannel } from './listen.ts';
import type { Database } from './schema.ts';
import type { Store } from './store.ts';

/** The open register. Close it before the server that it talks to stops. */
export interface Register extends Store {
  /** Runs `run` in one transaction: all of it is kept, or nothing when it throws. */
  transaction<T>(run: (store: Store) => Promise<T>): Promise<T>;
  /**
   * Calls `wake` soon after a commit that put something into the outbox or planned a notification. A hint
   * only: it may be lost with the connection, so poll beside it. Returns the way to stop listening.
   */
  listen(channel: WakeUpChannel, wake: () => void): () => Promise<void>;
  /** Whether the database answers. */
  isReachable(): Promise<boolean>;
  /** Ends listeners and connections. */
  close(): Promise<void>;
}

export interface RegisterOptions {
  databaseUrl: string;
  keys: DataKeys;
  clock: Clock;
  /** At most this many connections. */
  maxConnections?: number;
  /** Told about connections that broke while idle; the pool replaces them. */
  onConnectionError?: (error: Error) => void;
}

const dateType: number = pg.types.builtins.DATE;
const bigintType: number = pg.types.builtins.INT8;

/** Dates without a time stay text and big counts become numbers, whatever the machine's time zone. */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === dateType) return (value: string) => value;
    if (oid === bigintType) return Number;
    return pg.types.getTypeParser(oid, format ?? 'text') as unknown;
  },
};

/** Opens the register. Connects on first use; nothing is migrated here, see `migrate`. */
export function openRegister(options: RegisterOptions): Register {
  const pool = new pg.Pool({
    connectionString: options.databaseUrl,
    max: options.maxConnections ?? 10,
    types,
  });
  // An idle connection that breaks (the server restarted) would otherwise end the process.
  pool.on('error', (error) => options.onConnectionError?.(error));
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool }),
    // Keys inside JSON columns are data, not column names.
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
  const store: Store = { db, cipher: createCipher(options.keys), clock: options.clock };
  const stops = new Set<() => Promise<void>>();
  return {
    ...store,
    transaction: (run) => db.transaction().execute((transaction) => run({ ...store, db: transaction })),
    listen(channel, wake) {
      const stopListening = listenForWakeUps(options.databaseUrl, channel, wake);
      const stop = async () => {
        stops.delete(stop);
        await stopListening();
      };
      stops.add(stop);
      return stop;
    },
    isReachable: () =>
      pool.query('select 1').then(
        () => true,
        () => false,
      ),
    async close() {
      await Promise.all([...stops].map((stop) => stop()));
      await db.destroy();
    },
  };
}

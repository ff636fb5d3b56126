import { CamelCasePlugin, Kysely, Migrator, PostgresDialect } from 'kysely';
import pg from 'pg';
import { seedCalendar } from './calendar-days.ts';
import { initial } from './migrations/0001-initial.ts';
import { handover } from './migrations/0002-handover.ts';
import { querySecret } from './migrations/0003-query-secret.ts';
import { inquiry } from './migrations/0004-inquiry.ts';
import { lists } from './migrations/0005-lists.ts';
import { engineChanges } from './migrations/0006-engine-changes.ts';
import { appointment } from './migrations/0007-appointment.ts';
import type { Database } from './schema.ts';

/** In order of their names; a released one is never changed, only followed by another. */
const migrations = {
  '0001-initial': initial,
  '0002-handover': handover,
  '0003-query-secret': querySecret,
  '0004-inquiry': inquiry,
  '0005-lists': lists,
  '0006-engine-changes': engineChanges,
  '0007-appointment': appointment,
};

/**
 * Brings the database to the newest schema and fills the working-day table. Safe to call from several processes at once: Kysely's migrator
 * holds an advisory lock. Returns the names of the migrations that were run; throws the first one's error.
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: databaseUrl, max: 2 }) }),
    plugins: [new CamelCasePlugin()],
  });
  try {
    const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
    const { error, results = [] } = await migrator.migrateToLatest();
    if (error !== undefined)
      throw new Error('The register could not be migrated: see the cause and correct it.', { cause: error });
    await seedCalendar(db);
    return results.map((result) => result.migrationName);
  } finally {
    await db.destroy();
  }
}

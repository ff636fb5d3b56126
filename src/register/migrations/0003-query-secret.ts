import { sql, type Kysely } from 'kysely';

/** The secret with which a customer asks for a case by its number, and the count of wrong ones. */
const statements = [
  `alter table cases add column query_secret_enc text`,
  `create table query_attempt (
    case_id uuid primary key references cases,
    failures integer not null,
    since timestamptz not null,
    locked_until timestamptz)`,
];

export const querySecret = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

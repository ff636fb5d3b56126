import { sql, type Kysely } from 'kysely';

/** What becomes of a case whose process instance was ended or changed past the model. */
const statements = [
  // The instance in which a decision was taken: started again, a case has the same tasks once more.
  `alter table step add column process_instance_key text`,
  `create table settled_change (
    change_key text primary key,
    case_id uuid not null references cases,
    settled_by text not null,
    settled_at timestamptz not null)`,
  `create index cases_open on cases (status) where status <> 'closed'`,
];

export const engineChanges = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

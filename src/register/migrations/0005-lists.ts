import { sql, type Kysely } from 'kysely';

/** What the lists of the console sort and search by, and what people see of their sessions. */
const statements = [
  `alter table staff add column last_login_at timestamptz`,
  `alter table session add column id uuid not null unique default gen_random_uuid()`,
  `alter table session add column last_used_at timestamptz`,
  `create index session_by_staff on session (staff_id)`,
  // For what a number begins with; the unique index serves no patterns in every collation.
  `create index cases_by_number on cases (number text_pattern_ops)`,
  `create index cases_by_matter on cases (matter_code, received_at desc, id desc)`,
  // The limit that runs now, as currentLimit of the pages has it.
  `create index cases_by_limit on cases (coalesce(promised_finish_at, decision_due_at))
    where status not in ('closed', 'waitingForSupplement')`,
  `create index notification_by_time on notification (created_at desc, id desc)`,
  `create index notification_by_state on notification (state, created_at desc, id desc)`,
  `create index audit_by_time on audit (at desc, seq desc, id desc)`,
  `create index audit_by_actor on audit (actor, at desc, seq desc, id desc)`,
  `create index audit_by_action on audit (action, at desc, seq desc, id desc)`,
];

export const lists = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

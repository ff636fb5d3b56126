import { sql, type Kysely } from 'kysely';

/** Appointments at the window (clause 3.1.1); the confirmation of each is a notice like any other. */
const statements = [
  `create table appointment_number_counter (
    day text primary key,
    last_number integer not null)`,
  `create table appointment (
    id uuid primary key,
    number text not null unique,
    request_id uuid unique,
    matter_code text not null,
    matter_name text not null,
    day date not null,
    period text not null,
    starts_at text not null,
    ends_at text not null,
    language text not null check (language in ('zh-CN', 'en')),
    name_enc text not null,
    name_masked text not null,
    phone_enc text not null,
    phone_masked text not null,
    status text not null default 'booked' check (status in ('booked', 'cancelled')),
    token_hash text not null unique,
    booked_at timestamptz not null,
    cancelled_at timestamptz,
    check ((status = 'cancelled') = (cancelled_at is not null)))`,
  `create index appointment_by_day on appointment (day, period)`,
  `alter table notice add column appointment_id uuid unique references appointment`,
  `alter table notice drop constraint notice_subject`,
  `alter table notice add constraint notice_subject
    check (num_nonnulls(case_id, inquiry_id, appointment_id) = 1)`,
  `alter table notification add column appointment_id uuid references appointment`,
  `alter table notification drop constraint notification_subject`,
  `alter table notification add constraint notification_subject
    check (num_nonnulls(case_id, inquiry_id, appointment_id) = 1)`,
];

export const appointment = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

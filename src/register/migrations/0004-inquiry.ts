import { sql, type Kysely } from 'kysely';

/** Questions of people (clause 3.1.5): what was asked and answered, who decided, and notices that belong to no case. */
const statements = [
  `create table inquiry_number_counter (
    day text primary key,
    last_number integer not null)`,
  `create table inquiry (
    id uuid primary key,
    number text not null unique,
    request_id uuid unique,
    channel text not null check (channel in ('web', 'counter', 'phone')),
    language text not null check (language in ('zh-CN', 'en')),
    topic text not null check (topic in ('requirements', 'howTo', 'progress', 'reviewResult', 'other')),
    matter_code text,
    matter_name text,
    case_id uuid references cases,
    asker_name_enc text,
    asker_masked text not null,
    phone_enc text,
    phone_masked text,
    email_enc text,
    status text not null default 'received' check (status in ('received', 'answered', 'closed')),
    outcome text check (outcome in ('onTheSpot', 'byGuide', 'byStaff', 'unanswered')),
    outcome_reason_code text,
    answer_role text,
    priority integer,
    round integer not null default 0,
    due_at timestamptz,
    answered_at timestamptz,
    more_until_at timestamptz,
    process_instance_key text unique,
    received_by text not null,
    received_at timestamptz not null,
    closed_at timestamptz,
    check ((status = 'closed') = (outcome is not null)),
    check ((outcome is null) = (closed_at is null)))`,
  `create index inquiry_by_receipt on inquiry (received_at desc, id desc)`,
  `create index inquiry_by_status on inquiry (status, received_at desc, id desc)`,
  `create table inquiry_entry (
    inquiry_id uuid not null references inquiry,
    seq integer not null check (seq > 0),
    kind text not null check (kind in ('question', 'guide', 'answer')),
    text_enc text,
    written_by text not null,
    written_at timestamptz not null,
    check ((kind = 'guide') = (text_enc is null)),
    primary key (inquiry_id, seq))`,
  `create table inquiry_step (
    id uuid primary key,
    inquiry_id uuid not null references inquiry,
    element_id text not null,
    name text not null,
    occurrence integer not null,
    decision text not null,
    reason_code text,
    note text,
    is_valid boolean not null,
    decided_by text not null,
    decided_at timestamptz not null,
    service_element_instance_key text not null unique,
    unique (inquiry_id, element_id, occurrence))`,
  `create table inquiry_token (
    token_hash text primary key,
    inquiry_id uuid not null references inquiry,
    created_at timestamptz not null,
    expires_at timestamptz not null)`,
  // A notice belongs to a case or to a question, and its messages to the same.
  `alter table notice alter column case_id drop not null`,
  `alter table notice add column inquiry_id uuid references inquiry`,
  `alter table notice add constraint notice_subject check (num_nonnulls(case_id, inquiry_id) = 1)`,
  `alter table notice add constraint notice_once_per_inquiry unique (inquiry_id, template, occurrence)`,
  `alter table notification alter column case_id drop not null`,
  `alter table notification add column inquiry_id uuid references inquiry`,
  `alter table notification add constraint notification_subject check (num_nonnulls(case_id, inquiry_id) = 1)`,
  `create index notification_by_inquiry on notification (inquiry_id) where inquiry_id is not null`,
];

export const inquiry = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

import { sql, type Kysely } from 'kysely';

/** Hand-overs: files that a customer's phone brings to the counter before the case exists. */
const statements = [
  `create table handover (
    id uuid primary key,
    token_hash text not null unique,
    created_by uuid not null references staff,
    matter_code text not null,
    customer_type text not null check (customer_type in ('person', 'organisation')),
    has_agent boolean not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    closed_at timestamptz,
    case_id uuid references cases,
    check ((closed_at is null) = (case_id is null)))`,
  `create index handover_open on handover (expires_at) where closed_at is null`,
  `create table handover_document (
    id uuid primary key,
    handover_id uuid not null references handover on delete cascade,
    material_code text,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    size bigint not null check (size > 0),
    media_type text not null,
    file_name_enc text not null,
    uploaded_by text not null,
    uploaded_at timestamptz not null,
    unique nulls not distinct (handover_id, sha256, material_code))`,
];

export const handover = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

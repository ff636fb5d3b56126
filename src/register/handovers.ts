import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import { appendAudit } from './audit.ts';
import type { CustomerType } from './codes.ts';
import { RegisterError } from './errors.ts';
import type { HandoverTable } from './schema.ts';
import { atomically, type Store } from './store.ts';
import { newToken, tokenHash } from './tokens.ts';

const minuteMs = 60_000;
const lifetimeMs = 30 * minuteMs;
/** What was handed over and never registered is nobody's record: kept for a day, in case the clerk comes back. */
const leftoverMs = 24 * 60 * minuteMs;

/** What the customer's phone needs to know: which materials are asked for. Nothing personal. */
export interface HandoverSubject {
  matterCode: string;
  customerType: CustomerType;
  hasAgent: boolean;
}

export interface Handover extends HandoverSubject {
  id: string;
  /** Until when the link takes files. */
  expiresAt: Date;
  closedAt: Date | null;
}

const columns = ['id', 'matterCode', 'customerType', 'hasAgent', 'expiresAt', 'closedAt'] as const;

/**
 * Opens a hand-over for a member of staff (id) and returns its id and the secret of its link, which works for 30
 * minutes; only the secret's hash is stored. Takes the chance to remove what nobody registered within a day.
 */
export function openHandover(
  store: Store,
  staffId: string,
  subject: HandoverSubject,
): Promise<{ id: string; token: string; expiresAt: Date }> {
  return atomically(store, async (inner) => {
    const createdAt = inner.clock.now();
    await inner.db
      .deleteFrom('handover')
      .where('closedAt', 'is', null)
      .where('expiresAt', '<', new Date(createdAt.getTime() - leftoverMs))
      .execute();
    const [id, token] = [randomUUID(), newToken()];
    const expiresAt = new Date(createdAt.getTime() + lifetimeMs);
    await inner.db
      .insertInto('handover')
      .values({ id, tokenHash: tokenHash(token), createdBy: staffId, ...subject, createdAt, expiresAt })
      .execute();
    return { id, token, expiresAt };
  });
}

/** A new secret for another 30 minutes; the old one is dead. Undefined when it is not theirs, or registered. */
export async function renewHandover(
  store: Store,
  staffId: string,
  id: string,
): Promise<{ token: string; expiresAt: Date } | undefined> {
  const token = newToken();
  const expiresAt = new Date(store.clock.now().getTime() + lifetimeMs);
  const row = await store.db
    .updateTable('handover')
    .set({ tokenHash: tokenHash(token), expiresAt })
    .where('id', '=', id)
    .where('createdBy', '=', staffId)
    .where('closedAt', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row && { token, expiresAt };
}

/** A hand-over of this member of staff; undefined alike for unknown ids and those of others. */
export function findHandover(store: Store, staffId: string, id: string): Promise<Handover | undefined> {
  return store.db
    .selectFrom('handover')
    .select(columns)
    .where('id', '=', id)
    .where('createdBy', '=', staffId)
    .executeTakeFirst();
}

/** Tells the phone's page what is asked for now: the clerk may have chosen another matter meanwhile. */
export async function setHandoverSubject(
  store: Store,
  staffId: string,
  id: string,
  subject: HandoverSubject,
): Promise<void> {
  const { matterCode, customerType, hasAgent } = subject;
  await store.db
    .updateTable('handover')
    .set({ matterCode, customerType, hasAgent })
    .where('id', '=', id)
    .where('createdBy', '=', staffId)
    .where('closedAt', 'is', null)
    .execute();
}

/** The hand-over that a link opens; undefined alike for unknown, expired and registered ones. */
export function resolveHandover(store: Store, token: string): Promise<Handover | undefined> {
  return store.db
    .selectFrom('handover')
    .select(columns)
    .where('tokenHash', '=', tokenHash(token))
    .where('closedAt', 'is', null)
    .where('expiresAt', '>', store.clock.now())
    .executeTakeFirst();
}

/**
 * Ends a hand-over with the case that its files went to; its link is dead then. Throws NOT_FOUND for one that is
 * not this person's, VALUE_INVALID for one whose files went to another case.
 */
export function closeHandover(
  store: Store,
  staff: { id: string; username: string },
  id: string,
  caseId: string,
): Promise<void> {
  return atomically(store, async (inner) => {
    const found = await lockHandover(inner, id);
    if (found?.createdBy !== staff.id)
      throw new RegisterError('NOT_FOUND', 'There is no such hand-over: open a new one.');
    if (found.caseId === caseId) return;
    if (found.caseId !== null)
      throw new RegisterError('VALUE_INVALID', 'The files went to another case: start a new form.');
    await inner.db
      .updateTable('handover')
      .set({ closedAt: inner.clock.now(), caseId })
      .where('id', '=', id)
      .execute();
    await appendAudit(inner, {
      caseId,
      actor: staff.username,
      action: 'handoverClosed',
      details: { handoverId: id },
    });
  });
}

/** Uploads, removals and the registration take turns on the row. */
export function lockHandover(store: Store, id: string): Promise<Selectable<HandoverTable> | undefined> {
  return store.db.selectFrom('handover').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

import { randomUUID } from 'node:crypto';
import { sql, type Selectable } from 'kysely';
import { appendAudit } from './audit.ts';
import { shanghaiDay } from './case-number.ts';
import type { Language } from './codes.ts';
import { RegisterError } from './errors.ts';
import { maskName, maskPhone } from './masks.ts';
import type { AppointmentTable } from './schema.ts';
import { atomically, type Actor, type Store } from './store.ts';
import { newToken, tokenHash } from './tokens.ts';

/** An appointment without what must not leave the register unasked. */
export type AppointmentRecord = Omit<
  Selectable<AppointmentTable>,
  'nameEnc' | 'phoneEnc' | 'tokenHash' | 'requestId'
>;

const plainColumns = [
  'id',
  'number',
  'matterCode',
  'matterName',
  'day',
  'period',
  'startsAt',
  'endsAt',
  'language',
  'nameMasked',
  'phoneMasked',
  'status',
  'bookedAt',
  'cancelledAt',
] as const;
const place = (field: 'nameEnc' | 'phoneEnc', id: string) => `appointment.${field}:${id}`;

export interface AppointmentInput {
  /** Chosen by the form: the same again books nothing more. */
  requestId?: string | undefined;
  matter: { code: string; name: string };
  /** `YYYY-MM-DD`, a day that the caller has checked. */
  day: string;
  period: { code: string; startsAt: string; endsAt: string; capacity: number };
  language: Language;
  name: string;
  phone: string;
}

/**
 * Books a place, numbered `YY-20260302-0001` by the day of booking. The token opens its page. Throws
 * APPOINTMENT_FULL when every place of the period is taken; many at once never book more than there are.
 */
export function bookAppointment(
  store: Store,
  input: AppointmentInput,
): Promise<{ id: string; number: string; token: string; isNew: boolean }> {
  return atomically(store, async (inner) => {
    const { matter, day, period, language, requestId } = input;
    // Whoever books the same period waits, so that the count below is the last word.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`${day} ${period.code}`}, 0))`.execute(
      inner.db,
    );
    const token = newToken();
    const earlier = requestId === undefined ? undefined : await renewToken(inner, requestId, token);
    if (earlier) return { ...earlier, token, isNew: false };
    const taken = (await countBooked(inner, [day])).get(`${day} ${period.code}`) ?? 0;
    if (taken >= period.capacity)
      throw new RegisterError(
        'APPOINTMENT_FULL',
        `No place is left on ${day}, ${period.code}: choose another.`,
      );
    const id = randomUUID();
    const bookedAt = inner.clock.now();
    const number = await nextNumber(inner, bookedAt);
    await inner.db
      .insertInto('appointment')
      .values({
        id,
        number,
        requestId: requestId ?? null,
        matterCode: matter.code,
        matterName: matter.name,
        day,
        period: period.code,
        startsAt: period.startsAt,
        endsAt: period.endsAt,
        language,
        nameEnc: inner.cipher.encrypt(input.name, place('nameEnc', id)),
        nameMasked: maskName(input.name),
        phoneEnc: inner.cipher.encrypt(input.phone, place('phoneEnc', id)),
        phoneMasked: maskPhone(input.phone),
        tokenHash: tokenHash(token),
        bookedAt,
      })
      .execute();
    await audit(inner, 'customer', 'appointmentBooked', { number, day, period: period.code });
    return { id, number, token, isNew: true };
  });
}

/** Only a hash of the token is kept, so that a form sent again gets a new one. */
function renewToken(store: Store, requestId: string, token: string) {
  return store.db
    .updateTable('appointment')
    .set({ tokenHash: tokenHash(token) })
    .where('requestId', '=', requestId)
    .returning(['id', 'number'])
    .executeTakeFirst();
}

async function nextNumber(store: Store, bookedAt: Date): Promise<string> {
  const day = shanghaiDay(bookedAt).replaceAll('-', '');
  const { lastNumber } = await store.db
    .insertInto('appointmentNumberCounter')
    .values({ day, lastNumber: 1 })
    .onConflict((conflict) =>
      conflict.column('day').doUpdateSet((eb) => ({
        lastNumber: eb('appointmentNumberCounter.lastNumber', '+', 1),
      })),
    )
    .returning('lastNumber')
    .executeTakeFirstOrThrow();
  return `YY-${day}-${String(lastNumber).padStart(4, '0')}`;
}

/** How many places are taken, by `day period`. */
export async function countBooked(store: Store, days: readonly string[]): Promise<Map<string, number>> {
  if (days.length === 0) return new Map();
  const rows = await store.db
    .selectFrom('appointment')
    .select((eb) => ['day', 'period', eb.fn.countAll<number>().as('count')])
    .where('day', 'in', days)
    .where('status', '=', 'booked')
    .groupBy(['day', 'period'])
    .execute();
  return new Map(rows.map(({ day, period, count }) => [`${day} ${period}`, Number(count)]));
}

/** The appointment that a link opens; undefined for an unknown link. */
export function findAppointment(store: Store, token: string): Promise<AppointmentRecord | undefined> {
  return store.db
    .selectFrom('appointment')
    .select(plainColumns)
    .where('tokenHash', '=', tokenHash(token))
    .executeTakeFirst();
}

/** Gives the place back; asked again it changes nothing. */
export async function cancelAppointment(store: Store, appointmentId: string): Promise<void> {
  await atomically(store, async (inner) => {
    const row = await inner.db
      .updateTable('appointment')
      .set({ status: 'cancelled', cancelledAt: inner.clock.now() })
      .where('id', '=', appointmentId)
      .where('status', '=', 'booked')
      .returning('number')
      .executeTakeFirst();
    if (row) await audit(inner, 'customer', 'appointmentCancelled', { number: row.number });
  });
}

/** The appointments of a day, in the order of their periods, those cancelled last; names and phones masked. */
export function listAppointments(store: Store, day: string): Promise<AppointmentRecord[]> {
  return store.db
    .selectFrom('appointment')
    .select(plainColumns)
    .where('day', '=', day)
    .orderBy('status')
    .orderBy('startsAt')
    .orderBy('number')
    .execute();
}

/** Who comes, in the clear, for sending the confirmation. */
export async function readVisitor(
  store: Store,
  appointmentId: string,
): Promise<AppointmentRecord & { name: string; phone: string }> {
  const row = await store.db
    .selectFrom('appointment')
    .select(plainColumns)
    .select(['nameEnc', 'phoneEnc'])
    .where('id', '=', appointmentId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!row) throw new RegisterError('NOT_FOUND', `There is no appointment ${appointmentId}: check the id.`);
  const { nameEnc, phoneEnc, ...record } = row;
  return {
    ...record,
    name: store.cipher.decrypt(nameEnc, place('nameEnc', appointmentId)),
    phone: store.cipher.decrypt(phoneEnc, place('phoneEnc', appointmentId)),
  };
}

function audit(store: Store, actor: Actor, action: string, details: Record<string, unknown>): Promise<void> {
  return appendAudit(store, { caseId: null, actor, action, details });
}

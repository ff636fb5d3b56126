import type { ColumnType } from 'kysely';
import type { Language } from './codes.ts';
import type { Optional } from './column-types.ts';

/* Appointments at the window; how to read the columns: schema.ts. */

export interface AppointmentNumberCounterTable {
  /** Day in Asia/Shanghai, `YYYYMMDD`. */
  day: string;
  lastNumber: number;
}

export interface AppointmentTable {
  id: string;
  number: string;
  /** Chosen by the form: sent twice it is one appointment. */
  requestId: Optional<string>;
  matterCode: string;
  matterName: string;
  /** `YYYY-MM-DD`. */
  day: string;
  /** Code of the period, with its hours as they were when it was booked (`09:00`). */
  period: string;
  startsAt: string;
  endsAt: string;
  language: Language;
  nameEnc: string;
  nameMasked: string;
  phoneEnc: string;
  phoneMasked: string;
  status: ColumnType<'booked' | 'cancelled', 'booked' | 'cancelled' | undefined, 'booked' | 'cancelled'>;
  tokenHash: string;
  bookedAt: Date;
  cancelledAt: Optional<Date>;
}

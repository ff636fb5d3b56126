import type { ColumnType } from 'kysely';

/** A column the database or the code may leave out on insert. */
export type Optional<T> = ColumnType<T | null, T | null | undefined, T | null>;

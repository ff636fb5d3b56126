import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';

/** A statement as the app sent it. */
export const recordedTransaction = z.array(z.object({ text: z.string(), values: z.array(z.unknown()) }));
export type RecordedTransaction = z.infer<typeof recordedTransaction>;

/** A parameter of the replay: as recorded, or made anew for each transaction. */
type Parameter =
  | { kind: 'constant'; value: unknown }
  /** Text in which ids of the recording are exchanged for new ones, the same everywhere in the transaction. */
  | { kind: 'text'; value: string }
  | { kind: 'hash' }
  | { kind: 'now' };

/** Sends one statement and resolves with its rows. */
export type Execute = (text: string, values: unknown[]) => Promise<{ rows: unknown[] }>;

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const number = /\d{8}-[A-Z]{2,3}-\d{4,}/g;
const counterRow = z.object({ last_number: z.coerce.number() });

/**
 * Makes a transaction that can be repeated out of two recordings of the same application. What differs between them
 * has to be new each time: ids, the case number (from the counter's own answer), hashes and times. What is equal,
 * and ciphertexts, is sent as recorded. Throws when the two are not the same statements.
 */
export function createReplay(
  one: RecordedTransaction,
  other: RecordedTransaction,
): (execute: Execute) => Promise<{ id: string; number: string }> {
  const statements = one.map(({ text, values }, index) => {
    const twin = other[index];
    if (twin?.text !== text)
      throw new Error('Two registrations sent different statements: nothing to repeat.');
    return { text, parameters: values.map((value, at) => parameterOf(value, twin.values[at])) };
  });

  return async (execute) => {
    const exchanged = new Map<string, string>();
    let serial = '';
    let caseNumber = '';
    let caseId = '';
    const newId = (old: string) => {
      const known = exchanged.get(old) ?? randomUUID();
      exchanged.set(old, known);
      return known;
    };
    const newNumber = (old: string) => (caseNumber = old.replace(/\d+$/, serial));
    const valueOf = (parameter: Parameter): unknown => {
      switch (parameter.kind) {
        case 'constant':
          return parameter.value;
        case 'text':
          return parameter.value.replace(uuid, newId).replace(number, newNumber);
        case 'hash':
          return randomBytes(32).toString('hex');
        case 'now':
          return new Date();
      }
    };
    for (const { text, parameters } of statements) {
      const values = parameters.map(valueOf);
      const { rows } = await execute(text, values);
      if (text.startsWith('insert into "case_number_counter"'))
        serial = String(counterRow.parse(rows[0]).last_number).padStart(4, '0');
      if (text.startsWith('insert into "cases"')) caseId = String(values[0]);
    }
    return { id: caseId, number: caseNumber };
  };
}

function parameterOf(one: unknown, other: unknown): Parameter {
  if (one === other || typeof one !== 'string' || typeof other !== 'string')
    return { kind: 'constant', value: one };
  if (/^[0-9a-f]{64}$/.test(one)) return { kind: 'hash' };
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(one)) return { kind: 'now' };
  if (one.search(uuid) >= 0 || one.search(number) >= 0) return { kind: 'text', value: one };
  return { kind: 'constant', value: one };
}

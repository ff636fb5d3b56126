import { appendFileSync } from 'node:fs';
import pg from 'pg';

/*
 * Loaded before the app: writes the statements of every transaction that inserts a case to the file
 * BENCH_RECORD_FILE, one JSON line each. So the bare arm does exactly what the product does, whatever that is today.
 */
const file = process.env.BENCH_RECORD_FILE ?? '';
const transactions = new WeakMap<object, { text: string; values: unknown[] }[]>();
// The driver's method is overloaded; only the call with text and values is looked at.
type Query = (this: object, ...args: unknown[]) => unknown;
const prototype = pg.Client.prototype as unknown as { query: Query };
const query = prototype.query;

prototype.query = function recordingQuery(...args) {
  const [text, values] = args;
  if (typeof text === 'string') note(this, text, Array.isArray(values) ? values : []);
  return query.apply(this, args);
};

function note(client: object, text: string, values: unknown[]): void {
  if (/^begin/i.test(text)) transactions.set(client, []);
  else if (/^commit/i.test(text)) {
    const statements = transactions.get(client) ?? [];
    transactions.delete(client);
    if (statements.some((statement) => statement.text.startsWith('insert into "cases"')))
      appendFileSync(file, `${JSON.stringify(statements)}\n`);
  } else transactions.get(client)?.push({ text, values });
}

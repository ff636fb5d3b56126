import {
  BpmnError,
  FatalJobError,
  RetryLaterError,
  type JobContext,
  type Variables,
  type Worker,
} from '../../src/engine/define-worker.ts';
import type { Register } from '../../src/register/index.ts';
import type { Services } from '../../workers/index.ts';
import { loadNotices, publicUrl } from '../notification/setup.ts';

const notification = loadNotices();
let nextKey = 2_251_799_813_685_249n;

/** A key as the engine gives them: beyond 2^53. */
export function newKey(): string {
  nextKey += 1n;
  return String(nextKey);
}

export interface JobOptions {
  headers?: Record<string, string>;
  elementId?: string;
  /** The same for every try of one activation of the task. */
  elementInstanceKey?: string;
  processInstanceKey?: string;
  /** Who completed the user task before; asked for by task and occurrence. */
  whoCompleted?: Services['engine']['whoCompleted'];
}

/** Runs a worker as the runner does: schemas applied, with a job of its own. */
export function runJob(
  register: Register,
  worker: Worker<Services>,
  variables: Record<string, unknown>,
  options: JobOptions = {},
): Promise<Variables> {
  const { headers = {}, elementId = 'Task_UnderTest', processInstanceKey = '2251799813685000' } = options;
  const elementInstanceKey = options.elementInstanceKey ?? newKey();
  const context: JobContext<string> & Services = {
    job: {
      key: newKey(),
      processInstanceKey,
      processId: 'test',
      elementId,
      elementInstanceKey,
      headers,
      attempt: 1,
    },
    signal: new AbortController().signal,
    bpmnError: (code, sent) => new BpmnError(code, sent),
    fatal: (message) => new FatalJobError(message),
    retryLater: (message, delayMs) => new RetryLaterError(message, delayMs),
    register,
    notification,
    engine: { whoCompleted: options.whoCompleted ?? (() => Promise.resolve('clerk')) },
    publicUrl,
  };
  const fetched = Object.fromEntries(worker.inputKeys.map((key) => [key, variables[key]]));
  return worker.run(fetched, context);
}

/** How many rows each table holds, and every row that belongs to the case: what a repeated job must not change. */
export async function traces(register: Register, caseId: string): Promise<unknown> {
  const tables = [
    'cases',
    'step',
    'material',
    'supplementRound',
    'circulationHop',
    'notice',
    'notification',
    'audit',
  ] as const;
  const rows = await Promise.all(
    tables.map((table) =>
      register.db
        .selectFrom(table)
        .selectAll()
        .where(table === 'cases' ? 'id' : 'caseId', '=', caseId)
        .execute(),
    ),
  );
  const outbox = await register.db.selectFrom('outbox').selectAll().execute();
  const tokens = await register.db
    .selectFrom('customerToken')
    .select('tokenHash')
    .where('caseId', '=', caseId)
    .execute();
  const text = (value: unknown) => JSON.stringify(value);
  return {
    ...Object.fromEntries(tables.map((table, index) => [table, (rows[index] ?? []).map(text).sort()])),
    outbox: outbox.length,
    tokens: tokens.length,
  };
}

import { z } from 'zod';
import { BpmnError, FatalJobError, RetryLaterError, workerDefiner } from '../../src/engine/define-worker.ts';
import type { JobContext } from '../../src/engine/define-worker.ts';

interface Services {
  greet: (id: string) => string;
}
const defineWorker = workerDefiner<Services>();

const context: JobContext<string> & Services = {
  job: {
    key: '1',
    processInstanceKey: '2',
    processId: 'p',
    elementId: 'Task_A',
    elementInstanceKey: '3',
    headers: {},
    attempt: 1,
  },
  signal: new AbortController().signal,
  bpmnError: (code, variables) => new BpmnError(code, variables),
  fatal: (message) => new FatalJobError(message),
  retryLater: (message, delayMs) => new RetryLaterError(message, delayMs),
  greet: (id) => `hello ${id}`,
};

const worker = defineWorker({
  type: 'probe.greet',
  input: z.object({ caseId: z.uuid(), note: z.string().nullish(), score: z.number().int().nullish() }),
  output: z.object({ greeting: z.string(), greetedAt: z.date().optional() }),
  errors: ['NOBODY_THERE'],
  handle({ caseId, note }, { greet, bpmnError }) {
    if (note === 'nobody') throw bpmnError('NOBODY_THERE', { note: null });
    // @ts-expect-error a code that is not declared is refused by the compiler
    if (note === 'never') throw bpmnError('UNDECLARED');
    return { greeting: greet(caseId), extra: 'dropped' };
  },
});
const caseId = '0b9f3b1e-6c1f-4b4e-9a53-1f2d3c4b5a69';

describe('defineWorker', () => {
  test('names just the keys of input and output', () => {
    expect(worker.inputKeys).toEqual(['caseId', 'note', 'score']);
    expect(worker.outputKeys).toEqual(['greeting', 'greetedAt']);
    expect(worker.errors).toEqual(['NOBODY_THERE']);
  });

  test('completes with just the output keys', async () => {
    await expect(worker.run({ caseId }, context)).resolves.toEqual({ greeting: `hello ${caseId}` });
  });

  test('throws the declared business error with its variables', async () => {
    await expect(worker.run({ caseId, note: 'nobody' }, context)).rejects.toMatchObject({
      code: 'NOBODY_THERE',
      variables: { note: null },
    });
  });

  test('bad input is fatal; the message names paths and kinds, never values', async () => {
    const failure: unknown = await worker
      .run({ caseId: 'SECRET-1', score: 'SECRET-2' }, context)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(FatalJobError);
    const { message } = failure as FatalJobError;
    expect(message).toContain('caseId (invalid_format)');
    expect(message).toContain('score (expected number)');
    expect(message).toContain('retry the incident');
    expect(message).not.toContain('SECRET');
  });

  test('a result that does not fit is fatal and says whose defect it is', async () => {
    const broken = defineWorker({
      type: 'probe.broken',
      input: z.object({}),
      output: z.object({ count: z.number() }),
      // @ts-expect-error a wrong result is refused by the compiler; at run time it is caught as well
      handle: () => ({ count: 'SECRET' }),
    });
    await expect(broken.run({}, context)).rejects.toThrow(
      /result of probe\.broken.*count \(expected number\).*defect of the worker/,
    );
  });
});

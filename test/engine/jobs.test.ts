import { jest } from '@jest/globals';
import { z } from 'zod';
import { workerDefiner, type JobInfo } from '../../src/engine/index.ts';
import { testEnvironment } from '../support/environment.ts';
import { until } from '../support/wait.ts';
import { createHarness, newJobType, type Harness } from './harness.ts';

jest.setTimeout(60_000);

const defineWorker = workerDefiner<object>();
const anyOutput = z.object({});
const withId = z.object({ id: z.string() });

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.close());

const outcomes = (type: string) =>
  harness.events.filter((event) => event.type === type).map(({ outcome }) => outcome);
const whenEnded = (type: string, count = 1) =>
  until(`${count} jobs have ended`, () => outcomes(type).length >= count && outcomes(type));
const reasonOf = (type: string) =>
  harness.record(
    'job',
    { intent: 'FAILED', 'value.type': type, 'value.retries': '0' },
    z.object({ errorMessage: z.string(), retries: z.number() }),
  );

describe('a job', () => {
  test('gets just its input, completes with just its output, knows where it stands', async () => {
    const type = newJobType();
    const seen: { input: unknown; job: JobInfo }[] = [];
    harness.start(
      defineWorker({
        type,
        input: z.looseObject({ ...withId.shape, absent: z.string().nullish() }),
        output: z.object({ answer: z.number() }),
        handle(input, { job }) {
          seen.push({ input, job });
          return { answer: 42, extra: 'not ours' };
        },
      }),
    );
    const id = await harness.ask(type, { other: 'not asked for' });
    expect(await whenEnded(type)).toEqual(['completed']);
    expect(seen).toHaveLength(1);
    const [{ input, job } = { input: undefined, job: undefined }] = seen;
    expect(input).toEqual({ id });
    expect(job).toMatchObject({
      processId: 'probe-task',
      elementId: 'Task_Work',
      headers: { colour: 'green' },
      attempt: 1,
    });
    const { variables } = await harness.record(
      'job',
      { intent: 'COMPLETED', 'value.type': type },
      z.object({ variables: z.record(z.string(), z.unknown()) }),
    );
    expect(variables).toEqual({ answer: 42 });
  });

  test('with no input at all fetches no variables', async () => {
    const type = newJobType();
    const seen: unknown[] = [];
    harness.start(
      defineWorker({
        type,
        input: z.looseObject({}),
        output: anyOutput,
        handle(input) {
          seen.push(input);
          return {};
        },
      }),
    );
    await harness.ask(type, { secret: 'x' });
    await whenEnded(type);
    expect(seen).toEqual([{}]);
  });

  test('ends at the boundary event with the declared business error and its variables', async () => {
    const type = newJobType();
    harness.start(
      defineWorker({
        type,
        input: withId,
        output: anyOutput,
        errors: ['PROBE_REFUSED'],
        handle(_input, { bpmnError }) {
          throw bpmnError('PROBE_REFUSED', { answerProblem: 'please say why' });
        },
      }),
    );
    await harness.ask(type);
    expect(await whenEnded(type)).toEqual(['bpmnError']);
    const thrown = await harness.record(
      'job',
      { intent: 'ERROR_THROWN', 'value.type': type },
      z.object({ processInstanceKey: z.string(), variables: z.record(z.string(), z.unknown()) }),
    );
    expect(thrown.variables).toEqual({ answerProblem: 'please say why' });
    await harness.record(
      'process-instance',
      {
        intent: 'ELEMENT_COMPLETED',
        'value.processInstanceKey': thrown.processInstanceKey,
        'value.elementId': 'EndEvent_Refused',
      },
      z.object({}),
    );
  });

  test('with an error that nobody declared becomes an incident that says so', async () => {
    const type = newJobType();
    const careless: string = 'PROBE_UNKNOWN';
    harness.start(
      defineWorker({
        type,
        input: withId,
        output: anyOutput,
        errors: ['PROBE_REFUSED', careless].slice(0, 1),
        handle(_input, { bpmnError }) {
          throw bpmnError(careless);
        },
      }),
    );
    await harness.ask(type);
    expect(await whenEnded(type)).toEqual(['incident']);
    expect((await reasonOf(type)).errorMessage).toContain('undeclared business error PROBE_UNKNOWN');
  });

  test('that fails is tried again after growing pauses, with the attempt counted', async () => {
    const type = newJobType();
    const tries: { at: number; attempt: number }[] = [];
    harness.start(
      defineWorker({
        type,
        input: withId,
        output: anyOutput,
        handle(_input, { job }) {
          tries.push({ at: performance.now(), attempt: job.attempt });
          if (tries.length < 3) throw new TypeError('not yet');
          return {};
        },
      }),
    );
    await harness.ask(type);
    expect(await whenEnded(type, 3)).toEqual(['retry', 'retry', 'completed']);
    expect(tries.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    const [first, second, third] = tries.map(({ at }) => at);
    // 1 s and 3 s, of which chance takes at most a half.
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(450);
    expect((third ?? 0) - (second ?? 0)).toBeGreaterThan(1_400);
  });

  test('that can never succeed ends as one incident when its tries are used up', async () => {
    const type = newJobType();
    harness.start(
      defineWorker({
        type,
        input: withId,
        output: anyOutput,
        handle(_input, { retryLater }) {
          throw retryLater('The partner has not answered', 20);
        },
      }),
    );
    await harness.ask(type);
    expect(await whenEnded(type, 8)).toEqual([...Array<string>(7).fill('retry'), 'incident']);
    const { errorMessage } = await reasonOf(type);
    expect(errorMessage).toMatch(
      /^The partner has not answered\. No tries are left: .*retry the incident\.$/,
    );
  });

  test('that throws what is no error, at once or later, does not hurt the others', async () => {
    const type = newJobType();
    let tries = 0;
    harness.start(
      defineWorker({
        type,
        input: withId,
        output: anyOutput,
        handle() {
          tries += 1;
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a careless library
          if (tries === 1) return Promise.reject('just text');
          return {};
        },
      }),
    );
    await harness.ask(type);
    expect(await whenEnded(type, 2)).toEqual(['retry', 'completed']);
  });

  test('that hangs is handed back before its lease ends, and done by the next try', async () => {
    const type = newJobType();
    const signals: AbortSignal[] = [];
    harness.start(
      defineWorker({
        type,
        input: withId,
        output: anyOutput,
        timeoutMs: 1_000,
        maxJobs: 1,
        handle(_input, { signal }) {
          signals.push(signal);
          return signals.length === 1 ? new Promise<never>(() => undefined) : {};
        },
      }),
    );
    await harness.ask(type);
    expect(await whenEnded(type, 2)).toEqual(['retry', 'completed']);
    expect(signals[0]?.aborted).toBe(true);
  });

  test('whose instance was cancelled meanwhile is gone, which is no failure', async () => {
    const type = newJobType();
    harness.start(
      defineWorker({
        type,
        input: withId,
        output: anyOutput,
        async handle(_input, { job }) {
          const answer = await fetch(
            `${testEnvironment().restUrl}/v2/process-instances/${job.processInstanceKey}/cancellation`,
            { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' },
          );
          expect(answer.status).toBe(204);
          return {};
        },
      }),
    );
    await harness.ask(type);
    expect(await whenEnded(type)).toEqual(['gone']);
  });

  test('leaves one log line, and no value of a variable anywhere: log, engine, incident', async () => {
    const marker = 'MARKER-7f3a';
    const types = { input: newJobType(), crash: newJobType(), output: newJobType() };
    const input = z.object({ id: z.string(), secret: z.string() });
    harness.start(
      defineWorker({
        type: types.input,
        input: z.object({ secret: z.number(), other: z.uuid() }),
        output: anyOutput,
        handle: () => ({}),
      }),
      defineWorker({
        type: types.crash,
        input,
        output: anyOutput,
        handle({ secret }, { job }) {
          if (job.attempt === 1) throw new Error(`duplicate key (phone)=(${secret})`);
          return {};
        },
      }),
      defineWorker({
        type: types.output,
        input,
        output: z.object({ code: z.string().max(3) }),
        handle: ({ secret }) => ({ code: secret }),
      }),
    );
    for (const type of Object.values(types)) await harness.ask(type, { secret: marker, other: marker });
    expect(await whenEnded(types.input)).toEqual(['incident']);
    expect(await whenEnded(types.output)).toEqual(['incident']);
    expect(await whenEnded(types.crash, 2)).toEqual(['retry', 'completed']);

    const messages = [await reasonOf(types.input), await reasonOf(types.output)].map(
      (job) => job.errorMessage,
    );
    expect(messages[0]).toContain('secret (expected number), other (invalid_format)');
    expect(messages[1]).toContain('code (too_big)');
    const { errorMessage } = await harness.record(
      'job',
      { intent: 'FAILED', 'value.type': types.crash },
      z.object({ errorMessage: z.string() }),
    );
    expect(errorMessage).toBe(`${types.crash} failed: Error.`);
    expect(messages.join('\n')).not.toContain(marker);
    expect(harness.logged.join('\n')).not.toContain(marker);
    const lines = harness.logged.filter((line) => line.includes(types.input) && line.includes('"msg":"job"'));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      type: types.input,
      element: 'Task_Work',
      attempt: 1,
      outcome: 'incident',
    });
    expect(harness.logged.some((line) => line.includes('job failed') && line.includes('jobs.test.ts'))).toBe(
      true,
    );
  });
});

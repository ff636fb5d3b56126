import type { z } from 'zod';

/** What a process variable can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type Variables = Readonly<Record<string, Json>>;

/** Facts about the job that a handler may need; keys are strings, for they exceed 2^53. */
export interface JobInfo {
  readonly key: string;
  readonly processInstanceKey: string;
  readonly processId: string;
  readonly elementId: string;
  readonly elementInstanceKey: string;
  /** The static settings of the task (`zeebe:taskHeaders`). */
  readonly headers: Readonly<Record<string, string>>;
  /** 1 for the first try; counted from `taskRetries`, which every service task sets. */
  readonly attempt: number;
}

/**
 * The retries that every service task carries (`zeebe:taskDefinition retries`). The engine reports only the
 * retries left, so attempt numbers and the growing pause between tries are counted from here. With the pauses
 * of src/engine/retry-pause.ts a job outlives an outage of about ten minutes before it becomes an incident.
 */
export const taskRetries = 8;

/** A business fact that the model catches at a boundary. Thrown, made by `context.bpmnError`. */
export class BpmnError extends Error {
  override readonly name = 'BpmnError';
  readonly code: string;
  readonly variables: Variables;
  constructor(code: string, variables: Variables = {}) {
    super(`business error ${code}`);
    this.code = code;
    this.variables = variables;
  }
}

/**
 * Trying again cannot help: the job becomes an incident at once. The message is read by whoever repairs it in
 * Operate: it names paths and codes, says what to do, and never holds a value.
 */
export class FatalJobError extends Error {
  override readonly name = 'FatalJobError';
}

/** Not yet possible: the job is tried again after `delayMs`; the message never holds a value. */
export class RetryLaterError extends Error {
  override readonly name = 'RetryLaterError';
  readonly delayMs: number;
  constructor(message: string, delayMs: number) {
    super(message);
    this.delayMs = delayMs;
  }
}

/** What a handler gets beside its input and the services. The three makers return an error to `throw`. */
export interface JobContext<ErrorCode extends string> {
  readonly job: JobInfo;
  /** Aborted when the job's lease has run out: another worker may have taken it over by then. */
  readonly signal: AbortSignal;
  /** `throw bpmnError('CODE')`: only codes that the worker declares compile. */
  readonly bpmnError: (code: ErrorCode, variables?: Variables) => BpmnError;
  /** `throw fatal('what is wrong; what to do')`: an incident at once. Never a value in the message. */
  readonly fatal: (message: string) => FatalJobError;
  /** `throw retryLater('what it waits for', ms)`: one try fewer, next one after the pause. */
  readonly retryLater: (message: string, delayMs: number) => RetryLaterError;
}

export interface WorkerDefinition<
  Services extends object,
  Input extends z.ZodObject,
  Output extends z.ZodObject,
  ErrorCode extends string,
> {
  /** `<domain>.<verbObject>`, as in the model's `zeebe:taskDefinition`. */
  readonly type: string;
  /** Exactly these keys are fetched. A variable that does not exist is absent, so use `.nullish()` where needed. */
  readonly input: Input;
  /** Exactly these keys are handed back; anything else that the handler returns is dropped. */
  readonly output: Output;
  /** The codes the handler may throw; each has a boundary event in every model that uses the type. */
  readonly errors?: readonly ErrorCode[];
  /**
   * The lease, ms. Well above the worst handling time, and not longer than a job may wait when the process that
   * has it is killed. Default 20,000; at nine tenths of it a handler is given up and its job handed back.
   */
  readonly timeoutMs?: number;
  /** How many jobs of this type run at once. Default 16. */
  readonly maxJobs?: number;
  handle(
    input: z.output<Input>,
    context: JobContext<ErrorCode> & Services,
  ): Promise<z.input<Output>> | z.input<Output>;
}

/** A worker as the runner sees it: schemas applied, types gone. */
export interface Worker<Services extends object> {
  readonly type: string;
  readonly inputKeys: readonly string[];
  readonly outputKeys: readonly string[];
  readonly errors: readonly string[];
  readonly timeoutMs: number;
  readonly maxJobs: number;
  /**
   * Runs one job: checks the variables, calls the handler, checks its result; returns the variables to complete
   * with. Throws FatalJobError when either check fails, naming paths and never values.
   */
  run(variables: unknown, context: JobContext<string> & Services): Promise<Variables>;
}

/**
 * Gives the `defineWorker` for a set of services. The compiler then refuses undeclared error codes and results
 * that do not fit the output.
 */
export function workerDefiner<Services extends object>() {
  return function defineWorker<
    Input extends z.ZodObject,
    Output extends z.ZodObject,
    const ErrorCode extends string = never,
  >(definition: WorkerDefinition<Services, Input, Output, ErrorCode>): Worker<Services> {
    const { type, input, output, errors = [], timeoutMs = 20_000, maxJobs = 16 } = definition;
    return {
      type,
      inputKeys: Object.keys(input.shape),
      outputKeys: Object.keys(output.shape),
      errors,
      timeoutMs,
      maxJobs,
      async run(variables, context) {
        const parsed = input.safeParse(variables);
        if (!parsed.success)
          throw new FatalJobError(
            `The variables do not fit ${type}: ${describeIssues(parsed.error)}. ` +
              'Correct them in Operate (or the task in the model), then retry the incident.',
          );
        const result = output.safeParse(await definition.handle(parsed.data, context));
        if (!result.success)
          throw new FatalJobError(
            `The result of ${type} does not fit its declaration: ${describeIssues(result.error)}. ` +
              'This is a defect of the worker: repair it, restart the app, then retry the incident.',
          );
        return toVariables(result.data);
      },
    };
  };
}

/** Paths and kinds of problem only: zod's own messages may quote the value. */
function describeIssues(error: z.ZodError): string {
  return error.issues
    .map((issue) => {
      const path = issue.path.map(String).join('.') || '(all)';
      return 'expected' in issue ? `${path} (expected ${String(issue.expected)})` : `${path} (${issue.code})`;
    })
    .join(', ');
}

/** What JSON makes of a result: dates become ISO texts, absent keys vanish. */
function toVariables(value: object): Variables {
  return JSON.parse(JSON.stringify(value)) as Variables;
}

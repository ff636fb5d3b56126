import type { Logger } from '../logger.ts';
import {
  BpmnError,
  FatalJobError,
  RetryLaterError,
  taskRetries,
  type JobContext,
  type JobInfo,
  type Variables,
  type Worker,
} from './define-worker.ts';
import type { Gateway } from './gateway.ts';
import { describeError, grpcCode, grpcStatus } from './grpc-error.ts';
import type { RawJob } from './job-stream.ts';
import { AbortedError, unlessAborted } from './pause.ts';
import { retryPause, whileTransient } from './retry-pause.ts';

/** How a job ended, for the log and the metrics. */
export type JobOutcome = 'completed' | 'bpmnError' | 'retry' | 'incident' | 'gone' | 'unacknowledged';

/** What is told to the engine at the end of a job. */
type Verdict =
  | { outcome: 'completed'; variables: Variables }
  | { outcome: 'bpmnError'; code: string; variables: Variables }
  | { outcome: 'retry'; reason: string; pauseMs: number }
  | { outcome: 'incident'; reason: string };

export interface JobRun {
  readonly gateway: Gateway;
  readonly logger: Logger;
}

/**
 * Runs one job and tells the engine how it ended: always exactly one answer, or none and the lease gives the job
 * back. Never rejects. Writes one log line: ids, codes and durations, never a variable.
 */
export async function runJob<Services extends object>(
  raw: RawJob,
  worker: Worker<Services>,
  services: Services,
  { gateway, logger }: JobRun,
): Promise<{ outcome: JobOutcome; durationMs: number }> {
  const startedAt = performance.now();
  const attempt = Math.max(1, taskRetries - raw.retries + 1);
  const lease = leaseOf(worker.timeoutMs);
  const verdict = await judge(raw, attempt, worker, services, lease, logger);
  const handledMs = Math.round(performance.now() - startedAt);
  const acknowledgement = await acknowledge(gateway, raw, verdict, lease.end);
  lease.release();
  const outcome = acknowledgement.ok ? verdict.outcome : acknowledgement.outcome;
  const durationMs = Math.round(performance.now() - startedAt);
  const line = {
    type: worker.type,
    job: raw.key,
    instance: raw.processInstanceKey,
    element: raw.elementId,
    attempt,
    handledMs,
    durationMs,
    outcome,
    ...(verdict.outcome === 'bpmnError' ? { code: verdict.code } : {}),
    ...('reason' in verdict ? { reason: verdict.reason } : {}),
    ...(acknowledgement.ok ? {} : { intended: verdict.outcome, failure: acknowledgement.failure }),
  };
  if (outcome === 'completed' || outcome === 'bpmnError') logger.info(line, 'job');
  else if (outcome === 'incident') logger.error(line, 'job');
  else logger.warn(line, 'job');
  return { outcome, durationMs };
}

interface Lease {
  /** Aborts shortly before the lease ends: time enough to hand the job back. */
  readonly handling: AbortSignal;
  /** Aborts when the lease ends. */
  readonly end: AbortSignal;
  release(): void;
}

function leaseOf(timeoutMs: number): Lease {
  const handling = new AbortController();
  const end = new AbortController();
  const timers = [
    setTimeout(() => handling.abort(), timeoutMs * 0.9),
    setTimeout(() => end.abort(), timeoutMs),
  ];
  return {
    handling: handling.signal,
    end: end.signal,
    release: () => timers.forEach((timer) => clearTimeout(timer)),
  };
}

async function judge<Services extends object>(
  raw: RawJob,
  attempt: number,
  worker: Worker<Services>,
  services: Services,
  lease: Lease,
  logger: Logger,
): Promise<Verdict> {
  const retry = (reason: string, pauseMs = retryPause(attempt)): Verdict =>
    raw.retries > 1
      ? { outcome: 'retry', reason, pauseMs }
      : {
          outcome: 'incident',
          reason: `${reason} No tries are left: remove the cause (the app's log has it under this job's key), then retry the incident.`,
        };
  try {
    const context = contextOf(raw, attempt, lease.handling);
    // A handler that hangs gives its place back; what it does later is harmless, for effects happen once.
    const work = worker.run(JSON.parse(raw.variables), { ...services, ...context });
    return { outcome: 'completed', variables: await unlessAborted(work, lease.handling) };
  } catch (error) {
    if (error instanceof BpmnError) {
      if (worker.errors.includes(error.code))
        return { outcome: 'bpmnError', code: error.code, variables: error.variables };
      const reason = `${worker.type} threw the undeclared business error ${error.code}. Declare it in the worker and catch it in the model.`;
      return { outcome: 'incident', reason };
    }
    if (error instanceof FatalJobError) return { outcome: 'incident', reason: error.message };
    if (error instanceof RetryLaterError) return retry(`${error.message}.`, error.delayMs);
    if (error instanceof AbortedError)
      return retry(`${worker.type} did not finish within its lease of ${worker.timeoutMs} ms.`);
    // The message may quote a value (a database error does), so neither engine nor log gets it.
    const frames = error instanceof Error ? framesOf(error) : [];
    logger.warn({ type: worker.type, job: raw.key, error: describeError(error), frames }, 'job failed');
    return retry(`${worker.type} failed: ${describeError(error)}.`);
  }
}

function contextOf(raw: RawJob, attempt: number, signal: AbortSignal): JobContext<string> {
  const job: JobInfo = {
    key: raw.key,
    processInstanceKey: raw.processInstanceKey,
    processId: raw.bpmnProcessId,
    elementId: raw.elementId,
    elementInstanceKey: raw.elementInstanceKey,
    headers: JSON.parse(raw.customHeaders) as Record<string, string>,
    attempt,
  };
  return {
    job,
    signal,
    bpmnError: (code, variables) => new BpmnError(code, variables),
    fatal: (message) => new FatalJobError(message),
    retryLater: (message, delayMs) => new RetryLaterError(message, delayMs),
  };
}

type Acknowledgement = { ok: true } | { ok: false; outcome: 'gone' | 'unacknowledged'; failure: string };

/** Repeats the answer while the engine is out of reach, until the lease ends; then the job comes back by itself. */
async function acknowledge(
  gateway: Gateway,
  raw: RawJob,
  verdict: Verdict,
  leaseEnd: AbortSignal,
): Promise<Acknowledgement> {
  const send = () => {
    switch (verdict.outcome) {
      case 'completed':
        return gateway.complete(raw.key, verdict.variables);
      case 'bpmnError':
        return gateway.throwError(raw.key, verdict.code, verdict.code, verdict.variables);
      case 'retry':
        return gateway.fail(raw.key, raw.retries - 1, verdict.pauseMs, verdict.reason);
      case 'incident':
        return gateway.fail(raw.key, 0, 0, verdict.reason);
    }
  };
  try {
    await whileTransient(send, leaseEnd);
    return { ok: true };
  } catch (error) {
    // Somebody else finished it, or its instance ended: nothing is left to do.
    const isGone = grpcCode(error) === grpcStatus.notFound;
    return { ok: false, outcome: isGone ? 'gone' : 'unacknowledged', failure: describeError(error) };
  }
}

function framesOf(error: Error): string[] {
  return (error.stack ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, 8);
}

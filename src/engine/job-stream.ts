import type { Camunda8 } from '@camunda8/sdk';
import type { EventEmitter } from 'node:events';
import { NoAnswerError } from './grpc-error.ts';

/** A job as the engine hands it out; both texts are JSON. */
export interface RawJob {
  readonly key: string;
  readonly processInstanceKey: string;
  readonly bpmnProcessId: string;
  readonly elementId: string;
  readonly elementInstanceKey: string;
  readonly customHeaders: string;
  readonly retries: number;
  readonly variables: string;
}

export interface Activation {
  readonly type: string;
  /** At most this many jobs. */
  readonly maxJobs: number;
  /** The lease, ms. */
  readonly timeoutMs: number;
  readonly fetchVariables: readonly string[];
  readonly worker: string;
  readonly signal: AbortSignal;
}

/** The gateway ends an empty long poll after 10 s; a poll that has no end well after that is lost. */
const pollLimitMs = 25_000;

type Client = ReturnType<Camunda8['getZeebeGrpcApiClient']>;
type JobStream = EventEmitter & { cancel(): void };
interface StreamingClient {
  activateJobsStream(request: object): Promise<JobStream | { error: Error } | undefined>;
}

/**
 * Uses the SDK's stream of activated jobs, not its `activateJobs` or `createWorker`, for these lose jobs until
 * their lease ends: the client-side timer stops listening one second after the long poll's end without
 * cancelling it, nothing can be cancelled on stop, and a job whose JSON does not parse fails unobserved.
 * Without `requestTimeout` that timer is not armed and the gateway's own limit (10 s) holds.
 */
export async function activateJobs(client: Client, request: Activation): Promise<readonly RawJob[]> {
  const streaming = (await client['grpc']) as StreamingClient;
  const opened = await streaming.activateJobsStream({
    type: request.type,
    worker: request.worker,
    timeout: request.timeoutMs,
    maxJobsToActivate: request.maxJobs,
    // An empty list would fetch everything, and no variable can have this name.
    fetchVariable: request.fetchVariables.length > 0 ? request.fetchVariables : ['='],
  });
  if (!opened) throw new NoAnswerError('the connection is closing');
  if ('error' in opened) throw opened.error;
  const stream = opened;

  return new Promise((resolve, reject) => {
    const jobs: RawJob[] = [];
    let hasEnded = false;
    let hasStatus = false;
    let grace: NodeJS.Timeout | undefined;
    const cancel = () => {
      stream.cancel();
      grace ??= setTimeout(() => fail(new NoAnswerError('a cancelled poll did not end')), 1_000);
    };
    const limit = setTimeout(cancel, pollLimitMs);
    const settle = () => {
      clearTimeout(limit);
      clearTimeout(grace);
      request.signal.removeEventListener('abort', cancel);
    };
    // A real answer has an end and a status; the SDK may fake the end of a stream that the gateway forgot.
    const finish = () => {
      if (!hasEnded || !hasStatus) return;
      settle();
      resolve(jobs);
    };
    // What has arrived is ours all the same: the lease runs.
    const fail = (error: Error) => {
      settle();
      if (jobs.length > 0) resolve(jobs);
      else reject(error);
    };
    stream.on('data', (batch: { jobs: RawJob[] }) => jobs.push(...batch.jobs));
    stream.on('end', () => {
      hasEnded = true;
      finish();
    });
    stream.on('status', (status: { code: number }) => {
      hasStatus = status.code === 0;
      finish();
    });
    stream.on('error', fail);
    request.signal.addEventListener('abort', cancel, { once: true });
    if (request.signal.aborted) cancel();
  });
}

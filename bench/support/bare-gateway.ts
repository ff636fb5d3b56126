import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { credentials, makeGenericClientConstructor, type ServiceError } from '@grpc/grpc-js';
import { loadSync, type ServiceDefinition } from '@grpc/proto-loader';

/** A job as the bare loop sees it. */
export interface BareJob {
  key: string;
  type: string;
}

/** The engine's calls without anything of ours around them: what the figures are compared with. */
export interface BareGateway {
  activate(request: { type: string; maxJobs: number; timeoutMs: number }): Promise<BareJob[]>;
  complete(jobKey: string, variables: object): Promise<void>;
  createInstance(processId: string, variables: object): Promise<void>;
  /** Resolves when the instance has ended. */
  runInstance(processId: string, variables: object): Promise<void>;
  publish(message: { name: string; correlationKey: string; variables: object }): Promise<void>;
  deploy(name: string, content: Buffer): Promise<void>;
  close(): void;
}

const callLimitMs = 60_000;
const pollLimitMs = 10_000;
/** The engine sheds load with this code; the same call works a moment later. */
const resourceExhausted = 8;
export const shedPauseMs = 20;
export const isOverloaded = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === resourceExhausted;

// grpc-js builds clients at run time from the protocol file, so their methods have no types of their own.
type Unary = (
  request: object,
  options: { deadline: number },
  done: (error: ServiceError | null, answer: unknown) => void,
) => void;
type Batches = AsyncIterable<{ jobs: BareJob[] }>;
type Client = Record<string, Unary> & {
  activateJobs: (request: object, options: { deadline: number }) => Batches;
  close: () => void;
};

export function createBareGateway(address: string): BareGateway {
  const sdk = dirname(createRequire(import.meta.url).resolve('@camunda8/sdk'));
  const definition = loadSync(join(sdk, 'proto', 'zeebe.proto'), { longs: String, defaults: true });
  const Gateway = makeGenericClientConstructor(
    definition['gateway_protocol.Gateway'] as ServiceDefinition,
    'Gateway',
  );
  const client = new Gateway(address, credentials.createInsecure()) as unknown as Client;

  const once = (method: string, request: object) =>
    new Promise<unknown>((resolve, reject) => {
      const call = client[method]?.bind(client);
      if (!call) throw new Error(`The protocol has no ${method}.`);
      call(request, { deadline: Date.now() + callLimitMs }, (error, answer) => {
        if (error) reject(error);
        else resolve(answer);
      });
    });
  const unary = async (method: string, request: object): Promise<void> => {
    for (;;)
      try {
        await once(method, request);
        return;
      } catch (error) {
        if (!isOverloaded(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, shedPauseMs));
      }
  };

  return {
    async activate({ type, maxJobs, timeoutMs }) {
      const jobs: BareJob[] = [];
      const batches = client.activateJobs(
        {
          type,
          worker: 'bare',
          timeout: timeoutMs,
          maxJobsToActivate: maxJobs,
          requestTimeout: pollLimitMs,
          // No variable can have this name: an empty list would fetch them all.
          fetchVariable: ['='],
        },
        { deadline: Date.now() + 2 * pollLimitMs },
      );
      for await (const batch of batches) jobs.push(...batch.jobs);
      return jobs;
    },
    complete: (jobKey, variables) => unary('completeJob', { jobKey, variables: JSON.stringify(variables) }),
    createInstance: (bpmnProcessId, variables) =>
      unary('createProcessInstance', { bpmnProcessId, version: -1, variables: JSON.stringify(variables) }),
    runInstance: (bpmnProcessId, variables) =>
      unary('createProcessInstanceWithResult', {
        request: { bpmnProcessId, version: -1, variables: JSON.stringify(variables) },
        requestTimeout: callLimitMs,
        fetchVariables: ['='],
      }),
    publish: ({ variables, ...message }) =>
      unary('publishMessage', {
        ...message,
        messageId: message.correlationKey,
        timeToLive: 3_600_000,
        variables: JSON.stringify(variables),
      }),
    deploy: (name, content) => unary('deployResource', { resources: [{ name, content }] }),
    close: () => {
      client.close();
    },
  };
}

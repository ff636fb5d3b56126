import type { Logger } from '../logger.ts';
import type { Worker } from './define-worker.ts';
import { createCamundaApi } from './camunda-api.ts';
import { deploymentState, type DeploymentState } from './deployment-state.ts';
import { createExportedRecords, type ExportedRecords } from './exported-records.ts';
import { createGateway, type EngineLogin, type Gateway, type MessageToPublish } from './gateway.ts';
import { createOpenSearchReader } from './opensearch-reader.ts';
import { createQueryApiReader } from './query-api-reader.ts';
import type { EngineReader } from './reader.ts';
import { whoCompleted, type TaskCompletion } from './who-completed.ts';
import type { JobEvent } from './worker-loop.ts';
import { startWorkerPool, type WorkerPool } from './worker-pool.ts';

export interface EngineConfig {
  /** `host:port` of the gateway's gRPC. */
  readonly zeebeGrpcAddress: string;
  /** Where the broker's records are exported to, without a trailing slash; not used when `camundaRestUrl` is given. */
  readonly openSearchUrl: string;
  /** Where an engine that can be asked itself (8.9) answers over HTTP, without a trailing slash. */
  readonly camundaRestUrl?: string | undefined;
  readonly camundaLogin?: EngineLogin | undefined;
}

/** The workflow engine, as the rest of the product sees it. */
export interface Engine {
  /**
   * Hands a message over. Resolves with false when the engine knew its id already, which is as good. Rejects
   * with a gRPC error (src/engine/grpc-error.ts) when the engine did not take it.
   */
  publishMessage(message: MessageToPublish): Promise<boolean>;
  startWorkers<Services extends object>(
    workers: readonly Worker<Services>[],
    services: Services,
    onJob?: (event: JobEvent) => void,
  ): WorkerPool;
  /** See src/engine/who-completed.ts. */
  whoCompleted(task: TaskCompletion): Promise<string>;
  /** Version and number of partitions. Rejects when the engine does not answer within 3 s. */
  topology(): Promise<{ version: string; partitions: number }>;
  /** Compares the models below `root` with the engine's newest versions: src/engine/deployment-state.ts. */
  deploymentState(root: string): Promise<DeploymentState>;
  readonly gateway: Gateway;
  /** What is read of the engine's state: src/engine/reader.ts. */
  readonly reader: EngineReader;
  readonly records: ExportedRecords;
  /** Stop the workers first. */
  close(): Promise<void>;
}

/**
 * Connects lazily: an engine that is down is no error here, each call tells. `givenReader` takes the place of the
 * usual one, for an engine that exports nothing.
 */
export function createEngine(config: EngineConfig, logger: Logger, givenReader?: EngineReader): Engine {
  const gateway = createGateway(config.zeebeGrpcAddress, config.camundaLogin);
  const records = createExportedRecords(config.openSearchUrl);
  const reader = givenReader ?? usualReader(config, records);
  return {
    publishMessage: (message) => gateway.publish(message),
    startWorkers: (workers, services, onJob) => startWorkerPool(gateway, workers, services, logger, onJob),
    whoCompleted: (task) => whoCompleted(reader, task),
    topology: () => gateway.topology(),
    deploymentState: (root) => deploymentState(reader, root),
    gateway,
    reader,
    records,
    close: () => gateway.close(),
  };
}

function usualReader(config: EngineConfig, records: ExportedRecords): EngineReader {
  return config.camundaRestUrl
    ? createQueryApiReader(createCamundaApi(config.camundaRestUrl, config.camundaLogin))
    : createOpenSearchReader(config.openSearchUrl, records);
}

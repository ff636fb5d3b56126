import { Camunda8 } from '@camunda8/sdk';
import type { Variables } from './define-worker.ts';
import { grpcCode, grpcStatus, NoAnswerError } from './grpc-error.ts';
import { activateJobs, type Activation, type RawJob } from './job-stream.ts';

export interface MessageToPublish {
  readonly name: string;
  readonly correlationKey: string;
  readonly messageId: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly timeToLiveMs: number;
}

export interface DeployedResource {
  readonly kind: 'process' | 'decision' | 'decisionRequirements' | 'form';
  readonly id: string;
  readonly version: number;
  readonly key: string;
}

/** The engine's calls that the product uses, over gRPC. All keys are strings. Errors carry a gRPC `code`. */
export interface Gateway {
  /** Long poll: resolves with the jobs, or with none after about 10 s. Rejects when there is no real answer. */
  activate(request: Activation): Promise<readonly RawJob[]>;
  complete(jobKey: string, variables: Variables): Promise<void>;
  fail(jobKey: string, retries: number, retryBackOffMs: number, message: string): Promise<void>;
  throwError(jobKey: string, code: string, message: string, variables: Variables): Promise<void>;
  /** Resolves with false when the engine already knows the message. */
  publish(message: MessageToPublish): Promise<boolean>;
  /** All resources in one request. `deploymentKey` is smaller than the keys of what is new in it. */
  deploy(
    resources: readonly { name: string; content: Buffer }[],
  ): Promise<{ deploymentKey: string; resources: readonly DeployedResource[] }>;
  topology(): Promise<{ version: string; partitions: number }>;
  close(): Promise<void>;
}

const unaryLimitMs = 10_000;
const reconnectMs: { first: number; longest: number } = { first: 100, longest: 1_000 };

/** Who the app is for the engine; sent with every call. */
export interface EngineLogin {
  readonly user: string;
  readonly password: string;
}

/**
 * @param address `host:port` of the gateway, plain text: the ports are open on loopback or a private
 * network only.
 * @param login absent for an engine that asks nobody who they are.
 */
export function createGateway(address: string, login?: EngineLogin): Gateway {
  const client = new Camunda8({
    ZEEBE_GRPC_ADDRESS: `grpc://${address}`,
    ...(login
      ? {
          CAMUNDA_AUTH_STRATEGY: 'BASIC',
          CAMUNDA_BASIC_AUTH_USERNAME: login.user,
          CAMUNDA_BASIC_AUTH_PASSWORD: login.password,
        }
      : { CAMUNDA_AUTH_STRATEGY: 'NONE', CAMUNDA_OAUTH_DISABLED: true }),
    CAMUNDA_LOG_LEVEL: 'none',
    CAMUNDA_SUPPORT_LOG_ENABLED: false,
    zeebeGrpcSettings: {
      ZEEBE_CLIENT_LOG_LEVEL: 'NONE',
      ZEEBE_GRPC_CLIENT_EAGER_CONNECT: false,
      // Retries are ours: the SDK's do not stop, and on closing it answers a lost call as if it had worked.
      ZEEBE_GRPC_CLIENT_RETRY: false,
      ZEEBE_GRPC_CLIENT_CONNECTION_TOLERANCE_MS: 100,
      // The SDK's type knows only its defaults here; any number works.
      GRPC_INITIAL_RECONNECT_BACKOFF_MS: reconnectMs.first as 1_000,
      GRPC_MAX_RECONNECT_BACKOFF_MS: reconnectMs.longest as 10_000,
      GRPC_KEEPALIVE_TIME_MS: 45_000,
      GRPC_KEEPALIVE_TIMEOUT_MS: 10_000,
    },
  }).getZeebeGrpcApiClient();

  return {
    activate: (request) => activateJobs(client, request),
    async complete(jobKey, variables) {
      await withLimit(client.completeJob({ jobKey, variables: asDocument(variables) }));
    },
    async fail(jobKey, retries, retryBackOff, errorMessage) {
      await withLimit(client.failJob({ jobKey, retries, retryBackOff, errorMessage }));
    },
    async throwError(jobKey, errorCode, errorMessage, variables) {
      await withLimit(
        client.throwError({ jobKey, errorCode, errorMessage, variables: asDocument(variables) }),
      );
    },
    async publish({ timeToLiveMs, variables, ...message }) {
      try {
        await withLimit(
          client.publishMessage({ ...message, variables: asDocument(variables), timeToLive: timeToLiveMs }),
        );
        return true;
      } catch (error) {
        if (grpcCode(error) === grpcStatus.alreadyExists) return false;
        throw error;
      }
    },
    async deploy(resources) {
      const answer = await withLimit(
        client.deployResources(resources.map(({ name, content }) => resourceOf(name, content))),
        60_000,
      );
      return {
        deploymentKey: answer.key,
        resources: (answer.deployments as RawDeployment[]).flatMap(deployedResources),
      };
    },
    async topology() {
      const { gatewayVersion, partitionsCount } = await withLimit(client.topology(), 3_000);
      return { version: gatewayVersion, partitions: partitionsCount };
    },
    async close() {
      await client.close();
    },
  };
}

async function withLimit<T>(call: Promise<T>, limitMs = unaryLimitMs): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new NoAnswerError(`The engine did not answer within ${limitMs} ms.`));
    }, limitMs);
  });
  try {
    return await Promise.race([call, limit]);
  } finally {
    clearTimeout(timer);
  }
}

type Client = ReturnType<Camunda8['getZeebeGrpcApiClient']>;

function resourceOf(name: string, content: Buffer) {
  if (name.endsWith('.bpmn')) return { process: content, name };
  return name.endsWith('.dmn') ? { decision: content, name } : { form: content, name };
}

/** The SDK's name for what JSON can hold. */
function asDocument(variables: Readonly<Record<string, unknown>>) {
  return variables as Parameters<Client['completeJob']>[0]['variables'];
}

interface RawDeployment {
  process?: { bpmnProcessId: string; version: number; processDefinitionKey: string } | null;
  decision?: { dmnDecisionId: string; version: number; decisionKey: string } | null;
  decisionRequirements?: {
    dmnDecisionRequirementsId: string;
    version: number;
    decisionRequirementsKey: string;
  } | null;
  form?: { formId: string; version: number; formKey: string } | null;
}

function deployedResources(deployment: RawDeployment): DeployedResource[] {
  const { process, decision, decisionRequirements: requirements, form } = deployment;
  if (process)
    return [
      {
        kind: 'process',
        id: process.bpmnProcessId,
        version: process.version,
        key: process.processDefinitionKey,
      },
    ];
  if (decision)
    return [
      { kind: 'decision', id: decision.dmnDecisionId, version: decision.version, key: decision.decisionKey },
    ];
  if (requirements)
    return [
      {
        kind: 'decisionRequirements',
        id: requirements.dmnDecisionRequirementsId,
        version: requirements.version,
        key: requirements.decisionRequirementsKey,
      },
    ];
  return form ? [{ kind: 'form', id: form.formId, version: form.version, key: form.formKey }] : [];
}

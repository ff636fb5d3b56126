import { join } from 'node:path';
import { z } from 'zod';
import type { ChildSpec } from './child.ts';
import type { Distribution } from './distribution.ts';
import type { Jdk } from './jdk.ts';
import type { Ports } from './ports.ts';
import { getJson, waitUntil } from './wait-until.ts';

/** What the three Java programs have in common. */
export interface JavaSettings {
  jdk: Jdk;
  distribution: Distribution;
  /** The checkout: its local/log4j2.xml says what goes into the logs. */
  root: string;
  dataDir: string;
  ports: Ports;
  environment: NodeJS.ProcessEnv;
}

const host = '127.0.0.1';
// The quick compiler only: measured, it halves the time to start, and one window's load never needs the other one.
const quickStart = '-XX:TieredStopAtLevel=1';

/** OpenSearch: the store of Tasklist and Operate, and of the engine's exported records. */
export function openSearchSpec(settings: JavaSettings): ChildSpec {
  const { dataDir, ports, distribution } = settings;
  return javaSpec(settings, 'OpenSearch', 'opensearch.log', [
    quickStart,
    '-Xms512m',
    '-Xmx1g',
    '-cp',
    distribution.openSearchClasspath,
    'intake.local.OpenSearchNode',
    join(dataDir, 'opensearch'),
    String(ports.openSearch),
    String(ports.openSearchTransport),
  ]);
}

/** The engine. `isClockControlled` opens its time travel; `exportDelaySeconds` is how long records may wait in a batch. */
export function zeebeSpec(
  settings: JavaSettings,
  { isClockControlled, exportDelaySeconds }: { isClockControlled: boolean; exportDelaySeconds: number },
): ChildSpec {
  const { dataDir, ports } = settings;
  return javaSpec(
    settings,
    'Zeebe',
    'zeebe.log',
    [...camundaFlags(settings, 'zeebe', '-Xmx512m'), 'io.camunda.application.StandaloneBroker'],
    {
      SERVER_ADDRESS: host,
      SERVER_PORT: String(ports.zeebeRest),
      MANAGEMENT_SERVER_ADDRESS: host,
      MANAGEMENT_SERVER_PORT: String(ports.zeebeManagement),
      ZEEBE_BROKER_NETWORK_HOST: host,
      ZEEBE_BROKER_NETWORK_COMMANDAPI_PORT: String(ports.zeebeCommand),
      ZEEBE_BROKER_NETWORK_INTERNALAPI_PORT: String(ports.zeebeInternal),
      ZEEBE_BROKER_GATEWAY_NETWORK_HOST: host,
      ZEEBE_BROKER_GATEWAY_NETWORK_PORT: String(ports.zeebeGrpc),
      ZEEBE_BROKER_DATA_DIRECTORY: join(dataDir, 'zeebe'),
      // Segments are reserved on disk in full; the usual 128 MB are for busy clusters.
      ZEEBE_BROKER_DATA_LOGSEGMENTSIZE: '32MB',
      ZEEBE_BROKER_EXPORTERS_OPENSEARCH_CLASSNAME: 'io.camunda.zeebe.exporter.opensearch.OpensearchExporter',
      ZEEBE_BROKER_EXPORTERS_OPENSEARCH_ARGS_URL: openSearchUrl(ports),
      ZEEBE_BROKER_EXPORTERS_OPENSEARCH_ARGS_BULK_DELAY: String(exportDelaySeconds),
      ZEEBE_CLOCK_CONTROLLED: String(isClockControlled),
    },
  );
}

/** Tasklist and Operate; in a process of their own, because their login would also close the engine's REST API. */
export function webappsSpec(settings: JavaSettings): ChildSpec {
  const { ports } = settings;
  const store = openSearchUrl(ports);
  const gateway = `${host}:${ports.zeebeGrpc}`;
  return javaSpec(
    settings,
    'Tasklist and Operate',
    'webapps.log',
    [...camundaFlags(settings, 'webapps', '-Xmx768m'), 'io.camunda.application.StandaloneCamunda'],
    {
      SPRING_PROFILES_ACTIVE: 'operate,tasklist,auth',
      SERVER_ADDRESS: host,
      SERVER_PORT: String(ports.webapps),
      MANAGEMENT_SERVER_ADDRESS: host,
      MANAGEMENT_SERVER_PORT: String(ports.webappsManagement),
      ZEEBE_BROKER_NETWORK_HOST: host,
      ZEEBE_GATEWAY_CLUSTER_HOST: host,
      ZEEBE_GATEWAY_CLUSTER_PORT: String(ports.webappsCluster),
      CAMUNDA_OPERATE_DATABASE: 'opensearch',
      CAMUNDA_TASKLIST_DATABASE: 'opensearch',
      CAMUNDA_DATABASE_TYPE: 'opensearch',
      CAMUNDA_DATABASE_URL: store,
      CAMUNDA_OPERATE_OPENSEARCH_URL: store,
      CAMUNDA_OPERATE_ZEEBEOPENSEARCH_URL: store,
      CAMUNDA_OPERATE_ZEEBE_GATEWAYADDRESS: gateway,
      CAMUNDA_TASKLIST_OPENSEARCH_URL: store,
      CAMUNDA_TASKLIST_ZEEBEOPENSEARCH_URL: store,
      CAMUNDA_TASKLIST_ZEEBE_GATEWAYADDRESS: gateway,
      CAMUNDA_TASKLIST_ZEEBE_RESTADDRESS: `http://${host}:${ports.zeebeRest}`,
    },
  );
}

/** Waits until OpenSearch can read and write. */
export async function openSearchReady(ports: Ports, signal: AbortSignal): Promise<void> {
  const health = z.object({ status: z.enum(['green', 'yellow', 'red']) });
  await waitUntil(
    'OpenSearch',
    async () => health.parse(await getJson(`${openSearchUrl(ports)}/_cluster/health`)).status !== 'red',
    { limitMs: 120_000, signal },
  );
}

/** Waits until the engine takes commands: every partition has a leader and is healthy. */
export async function zeebeReady(ports: Ports, signal: AbortSignal): Promise<void> {
  const topology = z.object({
    brokers: z
      .array(z.object({ partitions: z.array(z.object({ role: z.string(), health: z.string() })) }))
      .min(1),
  });
  await waitUntil(
    'Zeebe',
    async () => {
      const { brokers } = topology.parse(await getJson(`http://${host}:${ports.zeebeRest}/v2/topology`));
      const partitions = brokers.flatMap((broker) => broker.partitions);
      return (
        partitions.length > 0 && partitions.every((one) => one.role === 'leader' && one.health === 'healthy')
      );
    },
    { limitMs: 120_000, signal },
  );
}

/** Waits until Tasklist and Operate have their indices and answer. */
export async function webappsReady(ports: Ports, signal: AbortSignal): Promise<void> {
  const health = z.object({ status: z.literal('UP') });
  await waitUntil(
    'Tasklist and Operate',
    async () => {
      health.parse(await getJson(`http://${host}:${ports.webappsManagement}/actuator/health/readiness`));
      return true;
    },
    { limitMs: 180_000, signal },
  );
}

/** The store's address. */
export function openSearchUrl(ports: Ports): string {
  return `http://${host}:${ports.openSearch}`;
}

function camundaFlags({ root, dataDir, distribution }: JavaSettings, name: string, heap: string): string[] {
  const home = distribution.camundaHome;
  const logging = join(root, 'local/log4j2.xml');
  return [
    quickStart,
    heap,
    '-XX:+ExitOnOutOfMemoryError',
    '-Dfile.encoding=UTF-8',
    `-Dlog4j2.configurationFile=${logging}`,
    `-Dlogging.config=${logging}`,
    `-Dapp.home=${join(dataDir, name)}`,
    `-Dbasedir=${home}`,
    '-cp',
    `${join(home, 'config')}:${join(home, 'lib')}/*`,
  ];
}

function javaSpec(
  { jdk, dataDir, environment }: JavaSettings,
  name: string,
  log: string,
  args: string[],
  variables: Record<string, string> = {},
): ChildSpec {
  return {
    name,
    command: join(jdk.home, 'bin/java'),
    args,
    environment: { ...environment, ...variables },
    cwd: dataDir,
    logFile: join(dataDir, 'logs', log),
    stopSignal: 'SIGTERM',
  };
}

import { connect, createServer } from 'node:net';

/** Every port of the stack, all on 127.0.0.1, with the variable that moves it and the port without it. */
const definitions = {
  app: { variable: 'PORT', usual: 3000, label: 'the app' },
  webapps: { variable: 'WEBAPPS_PORT', usual: 8080, label: 'Tasklist and Operate' },
  webappsManagement: { variable: 'WEBAPPS_MANAGEMENT_PORT', usual: 9601, label: "Tasklist's health" },
  webappsCluster: { variable: 'WEBAPPS_CLUSTER_PORT', usual: 26503, label: "Tasklist's cluster traffic" },
  zeebeGrpc: { variable: 'ZEEBE_GRPC_PORT', usual: 26500, label: "the engine's gRPC" },
  zeebeRest: { variable: 'ZEEBE_REST_PORT', usual: 8088, label: "the engine's REST" },
  zeebeManagement: { variable: 'ZEEBE_MANAGEMENT_PORT', usual: 9600, label: "the engine's health" },
  zeebeCommand: { variable: 'ZEEBE_COMMAND_PORT', usual: 26501, label: "the engine's command traffic" },
  zeebeInternal: { variable: 'ZEEBE_INTERNAL_PORT', usual: 26502, label: "the engine's cluster traffic" },
  openSearch: { variable: 'OPENSEARCH_PORT', usual: 9200, label: 'OpenSearch' },
  openSearchTransport: { variable: 'OPENSEARCH_TRANSPORT_PORT', usual: 9300, label: 'OpenSearch transport' },
  postgres: { variable: 'POSTGRES_PORT', usual: 5433, label: 'PostgreSQL' },
  smtp: { variable: 'SMTP_PORT', usual: 2525, label: 'the mail capture' },
} as const;

export type PortName = keyof typeof definitions;
export type Ports = Readonly<Record<PortName, number>>;

// Object.keys forgets the key type; the table above is closed, so this is the one place that restores it.
const portNames = Object.keys(definitions) as PortName[];

/** The ports that the environment asks for, the usual ones for the rest. Throws one sentence for a bad or doubled one. */
export function portsFrom(environment: NodeJS.ProcessEnv): Ports {
  return checked((name) => {
    const { variable, usual } = definitions[name];
    const given = environment[variable];
    if (given === undefined || given === '') return usual;
    const port = Number(given);
    if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
    throw new Error(`${variable} must be a port between 1 and 65535, not "${given}".`);
  });
}

/** The variables that make `portsFrom` give these ports. */
export function portVariables(ports: Ports): Record<string, string> {
  return Object.fromEntries(portNames.map((name) => [definitions[name].variable, String(ports[name])]));
}

/** Consecutive ports from `first` on (13 of them), for scratch stacks beside a running one. */
export function consecutivePorts(first: number): Ports {
  return checked((name) => first + portNames.indexOf(name));
}

/** Throws one sentence that names the first port of `names` that another program holds, and what to do. */
export async function assertPortsFree(ports: Ports, names: readonly PortName[]): Promise<void> {
  const taken = await Promise.all(
    names.map(async (name) => ((await isTaken(ports[name])) ? name : undefined)),
  );
  const name = taken.find((candidate) => candidate !== undefined);
  if (name === undefined) return;
  const { variable, label } = definitions[name];
  throw new Error(
    `Port ${ports[name]} (${label}) is in use by another program: stop that program, or set ${variable} to a free port.`,
  );
}

function checked(portOf: (name: PortName) => number): Ports {
  const entries = portNames.map((name): [PortName, number] => [name, portOf(name)]);
  const owners = new Map<number, PortName>();
  for (const [name, port] of entries) {
    const other = owners.get(port);
    if (other !== undefined)
      throw new Error(
        `${definitions[other].variable} and ${definitions[name].variable} are both ${port}: give each its own port.`,
      );
    owners.set(port, name);
  }
  return Object.fromEntries(entries) as Ports;
}

/** Connecting finds a listener on any address; listening finds one that does not answer. */
async function isTaken(port: number): Promise<boolean> {
  const hasListener = await new Promise<boolean>((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
  if (hasListener) return true;
  return new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(true);
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => {
        resolve(false);
      });
    });
  });
}

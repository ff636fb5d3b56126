import { BlockList } from 'node:net';
import { Router, type Request } from 'express';
import type { HttpDeps, PartHealth } from './deps.ts';
import { createMetrics } from './metrics.ts';
import { Problem } from './problem.ts';

/**
 * `/healthz` (the process lives), `/readyz` (every part makes progress, or 503 naming which does not) and
 * `/metrics` (Prometheus; for private addresses only).
 */
export function createOperations(deps: HttpDeps): Router {
  const router = Router();
  const metrics = createMetrics(deps);
  router.use(metrics.observe);

  router.get('/healthz', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ status: 'ok' });
  });

  router.get('/readyz', async (_request, response) => {
    const { isReady, parts, warnings } = await readiness(deps);
    response
      .status(isReady ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ status: isReady ? 'ready' : 'not ready', parts, warnings });
  });

  router.get('/metrics', async (request, response) => {
    if (!isPrivate(request)) throw new Problem('not-found');
    response.type(metrics.contentType).send(await metrics.text());
  });
  return router;
}

interface Readiness {
  isReady: boolean;
  /** `ok`, or what is wrong. */
  parts: Record<string, string>;
  /** What deserves a look and does not keep the window from working. */
  warnings: string[];
}

async function readiness(deps: HttpDeps): Promise<Readiness> {
  const [register, engine, deployment] = await Promise.all([
    reachRegister(deps),
    deps.engine.reach(),
    deps.engine.deployment(),
  ]);
  const workers = Object.entries(deps.engine.workers()).map(([type, health]): [string, PartHealth] => [
    `worker ${type}`,
    health,
  ]);
  const parts: [string, PartHealth][] = [
    ['register', register],
    ['engine', engine],
    ['relay', deps.relay.health()],
    ['sender', deps.sender.health()],
    ...workers,
  ];
  return {
    isReady: parts.every(([, { isHealthy }]) => isHealthy),
    parts: Object.fromEntries(
      parts.map(([name, { isHealthy, detail }]) => [name, isHealthy ? 'ok' : (detail ?? 'no progress')]),
    ),
    warnings: deployment.isHealthy
      ? []
      : [deployment.detail ?? 'The engine runs another version than our last deployment: npm run deploy'],
  };
}

async function reachRegister({ register }: HttpDeps): Promise<PartHealth> {
  return (await register.isReachable())
    ? { isHealthy: true }
    : { isHealthy: false, detail: 'the database does not answer: check DATABASE_URL and the server' };
}

const privateAddresses = new BlockList();
privateAddresses.addSubnet('127.0.0.0', 8);
privateAddresses.addSubnet('10.0.0.0', 8);
privateAddresses.addSubnet('172.16.0.0', 12);
privateAddresses.addSubnet('192.168.0.0', 16);
privateAddresses.addAddress('::1', 'ipv6');
privateAddresses.addSubnet('fc00::', 7, 'ipv6');

function isPrivate(request: Request): boolean {
  const address = request.ip?.replace(/^::ffff:/, '') ?? '';
  return privateAddresses.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}

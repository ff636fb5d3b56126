import { readBundles } from './bundle.ts';
import type { DeployedResource, Gateway } from './gateway.ts';
import { isTransient } from './grpc-error.ts';
import { whileTransient } from './retry-pause.ts';

export interface DeployedItem extends DeployedResource {
  readonly domain: string;
  /** False when the engine had exactly this already and made no new version. */
  readonly isNew: boolean;
}

/**
 * Deploys every domain below `root`, each whole and in one request: the bindings inside a domain are `deployment`,
 * so a model deployed alone would not find its parts. Nothing changed means no new versions; one changed file gives
 * new versions of the whole domain. Waits at most `waitMs` for the engine. Throws when an id cannot be resolved (then
 * nothing was sent) or when the engine refuses a model, with the engine's reasons.
 */
export async function deployBundle(
  gateway: Gateway,
  root: string,
  { waitMs = 60_000 }: { waitMs?: number } = {},
): Promise<readonly DeployedItem[]> {
  const bundles = await readBundles(root);
  const signal = AbortSignal.timeout(waitMs);
  const items: DeployedItem[] = [];
  for (const { domain, resources } of bundles) {
    const answer = await whileTransient(() => gateway.deploy(resources), signal).catch((error: unknown) => {
      throw new Error(refusal(domain, error), { cause: error });
    });
    items.push(
      ...answer.resources.map((resource) => ({
        ...resource,
        domain,
        // The engine draws the deployment's key first, then those of what is new in it.
        isNew: BigInt(resource.key) > BigInt(answer.deploymentKey),
      })),
    );
  }
  return items;
}

function refusal(domain: string, error: unknown): string {
  if (isTransient(error))
    return `${domain} was not deployed: the engine does not answer. Start it (npm start) or check ZEEBE_GRPC_ADDRESS.`;
  const details = error instanceof Error ? error.message : '';
  return `${domain} was not deployed, the engine refuses the models: ${details}`;
}

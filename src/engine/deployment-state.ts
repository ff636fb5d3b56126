import { readBundles, type Bundle } from './bundle.ts';
import type { DeployedModel, EngineReader } from './reader.ts';

export interface DeploymentState {
  /** Whether what new cases get is exactly our models, deployed together. */
  readonly isLatest: boolean;
  /** What differs and what to do; absent when `isLatest`. */
  readonly problem?: string;
}

/**
 * Compares the models below `root` with the engine's newest versions. It finds a file that was changed and not
 * deployed, and a model that Modeler deployed alone; forms only where the engine tells of them. Rejects when the
 * engine's versions cannot be read or the models are broken.
 */
export async function deploymentState(
  reader: Pick<EngineReader, 'newestModels' | 'tellsForms'>,
  root: string,
): Promise<DeploymentState> {
  const bundles = await readBundles(root);
  const newest = await reader.newestModels();
  const isTold = (id: string) => reader.tellsForms !== false || !id.startsWith('form ');
  const problems = bundles.flatMap((bundle) => differences(bundle, newest, isTold));
  return problems.length === 0
    ? { isLatest: true }
    : { isLatest: false, problem: `${problems.join('; ')}. Run npm run deploy.` };
}

function differences(
  { domain, resources }: Bundle,
  newest: ReadonlyMap<string, DeployedModel>,
  isTold: (id: string) => boolean,
): string[] {
  const ours = resources.flatMap(({ checksum, defines }) =>
    defines.filter(isTold).map((id) => ({ id, checksum, deployed: newest.get(id) })),
  );
  const missing = ours.filter(({ deployed }) => !deployed);
  const different = ours.filter(({ deployed, checksum }) => deployed && deployed.checksum !== checksum);
  const keys = new Set(ours.map(({ deployed }) => deployed?.deploymentKey));
  return [
    ...(missing.length > 0 ? [`${domain}: never deployed: ${listOf(missing)}`] : []),
    ...(different.length > 0
      ? [`${domain}: the engine's newest version is not our file: ${listOf(different)}`]
      : []),
    ...(missing.length + different.length === 0 && keys.size > 1
      ? [`${domain}: its parts were not deployed together, so new cases may run on old tables and forms`]
      : []),
  ];
}

function listOf(items: readonly { id: string }[]): string {
  return items.map(({ id }) => id).join(', ');
}

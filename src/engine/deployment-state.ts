import { z } from 'zod';
import { readBundles, type Bundle } from './bundle.ts';
import type { ExportedRecords } from './exported-records.ts';

export interface DeploymentState {
  /** Whether what new cases get is exactly our models, deployed together. */
  readonly isLatest: boolean;
  /** What differs and what to do; absent when `isLatest`. */
  readonly problem?: string;
}

const metadataSchema = z.object({ checksum: z.string(), deploymentKey: z.string() });
const deploymentSchema = z.object({
  processesMetadata: z.array(metadataSchema.extend({ bpmnProcessId: z.string() })),
  decisionsMetadata: z.array(
    z.object({ decisionId: z.string(), decisionRequirementsKey: z.string(), deploymentKey: z.string() }),
  ),
  decisionRequirementsMetadata: z.array(
    z.object({ decisionRequirementsKey: z.string(), checksum: z.string() }),
  ),
  formMetadata: z.array(metadataSchema.extend({ formId: z.string() })),
});
type Newest = Map<string, z.infer<typeof metadataSchema>>;

/**
 * Compares the models below `root` with the engine's newest versions. Engine 8.6 cannot be asked for them, so the
 * exported deployment records are read. It finds a file that was changed and not deployed, and a model that
 * Modeler deployed alone. Rejects when OpenSearch is out of reach or the models are broken.
 */
export async function deploymentState(records: ExportedRecords, root: string): Promise<DeploymentState> {
  const bundles = await readBundles(root);
  const deployments = await records.search({
    kind: 'deployment',
    where: { intent: 'CREATED' },
    value: deploymentSchema,
    limit: 1_000,
    newestFirst: true,
  });
  const newest: Newest = new Map();
  for (const { value } of deployments)
    for (const [id, metadata] of metadataOf(value)) if (!newest.has(id)) newest.set(id, metadata);
  const problems = bundles.flatMap((bundle) => differences(bundle, newest));
  return problems.length === 0
    ? { isLatest: true }
    : { isLatest: false, problem: `${problems.join('; ')}. Run npm run deploy.` };
}

function metadataOf(deployment: z.infer<typeof deploymentSchema>) {
  const checksums = new Map(
    deployment.decisionRequirementsMetadata.map((drg) => [drg.decisionRequirementsKey, drg.checksum]),
  );
  return [
    ...deployment.processesMetadata.map((one) => [`process ${one.bpmnProcessId}`, one] as const),
    ...deployment.formMetadata.map((one) => [`form ${one.formId}`, one] as const),
    ...deployment.decisionsMetadata.map(({ decisionId, decisionRequirementsKey, deploymentKey }) => {
      const checksum = checksums.get(decisionRequirementsKey) ?? '';
      return [`decision ${decisionId}`, { checksum, deploymentKey }] as const;
    }),
  ];
}

function differences({ domain, resources }: Bundle, newest: Newest): string[] {
  const ours = resources.flatMap(({ checksum, defines }) =>
    defines.map((id) => ({ id, checksum, deployed: newest.get(id) })),
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

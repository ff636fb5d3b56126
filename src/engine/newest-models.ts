import { z } from 'zod';
import type { ExportedRecords } from './exported-records.ts';
import type { DeployedModel } from './reader.ts';

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

/** The engine's newest versions. Engine 8.6 cannot be asked for them, so the exported deployments are read. */
export async function newestModels(records: ExportedRecords): Promise<ReadonlyMap<string, DeployedModel>> {
  const deployments = await records.search({
    kind: 'deployment',
    where: { intent: 'CREATED' },
    value: deploymentSchema,
    limit: 1_000,
    newestFirst: true,
  });
  const newest = new Map<string, DeployedModel>();
  for (const { value } of deployments)
    for (const [id, metadata] of metadataOf(value)) if (!newest.has(id)) newest.set(id, metadata);
  return newest;
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

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createBareGateway, type BareGateway } from './bare-gateway.ts';
import { startChild, type BenchChild } from './child.ts';
import type { SubjectContext } from './subject.ts';

/** As the product's workers have it unless told otherwise. */
export const limits = { maxJobs: 16, timeoutMs: 20_000 };
export const chainLength = 5;

/** Both runners on the shared stack, each with job types of its own: the one that has nothing to do only polls. */
export interface Runners {
  gateway: BareGateway;
  /** The job type (the chain adds the task's number to it) by arm. */
  jobType: Readonly<Record<'ours' | 'bare', string>>;
  stop(): Promise<void>;
}

let serial = 0;

/** `task`: one worker per arm. `chain`: five of them. Deploys the models of the measurement. */
export async function startRunners(
  { scratch, folder }: SubjectContext,
  model: 'task' | 'chain',
): Promise<Runners> {
  const { stack } = await scratch();
  const { grpcAddress } = stack;
  const gateway = createBareGateway(grpcAddress);
  const name = `bench-${model}.bpmn`;
  await gateway.deploy(name, await readFile(join(import.meta.dirname, '..', 'models', name)));
  serial += 1;
  const jobType = { ours: `bench.${serial}.ours`, bare: `bench.${serial}.bare` };
  const typesOf = (arm: 'ours' | 'bare') =>
    model === 'task'
      ? [jobType[arm]]
      : Array.from({ length: chainLength }, (_, index) => `${jobType[arm]}${index + 1}`);
  const children: BenchChild[] = [];
  const stop = async () => {
    await Promise.all(children.map((child) => child.stop()));
    gateway.close();
  };
  try {
    children.push(
      await startChild('our-workers', { grpcAddress, types: typesOf('ours'), ...limits }, { folder }),
    );
    const workers = typesOf('bare').map((type) => ({ type, ...limits, variables: {} }));
    children.push(await startChild('bare-workers', { grpcAddress, workers }, { folder }));
    return { gateway, jobType, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

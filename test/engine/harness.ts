import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import type { z } from 'zod';
import { createEngine, type Engine, type JobEvent, type Json, type Worker } from '../../src/engine/index.ts';
import type { RecordKind } from '../../src/engine/exported-records.ts';
import { testEnvironment } from '../support/environment.ts';
import { until } from '../support/wait.ts';

export const modelsFolder = join(import.meta.dirname, 'models');

/** The real engine, with what it did and logged. */
export interface Harness {
  readonly engine: Engine;
  /** Everything logged so far, one JSON text per line. */
  readonly logged: string[];
  readonly events: JobEvent[];
  /** Starts an instance of `probe-task` whose task has this job type; returns its correlation key. */
  ask(jobType: string, variables?: Readonly<Record<string, Json>>): Promise<string>;
  start(...workers: readonly Worker<object>[]): { stop(): Promise<number> };
  /** Waits for an exported record with these exact values. */
  record<Value>(kind: RecordKind, where: Record<string, string>, value: z.ZodType<Value>): Promise<Value>;
  close(): Promise<void>;
}

/** @param grpcAddress another way to the engine, such as a proxy. */
export async function createHarness({ grpcAddress = testEnvironment().grpcAddress } = {}): Promise<Harness> {
  const logged: string[] = [];
  const events: JobEvent[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
  const engine = createEngine(
    { zeebeGrpcAddress: grpcAddress, openSearchUrl: testEnvironment().openSearchUrl },
    logger,
  );
  const pools = new Set<{ stop(limitMs: number): Promise<number> }>();
  await engine.gateway.deploy(
    ['probe-task.bpmn', 'probe-chain.bpmn', 'probe-person.bpmn'].map((name) => ({
      name,
      content: readFileSync(join(modelsFolder, name)),
    })),
  );
  return {
    engine,
    logged,
    events,
    async ask(jobType, variables = {}) {
      const id = randomUUID();
      await engine.publishMessage({
        name: 'probe.asked',
        correlationKey: id,
        messageId: id,
        variables: { ...variables, id, jobType },
        timeToLiveMs: 60_000,
      });
      return id;
    },
    start(...workers) {
      const pool = engine.startWorkers(workers, {}, (event) => events.push(event));
      pools.add(pool);
      return { stop: () => pool.stop(5_000) };
    },
    record: (kind, where, value) =>
      until(`a ${kind} record has ${JSON.stringify(where)}`, async () => {
        const [found] = await engine.records.search({ kind, where, value, limit: 1, withVariables: true });
        return found?.value;
      }),
    async close() {
      await Promise.all([...pools].map((pool) => pool.stop(5_000)));
      await engine.close();
    },
  };
}

/** A job type that no other test uses. */
export function newJobType(): string {
  return `probe.${randomUUID()}`;
}

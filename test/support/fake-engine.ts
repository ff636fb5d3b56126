import type { EngineProbe } from '../../src/http/deps.ts';

const healthy = { isHealthy: true };

/** An engine that is well and has nothing to tell, but for what the test says. */
export function fakeEngine(told: Partial<EngineProbe> = {}): EngineProbe {
  return {
    reach: () => Promise.resolve(healthy),
    workers: () => ({ 'intake.bindCase': healthy }),
    jobCounts: () => [{ type: 'intake.bindCase', outcome: 'completed', count: 3 }],
    deployment: () => Promise.resolve(healthy),
    openTasks: () => Promise.resolve([]),
    tokens: () => Promise.resolve([]),
    modelXml: () => Promise.resolve(undefined),
    endedInstances: () => Promise.resolve([]),
    handChanges: () => Promise.resolve([]),
    openIncidents: () => Promise.resolve([]),
    ...told,
  };
}

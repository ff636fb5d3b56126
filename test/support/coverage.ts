import { readdirSync, readFileSync } from 'node:fs';
import { BpmnModdle } from 'bpmn-moddle';
import { z } from 'zod';
import type { SuiteResult } from './jest-suite.ts';
import { awaitExported } from './marker.ts';
import { createMemoryRecords } from './memory-records.ts';
import { createRecordSearch } from './opensearch.ts';

/** The elements of a process that a run must visit: flow nodes by activation, sequence flows by being taken. */
export interface ProcessElements {
  processId: string;
  elements: readonly string[];
}

interface ModdleElement {
  $type: string;
  id?: string;
  flowElements?: ModdleElement[];
}

/** A node is visited when it has been activated, a sequence flow when it has been taken. */
const visiting = ['ELEMENT_ACTIVATED', 'SEQUENCE_FLOW_TAKEN'];

const buckets = z.object({
  buckets: z.array(
    z.object({ key: z.string(), elements: z.object({ buckets: z.array(z.object({ key: z.string() })) }) }),
  ),
});

/** The elements that instances of each process have visited, by process id. */
type Visited = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Compares what the engine's records show with what the models hold, one check per process. Reads only after a
 * marker instance has been exported, so nothing is missed for being late. Prints what no test visited.
 */
export async function readModelCoverage(stack: {
  openSearchUrl: string;
  restUrl: string;
}): Promise<SuiteResult> {
  await awaitExported(stack);
  return compareWithModels('coverage', await readVisited(stack.openSearchUrl));
}

/** The same for the engine in memory, whose records are never late. */
export async function readMemoryCoverage(recordsUrl: string): Promise<SuiteResult> {
  const visited = new Map<string, Set<string>>();
  for (const { intent, value } of await createMemoryRecords(recordsUrl).all()) {
    const { bpmnProcessId = '', elementId = '' } = value;
    if (!visiting.includes(intent)) continue;
    visited.set(bpmnProcessId, (visited.get(bpmnProcessId) ?? new Set()).add(elementId));
  }
  return compareWithModels('coverage 8.8', visited);
}

async function compareWithModels(name: string, visited: Visited): Promise<SuiteResult> {
  const started = performance.now();
  const models = await readModels('bpmn');
  let failed = 0;
  console.error('\nvisited elements (flow nodes and sequence flows)');
  for (const { processId, elements } of models) {
    const seen = visited.get(processId) ?? new Set<string>();
    const missing = elements.filter((id) => !seen.has(id));
    const share = elements.length === 0 ? 100 : (100 * (elements.length - missing.length)) / elements.length;
    console.error(
      `${share.toFixed(1).padStart(6)} %  ${elements.length - missing.length} of ${elements.length}  ${processId}`,
    );
    if (missing.length > 0) console.error(`          never visited: ${missing.join(', ')}`);
    if (missing.length > 0 || elements.length === 0) failed += 1;
  }
  return {
    name,
    passed: models.length - failed,
    failed: models.length === 0 ? 1 : failed,
    seconds: (performance.now() - started) / 1000,
  };
}

/** Every executable process under the folder, at any depth. */
export async function readModels(folder: string): Promise<ProcessElements[]> {
  const moddle = new BpmnModdle();
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.bpmn'),
  );
  const perFile = await Promise.all(
    files.map(async (name) => {
      const { rootElement } = await moddle.fromXML(readFileSync(`${folder}/${name}`, 'utf8'));
      const { rootElements } = rootElement as { rootElements: ModdleElement[] };
      return rootElements
        .filter((element) => element.$type === 'bpmn:Process')
        .map((process) => ({ processId: process.id ?? '', elements: elementIds(process) }));
    }),
  );
  return perFile.flat();
}

/** Flow nodes and sequence flows at any depth; data objects carry no token. */
function elementIds(scope: ModdleElement): string[] {
  return (scope.flowElements ?? [])
    .filter(({ $type }) => !$type.includes('Data'))
    .flatMap((element) => [element.id ?? '', ...elementIds(element)]);
}

async function readVisited(openSearchUrl: string): Promise<Visited> {
  const { aggregations } = await createRecordSearch(openSearchUrl).search(['process-instance'], {
    size: 0,
    query: { terms: { intent: visiting } },
    aggs: {
      processes: {
        terms: { field: 'value.bpmnProcessId', size: 1_000 },
        aggs: { elements: { terms: { field: 'value.elementId', size: 10_000 } } },
      },
    },
  });
  const processes = buckets.parse(aggregations?.processes);
  return new Map(
    processes.buckets.map(({ key, elements }) => [
      key,
      new Set(elements.buckets.map((bucket) => bucket.key)),
    ]),
  );
}

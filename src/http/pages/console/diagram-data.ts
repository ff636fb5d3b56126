import type { InstanceTokens } from '../../../engine/reader.ts';
import { xmlElements } from '../../../engine/xml-elements.ts';
import type { CaseRecord } from '../../../register/index.ts';
import type { HttpDeps } from '../../deps.ts';
import { unlessAway } from './engine-state.ts';

/** A place where the process stands, as people call it. */
export interface Place {
  /** The process's and the element's names: 审核, 初审资料完整性. */
  readonly process: string;
  readonly name: string;
  readonly hasIncident: boolean;
}

/** One process of a case with the tokens in it. */
export interface Diagram {
  readonly processId: string;
  readonly name: string;
  readonly xml: string;
  readonly elementIds: readonly string[];
  readonly incidentElementIds: readonly string[];
  /** Without what only contains others: sub-processes and calls. */
  readonly places: readonly Place[];
}

const containers = new Set(['subProcess', 'callActivity', 'adHocSubProcess', 'transaction']);

/**
 * The processes in which something is active, the case's own first and the innermost last, in the versions that run.
 * Empty: nothing runs. Undefined: the engine's state cannot be read now.
 */
export function readDiagrams(
  { engine, logger }: HttpDeps,
  { processInstanceKey }: CaseRecord,
): Promise<readonly Diagram[] | undefined> {
  if (processInstanceKey === null) return Promise.resolve([]);
  const asking = engine
    .tokens(processInstanceKey)
    .then((instances) => Promise.all(instances.map((instance) => readDiagram(engine, instance))))
    .then((diagrams) => diagrams.flatMap((diagram) => diagram ?? []));
  return unlessAway(logger, asking);
}

async function readDiagram(
  engine: HttpDeps['engine'],
  { processDefinitionKey, processId, elementIds, incidentElementIds }: InstanceTokens,
): Promise<Diagram | undefined> {
  const xml = await engine.modelXml(processDefinitionKey);
  if (xml === undefined) return undefined;
  const elements = new Map(
    xmlElements(xml).flatMap(({ name: type, attributes: { id, name } }) =>
      id ? [[id, { type, name: name ?? id }] as const] : [],
    ),
  );
  const processName = elements.get(processId)?.name ?? processId;
  const places = elementIds.flatMap((id) => {
    const { type, name } = elements.get(id) ?? { type: '', name: id };
    const hasIncident = incidentElementIds.includes(id);
    return containers.has(type) && !hasIncident ? [] : [{ process: processName, name, hasIncident }];
  });
  return { processId, name: processName, xml, elementIds, incidentElementIds, places };
}

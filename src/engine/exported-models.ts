import { z } from 'zod';
import type { ExportedRecords } from './exported-records.ts';
import { xmlElements } from './xml-elements.ts';

/** The deployed versions of processes, which never change once they are there. */
export interface ExportedModels {
  xml(processDefinitionKey: string): Promise<string | undefined>;
  /** The element's name in that version, or its id when it has none. */
  nameOf(processDefinitionKey: string, elementId: string): Promise<string>;
}

interface Model {
  readonly xml: string;
  readonly names: ReadonlyMap<string, string>;
}

export function createExportedModels(records: ExportedRecords): ExportedModels {
  const known = new Map<string, Promise<Model | undefined>>();

  async function read(processDefinitionKey: string): Promise<Model | undefined> {
    const [found] = await records.search({
      kind: 'process',
      where: { 'value.processDefinitionKey': processDefinitionKey },
      value: z.object({ resource: z.string() }),
      limit: 1,
    });
    if (!found) return undefined;
    const xml = Buffer.from(found.value.resource, 'base64').toString('utf8');
    const names = xmlElements(xml).flatMap(({ attributes: { id, name } }): [string, string][] =>
      id && name ? [[id, name]] : [],
    );
    return { xml, names: new Map(names) };
  }

  /** What could not be found or read is asked for again the next time. */
  function model(processDefinitionKey: string): Promise<Model | undefined> {
    const kept = known.get(processDefinitionKey);
    if (kept) return kept;
    const asked = read(processDefinitionKey);
    known.set(processDefinitionKey, asked);
    asked.then(
      (found) => found ?? known.delete(processDefinitionKey),
      () => known.delete(processDefinitionKey),
    );
    return asked;
  }

  return {
    xml: async (key) => (await model(key))?.xml,
    nameOf: async (key, elementId) => (await model(key))?.names.get(elementId) ?? elementId,
  };
}

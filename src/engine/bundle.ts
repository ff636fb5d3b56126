import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { xmlElements } from './xml-elements.ts';

export interface BundleResource {
  /** The file's name, under which the engine knows it. */
  readonly name: string;
  readonly path: string;
  readonly content: Buffer;
  /** As the engine computes it: MD5 in base64. */
  readonly checksum: string;
  /** `process intake`, `decision matter`, `form case-handling`. */
  readonly defines: readonly string[];
  /** The same texts for what it calls, evaluates and shows. */
  readonly binds: readonly string[];
}

/** Everything of one domain: what is deployed together, in one request. */
export interface Bundle {
  readonly domain: string;
  readonly resources: readonly BundleResource[];
}

/**
 * Reads `bpmn/<domain>/*.bpmn`, `*.dmn` and `forms/<domain>/*.form` below `root`; domains by name. Throws one error
 * that lists everything that keeps the models from being deployed: ids bound to nothing in the domain, ids defined
 * twice, ids computed at run time, forms that are no JSON.
 */
export async function readBundles(root: string): Promise<Bundle[]> {
  const domains = await readdir(join(root, 'bpmn'), { withFileTypes: true }).catch(() => []);
  const bundles: Bundle[] = [];
  const problems: string[] = [];
  for (const { name: domain } of domains.filter((entry) => entry.isDirectory()).sort(byName)) {
    const resources = [
      ...(await readFolder(join(root, 'bpmn', domain), ['.bpmn', '.dmn'], problems)),
      ...(await readFolder(join(root, 'forms', domain), ['.form'], problems)),
    ];
    problems.push(...unresolved(resources));
    if (resources.length > 0) bundles.push({ domain, resources });
  }
  if (bundles.length === 0) problems.push(`${join(root, 'bpmn')}: no domain folder with models in it`);
  if (problems.length > 0)
    throw new Error(
      `Nothing was deployed. Repair this first:\n${problems.map((line) => `  ${line}`).join('\n')}`,
    );
  return bundles;
}

async function readFolder(folder: string, endings: readonly string[], problems: string[]) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .sort(byName)
    .map(({ name }) => name);
  const resources: BundleResource[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const content = await readFile(path);
    const checksum = createHash('md5').update(content).digest('base64');
    const ids = name.endsWith('.form') ? formIds(content) : modelIds(content);
    if (ids.defines.length === 0) problems.push(`${path}: defines no executable process, decision or form`);
    resources.push({ name, path, content, checksum, ...ids });
  }
  return resources;
}

const formSchema = z.object({ id: z.string().min(1), components: z.array(z.unknown()) });

function formIds(content: Buffer) {
  try {
    return { defines: [`form ${formSchema.parse(JSON.parse(content.toString('utf8'))).id}`], binds: [] };
  } catch {
    return { defines: [], binds: [] };
  }
}

function modelIds(content: Buffer) {
  const defines: string[] = [];
  const binds: string[] = [];
  for (const { name, attributes } of xmlElements(content.toString('utf8'))) {
    const { id, processId, decisionId, formId } = attributes;
    if (name === 'process' && id && attributes.isExecutable === 'true') defines.push(`process ${id}`);
    if (name === 'decision' && id) defines.push(`decision ${id}`);
    if (name === 'calledElement' && processId) binds.push(`process ${processId}`);
    if (name === 'calledDecision' && decisionId) binds.push(`decision ${decisionId}`);
    if (name === 'formDefinition' && formId) binds.push(`form ${formId}`);
  }
  return { defines, binds };
}

function unresolved(resources: readonly BundleResource[]): string[] {
  const definedIn = new Map<string, string>();
  const problems: string[] = [];
  for (const { path, defines } of resources)
    for (const id of defines) {
      const other = definedIn.get(id);
      if (other) problems.push(`${path}: ${id} is defined in ${other} as well`);
      definedIn.set(id, path);
    }
  for (const { path, binds } of resources)
    for (const id of new Set(binds)) {
      if (/ =/.test(id))
        problems.push(`${path}: ${id} is computed at run time and cannot be checked; name it`);
      else if (!definedIn.has(id)) problems.push(`${path}: ${id} is in no file of this domain`);
    }
  return problems;
}

function byName(one: { name: string }, other: { name: string }): number {
  return one.name < other.name ? -1 : 1;
}

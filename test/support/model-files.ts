import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A model of the bundle: `id` is the file's name without its ending, `path` relative to the project. */
export interface ModelFile {
  readonly id: string;
  readonly domain: string;
  readonly path: string;
}

/**
 * All models of one kind below bpmn/ or forms/, sorted by path. Forms of a folder without processes are no models:
 * only pages show them.
 */
export function modelFiles(kind: 'bpmn' | 'dmn' | 'form'): ModelFile[] {
  const root = kind === 'form' ? 'forms' : 'bpmn';
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join('bpmn', entry.name)))
    .flatMap(({ name: domain }) =>
      readdirSync(join(root, domain))
        .filter((file) => file.endsWith(`.${kind}`))
        .map((file) => ({ id: basename(file, `.${kind}`), domain, path: join(root, domain, file) })),
    )
    .sort((a, b) => a.path.localeCompare(b.path));
}

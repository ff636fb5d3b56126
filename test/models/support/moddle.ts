import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { BpmnModdle } from 'bpmn-moddle';

/** An element of bpmn-moddle's tree; this file is the only one that trusts its shape. */
export interface Element {
  readonly $type: string;
  get(name: string): unknown;
}

const require = createRequire(import.meta.url);
const zeebe = JSON.parse(
  readFileSync(require.resolve('zeebe-bpmn-moddle/resources/zeebe.json'), 'utf8'),
) as object;

/** Parses a .bpmn file; what the parser had to ignore is returned as `warnings`. */
export async function parseBpmn(path: string): Promise<{ root: Element; warnings: string[] }> {
  const moddle = new BpmnModdle({ zeebe });
  const { rootElement, warnings } = await moddle.fromXML(readFileSync(path, 'utf8'));
  return { root: rootElement as Element, warnings: warnings.map(({ message }) => message) };
}

export function child(element: Element | undefined, name: string): Element | undefined {
  return element?.get(name) as Element | undefined;
}

export function children(element: Element | undefined, name: string): Element[] {
  return (element?.get(name) as Element[] | undefined) ?? [];
}

export function text(element: Element | undefined, name: string): string | undefined {
  const value = element?.get(name);
  return typeof value === 'string' ? value : undefined;
}

export function flag(element: Element | undefined, name: string): boolean {
  return element?.get(name) === true;
}

export function number(element: Element | undefined, name: string): number {
  const value = element?.get(name);
  return typeof value === 'number' ? value : Number.NaN;
}

/** The extension element of a type, e.g. `zeebe:TaskDefinition`. */
export function extension(element: Element, type: string): Element | undefined {
  return children(child(element, 'extensionElements'), 'values').find(({ $type }) => $type === type);
}

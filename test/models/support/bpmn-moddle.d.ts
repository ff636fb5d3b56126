/** The package's main entry names no types; its tree is read in moddle.ts alone. */
declare module 'bpmn-moddle' {
  export class BpmnModdle {
    constructor(extensions?: Readonly<Record<string, object>>);
    fromXML(xml: string): Promise<{ rootElement: unknown; warnings: { message: string }[] }>;
  }
}

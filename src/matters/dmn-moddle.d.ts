/** The package ships no types; its tree is checked by a schema where it is used. */
declare module 'dmn-moddle' {
  export class DmnModdle {
    fromXML(xml: string): Promise<{ rootElement: unknown }>;
  }
}

export interface XmlElement {
  /** Without its namespace prefix: `calledElement`. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const startTag = /<(?:[\w.-]+:)?([\w.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*\/?>/g;
const attribute = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/**
 * The start tags of a document, in their order: enough to find out which ids a model defines and binds to, without
 * understanding the rest. Comments and CDATA are passed over.
 */
export function xmlElements(xml: string): XmlElement[] {
  const plain = xml.replace(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>/g, '');
  return Array.from(plain.matchAll(startTag), ([, name = '', list = '']) => ({
    name,
    attributes: Object.fromEntries(
      Array.from(list.matchAll(attribute), ([, key = '', double, single]) => [key, double ?? single ?? '']),
    ),
  }));
}

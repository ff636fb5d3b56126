/** Which values of a column a rule accepts: every one, or the listed. */
export type CellTest =
  { readonly isAny: true } | { readonly isAny: false; readonly values: readonly Scalar[] };
export type Scalar = string | number | boolean;

const literalPattern = /"((?:[^"\\]|\\.)*)"|true|false|-?\d+(?:\.\d+)?/y;

/** Reads a FEEL literal: a quoted text, a number, `true` or `false`. Undefined when it is anything else. */
export function parseLiteral(text: string): Scalar | undefined {
  const literals = parseList(text);
  return literals?.length === 1 ? literals[0] : undefined;
}

/** Reads an input cell of the kind `"a","b"`, `true` or `-`. Undefined when it is a richer FEEL expression. */
export function parseCellTest(text: string): CellTest | undefined {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === '-') return { isAny: true };
  const values = parseList(trimmed);
  return values && { isAny: false, values };
}

export function accepts(test: CellTest, value: Scalar): boolean {
  return test.isAny || test.values.includes(value);
}

function parseList(text: string): Scalar[] | undefined {
  const source = text.trim();
  const values: Scalar[] = [];
  let position = 0;
  for (;;) {
    literalPattern.lastIndex = position;
    const match = literalPattern.exec(source);
    if (!match) return undefined;
    values.push(toScalar(match[0], match[1]));
    position = skipSpace(source, literalPattern.lastIndex);
    if (position === source.length) return values;
    if (source[position] !== ',') return undefined;
    position = skipSpace(source, position + 1);
  }
}

function toScalar(token: string, quoted: string | undefined): Scalar {
  if (quoted !== undefined) return quoted.replace(/\\(.)/g, '$1');
  if (token === 'true' || token === 'false') return token === 'true';
  return Number(token);
}

function skipSpace(source: string, from: number): number {
  let position = from;
  while (source[position] === ' ' || source[position] === '\n') position += 1;
  return position;
}

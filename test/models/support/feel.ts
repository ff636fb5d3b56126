const keywords = new Set(
  'if then else for in return some every satisfies and or not null true false instance of between function item this'.split(
    ' ',
  ),
);

/**
 * The variables that a FEEL expression reads. Texts, function names, keys of contexts, properties after a dot and
 * the variables of iterations are left out. A filter's properties (`list[code = x]`) count as variables.
 */
export function variablesOf(expression: string): string[] {
  const bare = expression
    .replace(/^=/, '')
    .replace(/"(?:[^"\\]|\\.)*"/g, ' ')
    .replace(/\b(?:list contains|get value|context merge)\b/g, 'call');
  const own = new Set([...bare.matchAll(/\b(?:for|some|every)\s+(\w+)\s+in\b/g)].map(([, name]) => name));
  const names = [...bare.matchAll(/(?<![\w.])([A-Za-z_]\w*)(?!\w)(?!\s*[(:])/g)].map(
    ([, name]) => name ?? '',
  );
  return [...new Set(names)].filter((name) => !keywords.has(name) && !own.has(name));
}

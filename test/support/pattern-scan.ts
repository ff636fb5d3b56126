/** Finds which of many texts occur in another text; made for thousands of texts over many megabytes. */
export interface Scanner {
  /** The texts that occur, each once. */
  find(text: string): string[];
}

const headLength = 3;

/** Texts shorter than three characters are refused: they would be found everywhere. */
export function createScanner(needles: Iterable<string>): Scanner {
  const byHead = new Map<string, Set<string>>();
  for (const needle of needles) {
    if (needle.length < headLength) throw new Error('A text to look for needs three characters or more.');
    const head = needle.slice(0, headLength);
    byHead.set(head, (byHead.get(head) ?? new Set()).add(needle));
  }
  return {
    find(text) {
      const found = new Set<string>();
      for (let at = 0; at + headLength <= text.length; at += 1) {
        const candidates = byHead.get(text.slice(at, at + headLength));
        if (!candidates) continue;
        for (const candidate of candidates) if (text.startsWith(candidate, at)) found.add(candidate);
      }
      return [...found];
    },
  };
}

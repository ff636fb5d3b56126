/**
 * A value on one line: control, formatting and bidirectional characters gone, white space made single. So a
 * name can neither start a line of its own (a list entry, a link, a mail header) nor turn the reading direction.
 */
export function plainValue(text: string): string {
  return text
    .replace(/[\p{Zl}\p{Zp}\p{Cc}]+/gu, ' ')
    .replace(/[\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}

const star = '*';

/**
 * A person's name with only what tells people apart in a queue: 王芳 → 王*, 王小芳 → 王*芳, 欧阳娜娜 → 欧**娜.
 * Names with spaces or dots keep initials: `Anna Smith` → `A*** S****`.
 */
export function maskName(name: string): string {
  const trimmed = name.normalize('NFKC').trim();
  if (/[^\s·.][\s·.]|[\s·.][^\s·.]/.test(trimmed))
    return trimmed.replace(/[^\s·.]+/g, (part) => keepEnds(part, 1, 0));
  const length = [...trimmed].length;
  return keepEnds(trimmed, 1, length > 2 && !/^[\x20-\x7e]+$/.test(trimmed) ? 1 : 0);
}

/** An organisation's name is public; only its middle is hidden, as in 深圳****有限公司. */
export function maskOrganisation(name: string): string {
  const trimmed = name.normalize('NFKC').trim();
  const length = [...trimmed].length;
  return length <= 4 ? keepEnds(trimmed, 1, 0) : keepEnds(trimmed, 2, length > 8 ? 4 : 1);
}

/** 13812345678 → 138****5678; shorter numbers keep fewer digits, and never more than half. */
export function maskPhone(phone: string): string {
  const compact = phone.normalize('NFKC').replace(/[\s().‐-―-]/g, '');
  if (/^(?:\+86|0086)?1\d{10}$/.test(compact)) return keepEnds(compact.slice(-11), 3, 4);
  return keepEnds(compact, Math.floor(compact.length / 4), Math.floor(compact.length / 4));
}

/** 11010519491231002X → 110***********002X: region and end, never the date of birth. */
export function maskDocumentNumber(number: string): string {
  const compact = number
    .normalize('NFKC')
    .replace(/[\s‐-―-]/g, '')
    .toUpperCase();
  if (compact.length >= 15) return keepEnds(compact, 3, 4);
  return keepEnds(compact, Math.min(1, compact.length - 1), Math.floor(compact.length / 4));
}

/** fang.wang@example.com → f***@example.com. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return at < 1 ? star.repeat(3) : `${email.slice(0, 1)}***${email.slice(at)}`;
}

const personalPatterns = [
  // Mainland mobile numbers, also with country code and separators.
  /(?<!\d)(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)/,
  // Landlines with area code.
  /(?<!\d)0\d{2,3}[\s-]?[2-9]\d{6,7}(?!\d)/,
  // 18-digit identity numbers, also grouped, and 15-digit ones of old.
  /(?<!\d)[1-9]\d{5}[\s-]?(?:18|19|20)\d{2}[\s-]?(?:0[1-9]|1[0-2])[0-3]\d[\s-]?\d{3}[\dX](?![\dA-Z])/i,
  /(?<!\d)[1-9]\d{5}\d{2}(?:0[1-9]|1[0-2])[0-3]\d{4}(?!\d)/,
  /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/,
];

/** Whether a note holds something that looks like a phone number, identity number or e-mail address. */
export function looksPersonal(text: string): boolean {
  const plain = text.normalize('NFKC');
  return personalPatterns.some((pattern) => pattern.test(plain));
}

/** Keeps so many characters at either end; at least one in the middle is always hidden. */
function keepEnds(text: string, head: number, tail: number): string {
  const characters = [...text];
  if (characters.length === 0) return star;
  if (head + tail >= characters.length)
    return characters.length === 1 ? star : `${characters[0] ?? ''}${star.repeat(characters.length - 1)}`;
  const hidden = star.repeat(characters.length - head - tail);
  const end = tail === 0 ? '' : characters.slice(-tail).join('');
  return characters.slice(0, head).join('') + hidden + end;
}

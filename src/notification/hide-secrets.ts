/**
 * A message as staff may read it: without the secret part of the customer's links and without the query code, with
 * which the reader could act for the customer.
 */
export function hideSecrets(text: string): string {
  return text
    .replace(/(\/[a-z]\/)[\w-]{43}/g, '$1…')
    .replace(/(?<![\w-])[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}(?![\w-])/g, '…');
}

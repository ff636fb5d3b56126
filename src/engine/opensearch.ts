const limitMs = 5_000;

/**
 * One call. Every key in the answer (`…Key`, `key`) is text. Rejects when OpenSearch is out of reach, slow or
 * refuses; the message names the path and no value.
 */
export async function askOpenSearch(openSearchUrl: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${openSearchUrl}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(limitMs),
  });
  if (!response.ok) throw new Error(`OpenSearch answered ${response.status} to ${path.replace(/\?.*/, '')}.`);
  return parseKeysAsText(await response.text());
}

/** A key reads as text: integers from 2^53 on would be rounded by JSON.parse. */
function parseKeysAsText(text: string): unknown {
  return JSON.parse(text.replace(/("(?:\w+[kK]ey|key)":)(-?\d+)/g, '$1"$2"'));
}

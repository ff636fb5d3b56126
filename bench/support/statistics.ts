/** The middle value; the mean of the two middle ones for an even count. Throws without values. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which a share (0 to 1) of the values lies, interpolated. Throws without values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new Error('Nothing was measured.');
  return below + (above - below) * (place - Math.floor(place));
}

/** How far the values lie apart, as a share of their median: (largest − smallest) ÷ median. */
export function spread(values: readonly number[]): number {
  return (Math.max(...values) - Math.min(...values)) / median(values);
}

export type Better = 'higher' | 'lower';

/** Whether a ratio reaches its aim. */
export function reaches(ratio: number, aim: number, better: Better): boolean {
  return better === 'higher' ? ratio >= aim : ratio <= aim;
}

/**
 * Runs two arms in turn, `rounds` times each, and returns what each gave. The arm that begins changes with every
 * round, so that neither always runs on what the other has left behind. The first round of each is a warm-up and
 * thrown away unless `warmUps` says otherwise.
 */
export async function alternate<T>(
  arms: { ours: (round: number) => Promise<T>; bare: (round: number) => Promise<T> },
  { rounds, warmUps = 1 }: { rounds: number; warmUps?: number },
): Promise<{ ours: T[]; bare: T[] }> {
  const results = { ours: new Array<T>(), bare: new Array<T>() };
  for (let round = 0; round < warmUps + rounds; round += 1) {
    const order = round % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const);
    for (const arm of order) {
      const result = await arms[arm](round);
      if (round >= warmUps) results[arm].push(result);
    }
  }
  return results;
}

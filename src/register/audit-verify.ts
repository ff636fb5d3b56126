import { auditHash, auditHeadMac, chainStart } from './audit.ts';
import type { Store } from './store.ts';

/** What is wrong with a chain; `seq` is where it shows. */
export interface AuditProblem {
  chain: string;
  seq: number;
  kind:
    | 'changed'
    | 'missing'
    | 'unchained'
    | 'tailCut'
    | 'headForged'
    | 'chainMissing'
    | 'caseMissing'
    | 'rolledBack';
}

/** The last row of each chain, to be kept outside the database and compared with later. */
export type AuditAnchor = Readonly<Record<string, { seq: number; hash: string }>>;

export interface AuditReport {
  chains: number;
  rows: number;
  problems: AuditProblem[];
  anchor: AuditAnchor;
}

const batchSize = 500;

/**
 * Checks the whole audit trail: every row against its hash, its place and its predecessor, every chain against
 * its head, every case against having a chain, the case numbers against gaps. With the anchor of an earlier
 * run it also finds a chain that was rolled back together with its head. Finds edited, deleted, inserted and
 * reordered rows and cut tails.
 */
export async function verifyAudit(store: Store, earlier: AuditAnchor = {}): Promise<AuditReport> {
  const { seen, rows, problems } = await checkChains(store, earlier);
  for (const [chain, { seq }] of Object.entries(earlier))
    if ((seen.get(chain)?.seq ?? 0) < seq) problems.push({ chain, seq, kind: 'rolledBack' });
  problems.push(...(await missingCases(store, seen)));
  return { chains: seen.size, rows, problems, anchor: Object.fromEntries(seen) };
}

/** Checks one chain by itself: a case's id, `inquiry:<id>` or `office`. Every chain has at least one row. */
export async function verifyAuditChain(
  store: Store,
  chain: string,
): Promise<Pick<AuditReport, 'rows' | 'problems'>> {
  const { seen, rows, problems } = await checkChains(store, {}, chain);
  if (!seen.has(chain) && problems.length === 0) problems.push({ chain, seq: 1, kind: 'chainMissing' });
  return { rows, problems };
}

/** Rows against their hashes and places, chains against their heads; of all chains or of one. */
async function checkChains(store: Store, earlier: AuditAnchor, only?: string) {
  let headRows = store.db.selectFrom('auditHead').selectAll();
  if (only !== undefined) headRows = headRows.where('chain', '=', only);
  const heads = new Map((await headRows.execute()).map((head) => [head.chain, head]));
  const problems: AuditProblem[] = [];
  const seen = new Map<string, { seq: number; hash: string }>();
  let rows = 0;

  for await (const row of auditRows(store, only)) {
    rows += 1;
    const { chain, seq, hash, previousHash } = row;
    const before = seen.get(chain) ?? { seq: 0, hash: chainStart };
    const anchored = earlier[chain];
    if (auditHash(store, row) !== hash) problems.push({ chain, seq, kind: 'changed' });
    if (seq !== before.seq + 1) problems.push({ chain, seq: before.seq + 1, kind: 'missing' });
    else if (previousHash !== before.hash) problems.push({ chain, seq, kind: 'unchained' });
    if (anchored?.seq === seq && anchored.hash !== hash) problems.push({ chain, seq, kind: 'rolledBack' });
    seen.set(chain, { seq, hash });
  }

  for (const [chain, last] of seen) {
    const head = heads.get(chain);
    if (!head) problems.push({ chain, seq: last.seq, kind: 'chainMissing' });
    else if (head.seq > last.seq) problems.push({ chain, seq: last.seq + 1, kind: 'tailCut' });
    else if (head.seq !== last.seq || head.hash !== last.hash || head.mac !== auditHeadMac(store, head))
      problems.push({ chain, seq: last.seq, kind: 'headForged' });
  }
  for (const chain of heads.keys()) if (!seen.has(chain)) problems.push({ chain, seq: 1, kind: 'tailCut' });
  return { seen, rows, problems };
}

/** All rows in the order of their chains, a batch at a time: the trail may be larger than the memory. */
async function* auditRows(store: Store, only?: string) {
  let after = { chain: '', seq: 0 };
  for (;;) {
    let query = store.db.selectFrom('audit').selectAll();
    if (only !== undefined) query = query.where('chain', '=', only);
    const batch = await query
      .where((eb) =>
        eb.or([
          eb('chain', '>', after.chain),
          eb.and([eb('chain', '=', after.chain), eb('seq', '>', after.seq)]),
        ]),
      )
      .orderBy('chain')
      .orderBy('seq')
      .limit(batchSize)
      .execute();
    yield* batch;
    const last = batch.at(-1);
    if (!last || batch.length < batchSize) return;
    after = { chain: last.chain, seq: last.seq };
  }
}

/** Cases without a trail, and numbers that were given but have no case any more. */
async function missingCases(store: Store, seen: ReadonlyMap<string, unknown>): Promise<AuditProblem[]> {
  const cases = await store.db.selectFrom('cases').select(['id', 'number']).execute();
  const counters = await store.db.selectFrom('caseNumberCounter').selectAll().execute();
  const counts = new Map<string, number>();
  for (const { number } of cases) {
    const series = number.slice(0, number.lastIndexOf('-'));
    counts.set(series, (counts.get(series) ?? 0) + 1);
  }
  return [
    ...cases
      .filter(({ id }) => !seen.has(id))
      .map(({ id }) => ({ chain: id, seq: 1, kind: 'chainMissing' as const })),
    ...counters
      .map(({ day, prefix, lastNumber }) => ({ series: `${day}-${prefix}`, lastNumber }))
      .filter(({ series, lastNumber }) => (counts.get(series) ?? 0) !== lastNumber)
      .map(({ series, lastNumber }) => ({ chain: series, seq: lastNumber, kind: 'caseMissing' as const })),
  ];
}

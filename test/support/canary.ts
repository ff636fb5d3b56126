import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { SuiteResult } from './jest-suite.ts';
import { awaitExported } from './marker.ts';
import { createRecordSearch } from './opensearch.ts';
import { createScanner, type Scanner } from './pattern-scan.ts';

const pageSize = 2_000;

/**
 * Looks for every name, phone, number, address and opinion that the run's cases were made of (written down by
 * personal-data.ts) in all exported records and in the app's logs. Two checks: records, logs.
 */
export async function runCanary(stack: {
  openSearchUrl: string;
  restUrl: string;
  workFolder: string;
}): Promise<SuiteResult> {
  const started = performance.now();
  const file = join(stack.workFolder, 'personal-data.txt');
  const values = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  const scanner = createScanner(new Set(values));
  await awaitExported(stack);
  const inRecords = await scanRecords(stack.openSearchUrl, scanner);
  const inLogs = scanLogs(join(stack.workFolder, 'app-logs'), scanner);
  console.error(
    `\npersonal data: ${values.length} values looked for in ${inRecords.read} records and ${inLogs.read} log lines`,
  );
  const places = [inRecords, inLogs];
  for (const { found } of places) for (const line of found) console.error(`  found: ${line}`);
  const failed = places.filter(
    ({ read, found }) => found.size > 0 || read === 0 || values.length === 0,
  ).length;
  return { name: 'canary', passed: 2 - failed, failed, seconds: (performance.now() - started) / 1000 };
}

interface Scan {
  read: number;
  found: Set<string>;
}

async function scanRecords(openSearchUrl: string, scanner: Scanner): Promise<Scan> {
  const records = createRecordSearch(openSearchUrl);
  const described = z.object({ valueType: z.string(), intent: z.string() });
  const scan: Scan = { read: 0, found: new Set() };
  let after: unknown[] | undefined;
  for (;;) {
    const { hits } = await records.search(['*'], {
      size: pageSize,
      sort: [{ position: 'asc' }],
      ...(after ? { search_after: after } : {}),
    });
    for (const { _source, sort } of hits.hits) {
      scan.read += 1;
      after = sort;
      const found = scanner.find(JSON.stringify(_source));
      const { valueType, intent } = described.parse(_source);
      for (const value of found) scan.found.add(`${value} in a record ${valueType} ${intent}`);
    }
    if (hits.hits.length < pageSize) return scan;
  }
}

function scanLogs(folder: string, scanner: Scanner): Scan {
  const scan: Scan = { read: 0, found: new Set() };
  if (!existsSync(folder)) return scan;
  for (const name of readdirSync(folder)) {
    const text = readFileSync(join(folder, name), 'utf8');
    scan.read += text.split('\n').length - 1;
    for (const value of scanner.find(text)) scan.found.add(`${value} in the log ${name}`);
  }
  return scan;
}

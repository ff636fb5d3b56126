import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { systemClock } from './clock.ts';
import { environment, loadConfig } from './config.ts';
import { openRegister, verifyAudit, type AuditAnchor } from './register/index.ts';

/*
 * `npm run audit`: checks the audit trail and prints what it finds. Exit code 0 = whole, 1 = not, 2 = could not
 * be checked. The state of a whole trail is kept beside the data, so that the next run also finds a database
 * that was taken back to an earlier state.
 */

const anchorSchema = z.record(z.string(), z.object({ seq: z.number().int(), hash: z.string() }));

async function readAnchor(path: string): Promise<AuditAnchor> {
  return existsSync(path) ? anchorSchema.parse(JSON.parse(await readFile(path, 'utf8'))) : {};
}

async function writeAnchor(path: string, anchor: AuditAnchor): Promise<void> {
  const temporary = `${path}.new`;
  await writeFile(temporary, JSON.stringify(anchor), { mode: 0o600 });
  await rename(temporary, path);
}

async function main(): Promise<number> {
  const config = loadConfig(environment());
  const register = openRegister({ databaseUrl: config.databaseUrl, keys: config.keys, clock: systemClock });
  try {
    await mkdir(config.dataDir, { recursive: true });
    const anchorPath = join(config.dataDir, 'audit-anchor.json');
    const report = await verifyAudit(register, await readAnchor(anchorPath));
    const { chains, rows, problems } = report;
    console.log(`Audit trail: ${rows} rows in ${chains} chains, ${problems.length} problems.`);
    for (const { kind, chain, seq } of problems) console.log(`  ${kind}: chain ${chain}, row ${seq}`);
    if (problems.length > 0) return 1;
    await writeAnchor(anchorPath, report.anchor);
    return 0;
  } finally {
    await register.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

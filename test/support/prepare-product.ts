import { pino } from 'pino';
import { sampleAccounts } from '../../local/accounts.ts';
import type { Clock } from '../../src/clock.ts';
import type { Config } from '../../src/config.ts';
import { createEngine, deployBundle } from '../../src/engine/index.ts';
import { migrate, openRegister, seedStaff, type Register } from '../../src/register/index.ts';

/** What `npm start` does before it starts the app: models deployed, register migrated, accounts in it. */
export async function prepareProduct(config: Config, clock: Clock): Promise<Register> {
  const engine = createEngine(config, pino({ level: 'silent' }));
  try {
    await deployBundle(engine.gateway, process.cwd());
  } finally {
    await engine.close();
  }
  await migrate(config.databaseUrl);
  const register = openRegister({ databaseUrl: config.databaseUrl, keys: config.keys, clock });
  await seedStaff(
    register,
    sampleAccounts.map((account) => ({ ...account, groups: account.roles })),
  );
  return register;
}

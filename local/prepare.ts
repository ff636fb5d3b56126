import { systemClock } from '../src/clock.ts';
import type { Config } from '../src/config.ts';
import { createEngine, deployBundle } from '../src/engine/index.ts';
import { createLogger } from '../src/logger.ts';
import { migrate, openRegister, seedStaff } from '../src/register/index.ts';
import { sampleAccounts } from './accounts.ts';
import type { DeployedForm } from './forms.ts';
import { checkoutFolder } from './stack.ts';

/** Brings the register to the newest schema and puts the sample staff in. */
export async function prepareRegister(config: Config): Promise<void> {
  await migrate(config.databaseUrl);
  const register = openRegister({ databaseUrl: config.databaseUrl, keys: config.keys, clock: systemClock });
  try {
    await seedStaff(
      register,
      sampleAccounts.map((account) => ({ ...account, groups: account.roles })),
    );
  } finally {
    await register.close();
  }
}

/** Deploys every domain's models; returns the forms that Tasklist has to know, and how many resources are new. */
export async function deployModels(config: Config): Promise<{ forms: DeployedForm[]; fresh: number }> {
  const engine = createEngine(config, createLogger('silent'));
  try {
    const items = await deployBundle(engine.gateway, checkoutFolder);
    const fresh = items.filter(({ isNew }) => isNew).length;
    const forms = items.filter(({ kind }) => kind === 'form');
    return { forms: forms.map(({ id, version }) => ({ formId: id, version })), fresh };
  } finally {
    await engine.close();
  }
}

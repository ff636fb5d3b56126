import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { systemClock } from './clock.ts';
import { checkValues, unusable } from './config-values.ts';
import { environment, loadConfig } from './config.ts';
import { createCamundaApi, readPolicy } from './engine/index.ts';
import { provision, waitForLogin } from './staff-provision.ts';
import { migrate, openRegister } from './register/index.ts';
import { readAccounts } from './staff-accounts.ts';

/*
 * `npm run provision`: accounts, groups and authorizations of Camunda 8.9 from the staff of the register. Runs as the
 * engine's administrator, prints what it did and may be run at any time again. Exit code 1 with one message otherwise.
 */

const settingsSchema = z.object({
  /** The account that the app works with, made here; the administrator's (CAMUNDA_USER) is only for this command. */
  CAMUNDA_APP_USER: z.string().default('intake-app'),
  CAMUNDA_APP_PASSWORD: z.string().min(12, 'at least 12 characters'),
  /** The list of staff as JSON: docs/operations.md. */
  STAFF_ACCOUNTS: z.string().optional(),
  AUTHORIZATIONS_PATH: z.string().default(join('containers', 'authorizations.json')),
  INITIAL_PASSWORDS_PATH: z.string().optional(),
});

const engineLimitMs = 90_000;

async function main(): Promise<void> {
  const values = environment();
  const config = loadConfig(values);
  const { env, problems } = checkValues(settingsSchema, values);
  const { camundaRestUrl, camundaLogin } = config;
  if (!camundaRestUrl) problems.push('CAMUNDA_REST_URL: give the address of Camunda 8.9');
  if (!camundaLogin) problems.push('CAMUNDA_USER, CAMUNDA_PASSWORD: give the administrator of the engine');
  if (!env || !camundaRestUrl || !camundaLogin || problems.length > 0) throw unusable(problems);

  const app = { user: env.CAMUNDA_APP_USER, password: env.CAMUNDA_APP_PASSWORD };
  const policy = readPolicy(await readFile(env.AUTHORIZATIONS_PATH, 'utf8'));
  const listed = readAccounts(env.STAFF_ACCOUNTS ?? '{"staff":[]}', [camundaLogin.user, app.user]);
  const passwordsPath = env.INITIAL_PASSWORDS_PATH ?? join(config.dataDir, 'initial-passwords.txt');

  await migrate(config.databaseUrl);
  const register = openRegister({ databaseUrl: config.databaseUrl, keys: config.keys, clock: systemClock });
  try {
    const api = createCamundaApi(camundaRestUrl, camundaLogin);
    await waitForLogin(api, camundaLogin, engineLimitMs);
    const { report, newPasswords } = await provision(register, api, { policy, listed, app, passwordsPath });
    for (const line of report) console.log(line);
    console.log(report.length === 0 ? 'Nothing was to do.' : `${report.length} changes.`);
    if (newPasswords > 0)
      console.log(
        `${newPasswords} new passwords are in ${passwordsPath}: hand them out and delete the file.`,
      );
  } finally {
    await register.close();
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

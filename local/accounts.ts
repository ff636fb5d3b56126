import { hash } from 'bcryptjs';
import { z } from 'zod';
import { getJson, waitUntil } from './wait-until.ts';

/** A sample member of staff; the register is seeded with the same list. */
export interface SampleAccount {
  username: string;
  displayName: string;
  roles: readonly string[];
  departmentCode: string | null;
  email: string;
  phone: string;
  password: string;
}

type Row = readonly [username: string, displayName: string, role: string, departmentCode: string | null];

const rows: readonly Row[] = [
  ['clerk', '李晓梅', 'intake-clerk', null],
  ['reviewer', '陈建国', 'reviewer', null],
  ['reviewer2', '周敏', 'reviewer', null],
  ['circulation', '赵强', 'circulation-specialist', null],
  ['feedback', '孙丽', 'feedback-specialist', null],
  ['procurement', '吴刚', 'department-procurement', 'procurement'],
  ['legal', '郑洁', 'department-legal', 'legal'],
  ['finance', '冯涛', 'department-finance', 'finance'],
  ['service', '褚燕', 'department-service', 'service'],
  ['data', '卫东', 'department-data', 'data'],
  ['security', '蒋勇', 'department-security', 'security'],
  ['manager', '沈静', 'manager', null],
];

/** The people of the sample company. Everybody's password is `demo`: for local use only. */
export const sampleAccounts: readonly SampleAccount[] = rows.map(
  ([username, displayName, role, departmentCode], index) => ({
    username,
    displayName,
    roles: [role],
    departmentCode,
    email: `${username}@intake.example`,
    phone: `+86139000000${String(index + 1).padStart(2, '0')}`,
    password: 'demo',
  }),
);

const indicesSchema = z.array(z.object({ index: z.string() }));
const bulkAnswerSchema = z.object({ errors: z.boolean() });

/**
 * Lets `accounts` log in to Tasklist and Operate (8.6 reads its users from this index). Accounts that exist are
 * overwritten. Throws when the web applications have not made their index after 30 s.
 */
export async function installAccounts(
  { openSearchUrl }: { openSearchUrl: string },
  accounts: readonly SampleAccount[] = sampleAccounts,
): Promise<void> {
  const index = await userIndex(openSearchUrl);
  const hashes = await hashEach(new Set(accounts.map((account) => account.password)));
  const lines = accounts.flatMap(({ username, displayName, roles, password }) => [
    { index: { _index: index, _id: username } },
    {
      id: username,
      userId: username,
      displayName,
      password: `{bcrypt}${hashes.get(password) ?? ''}`,
      // The web applications' own roles. Who completes tasks needs the second one, which in this version may cancel
      // and modify in Operate too; managers have no tasks in Tasklist and may only look.
      roles: [roles.includes('manager') ? 'USER' : 'OPERATOR'],
    },
  ]);
  const response = await fetch(`${openSearchUrl}/_bulk?refresh=true`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok || bulkAnswerSchema.parse(await response.json()).errors)
    throw new Error('OpenSearch refused the sample accounts: see opensearch.log in the logs folder.');
}

async function userIndex(openSearchUrl: string): Promise<string> {
  let name: string | undefined;
  await waitUntil(
    "Operate's user index",
    async () => {
      const indices = indicesSchema.parse(
        await getJson(`${openSearchUrl}/_cat/indices/operate-user-*?format=json&h=index`),
      );
      name = indices.map(({ index }) => index).find((index) => /^operate-user-[\d.]+_$/.test(index));
      return name !== undefined;
    },
    { limitMs: 30_000 },
  );
  return name ?? '';
}

/** Each password once: a hash takes a tenth of a second on purpose. */
async function hashEach(passwords: ReadonlySet<string>): Promise<Map<string, string>> {
  return new Map(
    await Promise.all(
      [...passwords].map(async (password): Promise<[string, string]> => [password, await hash(password, 10)]),
    ),
  );
}

import { z } from 'zod';

/** What can be granted on what, as Camunda 8.9 documents it ("Orchestration Cluster authorization"). */
const permissionsOf = {
  AUDIT_LOG: ['READ'],
  COMPONENT: ['ACCESS'],
  DECISION_DEFINITION: [
    'CREATE_DECISION_INSTANCE',
    'DELETE_DECISION_INSTANCE',
    'READ_DECISION_DEFINITION',
    'READ_DECISION_INSTANCE',
  ],
  DECISION_REQUIREMENTS_DEFINITION: ['READ'],
  MESSAGE: ['CREATE', 'READ'],
  PROCESS_DEFINITION: [
    'CANCEL_PROCESS_INSTANCE',
    'CLAIM_USER_TASK',
    'COMPLETE_USER_TASK',
    'CREATE_PROCESS_INSTANCE',
    'DELETE_PROCESS_INSTANCE',
    'MODIFY_PROCESS_INSTANCE',
    'READ_PROCESS_DEFINITION',
    'READ_PROCESS_INSTANCE',
    'READ_USER_TASK',
    'UPDATE_PROCESS_INSTANCE',
    'UPDATE_USER_TASK',
  ],
  RESOURCE: ['CREATE', 'READ', 'DELETE_DRD', 'DELETE_FORM', 'DELETE_PROCESS', 'DELETE_RESOURCE'],
  USER_TASK: ['READ', 'UPDATE', 'CLAIM', 'COMPLETE'],
} as const satisfies Record<string, readonly string[]>;

type Resource = keyof typeof permissionsOf;
const resources = Object.keys(permissionsOf).filter((name): name is Resource => name in permissionsOf);
const taskProperties = ['assignee', 'candidateUsers', 'candidateGroups'] as const;

const grantShape = {
  resource: z.enum(resources),
  id: z.string().min(1).optional(),
  property: z.enum(taskProperties).optional(),
  permissions: z.array(z.string()).min(1),
};

function checkGrant(grant: Grant, context: z.RefinementCtx): void {
  const known: readonly string[] = permissionsOf[grant.resource];
  for (const permission of grant.permissions)
    if (!known.includes(permission))
      context.addIssue({
        code: 'custom',
        path: ['permissions'],
        message: `${grant.resource} has no ${permission}; there are ${known.join(', ')}`,
      });
  if ((grant.id === undefined) === (grant.property === undefined))
    context.addIssue({ code: 'custom', message: 'give either "id" (or "*") or "property"' });
  if (grant.property !== undefined && grant.resource !== 'USER_TASK')
    context.addIssue({ code: 'custom', path: ['property'], message: 'only USER_TASK goes by a property' });
}

type Grant = z.infer<z.ZodObject<typeof grantShape>>;

const groupId = z.string().regex(/^[a-z][a-z0-9-]*$/, 'small letters, digits and dashes');

const policySchema = z.strictObject({
  groups: z.array(z.strictObject({ id: groupId, name: z.string().min(1) })).min(1),
  departmentName: z.string().min(1),
  grants: z.array(z.strictObject({ to: z.array(z.string()).min(1), ...grantShape }).superRefine(checkGrant)),
  app: z.array(z.strictObject(grantShape).superRefine(checkGrant)),
});

/** Who may do what in the engine: containers/authorizations.json. */
export type ProvisionPolicy = z.infer<typeof policySchema>;

export interface DesiredGroup {
  readonly id: string;
  readonly name: string;
}

export interface DesiredAuthorization {
  readonly ownerType: 'GROUP' | 'USER';
  readonly ownerId: string;
  readonly resourceType: string;
  readonly resourceId: string | null;
  readonly resourcePropertyName: string | null;
  readonly permissions: readonly string[];
}

/** Throws one error that lists what is wrong with the file's text, by place in it. */
export function readPolicy(text: string): ProvisionPolicy {
  const parsed = policySchema.safeParse(parseJson(text));
  const problems = parsed.success
    ? unknownOwners(parsed.data)
    : parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'file'}: ${message}`);
  if (!parsed.success || problems.length > 0)
    throw new Error(
      `The authorizations are not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    );
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const departmentPrefix = 'department-';
const everyDepartment = `${departmentPrefix}*`;

function unknownOwners({ groups, grants }: ProvisionPolicy): string[] {
  const known = new Set(['*', everyDepartment, ...groups.map(({ id }) => id)]);
  return grants.flatMap(({ to }, index) =>
    to
      .filter((owner) => !known.has(owner) && !owner.startsWith(departmentPrefix))
      .map((owner) => `grants.${index}.to: there is no group ${owner}`),
  );
}

/**
 * The groups of the policy and of every department that somebody works in. Throws when staff are in a group that
 * the policy does not know: they would see nothing and nobody would know why.
 */
export function desiredGroups(policy: ProvisionPolicy, groupsOfStaff: readonly string[]): DesiredGroup[] {
  const known = new Set(policy.groups.map(({ id }) => id));
  const others = [...new Set(groupsOfStaff)].filter((id) => !known.has(id)).sort();
  const unknown = others.filter((id) => !id.startsWith(departmentPrefix));
  if (unknown.length > 0)
    throw new Error(
      `Staff are in groups that the authorizations do not know: ${unknown.join(', ')}. Add them under "groups".`,
    );
  const departments = others.map((id) => ({
    id,
    name: `${policy.departmentName} ${id.slice(departmentPrefix.length)}`,
  }));
  return [...policy.groups, ...departments];
}

/** What each group and the app's own account may do; one entry for each owner and resource. */
export function desiredAuthorizations(
  policy: ProvisionPolicy,
  groups: readonly DesiredGroup[],
  appUser: string,
): DesiredAuthorization[] {
  const ofGroups = groups.flatMap(({ id }) =>
    policy.grants
      .filter(({ to }) =>
        to.some(
          (owner) =>
            owner === '*' || owner === id || (owner === everyDepartment && id.startsWith(departmentPrefix)),
        ),
      )
      .map((grant) => authorization('GROUP', id, grant)),
  );
  return merged([...ofGroups, ...policy.app.map((grant) => authorization('USER', appUser, grant))]);
}

function authorization(ownerType: 'GROUP' | 'USER', ownerId: string, grant: Grant): DesiredAuthorization {
  return {
    ownerType,
    ownerId,
    resourceType: grant.resource,
    resourceId: grant.id ?? null,
    resourcePropertyName: grant.property ?? null,
    permissions: grant.permissions,
  };
}

/** Two grants on the same thing become one, as the engine keeps them. */
function merged(all: readonly DesiredAuthorization[]): DesiredAuthorization[] {
  const byKey = new Map<string, DesiredAuthorization>();
  for (const one of all) {
    const key = authorizationKey(one);
    const permissions = new Set([...(byKey.get(key)?.permissions ?? []), ...one.permissions]);
    byKey.set(key, { ...one, permissions: [...permissions].sort() });
  }
  return [...byKey.values()];
}

/** What makes two authorizations the same one, whatever they permit. */
export function authorizationKey(one: Omit<DesiredAuthorization, 'permissions'>): string {
  return [one.ownerType, one.ownerId, one.resourceType, one.resourceId, one.resourcePropertyName].join('\n');
}

import { z } from 'zod';

/*
 * Requests of Camunda 8.9's orchestration cluster API, as its OpenAPI documents state them (camunda-docs,
 * api/camunda/version-8.9), as far as the product uses them. Strict: a field that is not documented is refused here,
 * while the real engine might overlook it.
 */

const page = z.union([
  z.strictObject({ limit: z.int().min(1).max(10_000) }),
  z.strictObject({ after: z.string(), limit: z.int().min(1).max(10_000) }),
]);

function sort(...fields: [string, ...string[]]) {
  return z.array(z.strictObject({ field: z.enum(fields), order: z.enum(['ASC', 'DESC']).optional() }));
}

function search(filter: z.ZodType, sorting: z.ZodType) {
  return z.strictObject({ filter: filter.optional(), sort: sorting.optional(), page: page.optional() });
}

/** A value, or the advanced filter. */
function property<Value extends z.ZodType>(value: Value) {
  return z.union([
    value,
    z.strictObject({
      $eq: value.optional(),
      $neq: value.optional(),
      $exists: z.boolean().optional(),
      $in: z.array(value).optional(),
    }),
  ]);
}

const text = z.string();
const key = z.string().regex(/^-?\d+$/);
const instant = z.iso.datetime();
const dateTime = z.union([
  instant,
  z.strictObject({ $gt: instant.optional(), $gte: instant.optional(), $lt: instant.optional() }),
]);

const userTaskState = z.enum([
  'CREATING',
  'CREATED',
  'ASSIGNING',
  'UPDATING',
  'COMPLETING',
  'COMPLETED',
  'CANCELING',
  'CANCELED',
  'FAILED',
]);
const elementState = z.enum(['ACTIVE', 'COMPLETED', 'TERMINATED']);
const incidentState = z.enum(['ACTIVE', 'MIGRATED', 'PENDING', 'RESOLVED', 'UNKNOWN']);
const entityType = z.enum([
  'AUTHORIZATION',
  'BATCH',
  'DECISION',
  'GROUP',
  'INCIDENT',
  'JOB',
  'MAPPING_RULE',
  'PROCESS_INSTANCE',
  'RESOURCE',
  'ROLE',
  'TENANT',
  'USER',
  'USER_TASK',
  'VARIABLE',
  'CLIENT',
]);
const operationType = z.enum([
  'ASSIGN',
  'CANCEL',
  'COMPLETE',
  'CREATE',
  'DELETE',
  'EVALUATE',
  'MIGRATE',
  'MODIFY',
  'RESOLVE',
  'RESUME',
  'SUSPEND',
  'UNASSIGN',
  'UNKNOWN',
  'UPDATE',
]);
const ownerType = z.enum(['USER', 'CLIENT', 'ROLE', 'GROUP', 'MAPPING_RULE', 'UNSPECIFIED']);

/** What each kind is searched by. */
export const searchRequests: Readonly<Record<string, z.ZodType>> = {
  'user-tasks': search(
    z.strictObject({
      state: property(userTaskState).optional(),
      assignee: property(text).optional(),
      candidateGroup: property(text).optional(),
      elementId: text.optional(),
      processInstanceKey: key.optional(),
    }),
    sort('creationDate', 'completionDate', 'followUpDate', 'dueDate', 'priority', 'name'),
  ),
  'process-instances': search(
    z.strictObject({
      state: property(elementState).optional(),
      processInstanceKey: property(key).optional(),
      parentProcessInstanceKey: property(key).optional(),
    }),
    sort('processInstanceKey', 'startDate', 'endDate', 'state'),
  ),
  'element-instances': search(
    z.strictObject({
      state: property(elementState).optional(),
      // A plain key here: this filter has no `$in`.
      processInstanceKey: key.optional(),
      elementId: text.optional(),
    }),
    sort('elementInstanceKey', 'startDate', 'endDate', 'elementId'),
  ),
  incidents: search(
    z.strictObject({
      state: property(incidentState).optional(),
      processInstanceKey: property(key).optional(),
    }),
    sort('incidentKey', 'creationTime', 'state'),
  ),
  'audit-logs': search(
    z.strictObject({
      entityType: property(entityType).optional(),
      operationType: property(operationType).optional(),
      result: property(z.enum(['SUCCESS', 'FAIL'])).optional(),
      processInstanceKey: property(key).optional(),
      timestamp: dateTime.optional(),
    }),
    sort('auditLogKey', 'timestamp', 'actorId'),
  ),
  'process-definitions': search(
    z.strictObject({ isLatestVersion: z.boolean().optional() }),
    // With the latest versions only, nothing else may be sorted by.
    sort('processDefinitionId', 'tenantId'),
  ),
  'decision-definitions': search(
    z.strictObject({ isLatestVersion: z.boolean().optional() }),
    sort('decisionDefinitionId', 'tenantId'),
  ),
  users: search(z.strictObject({ username: property(text).optional() }), sort('username', 'name', 'email')),
  groups: search(z.strictObject({ groupId: property(text).optional() }), sort('name', 'groupId')),
  members: search(z.strictObject({}), sort('username')),
  authorizations: search(
    z.strictObject({ ownerId: text.optional(), ownerType: ownerType.optional() }),
    sort('ownerId', 'ownerType', 'resourceId', 'resourcePropertyName', 'resourceType'),
  ),
};

export const userRequest = z.strictObject({
  username: z.string().regex(/^[a-zA-Z0-9_@.+-]+$/),
  password: z.string().min(1),
  name: text.optional(),
  email: text.optional(),
});
export const userUpdate = z.strictObject({
  password: text.optional(),
  name: text.optional(),
  email: text.optional(),
});
export const groupRequest = z.strictObject({ groupId: text, name: text, description: text.optional() });
export const groupUpdate = z.strictObject({ name: text, description: text.optional() });

/** The page "Orchestration Cluster authorization" of 8.9, its table of resources, in full. */
const permissionsOf: Readonly<Record<string, readonly string[]>> = {
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
};

const authorizationBase = { ownerId: text, ownerType, resourceType: text, permissionTypes: z.array(text) };

/** By id or by property, never both; and only what the resource knows. */
export const authorizationRequest = z
  .union([
    z.strictObject({ ...authorizationBase, resourceId: text }),
    z.strictObject({
      ...authorizationBase,
      resourcePropertyName: z.enum(['assignee', 'candidateUsers', 'candidateGroups']),
    }),
  ])
  .refine(({ resourceType, permissionTypes }) =>
    permissionTypes.every((permission) => permissionsOf[resourceType]?.includes(permission)),
  );

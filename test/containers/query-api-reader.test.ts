import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { createCamundaApi } from '../../src/engine/camunda-api.ts';
import { deploymentState } from '../../src/engine/deployment-state.ts';
import { createQueryApiReader } from '../../src/engine/query-api-reader.ts';
import { administrator, startCamundaDouble, type CamundaDouble } from '../support/camunda-double.ts';

let double: CamundaDouble;

beforeEach(async () => {
  double = await startCamundaDouble();
});

afterEach(async () => {
  await double.close();
  // Whatever a test looks at, every request has to be one that the documentation allows.
  expect(double.refused).toEqual([]);
});

const reader = () => createQueryApiReader(createCamundaApi(double.url, administrator));

function task(userTaskKey: string, values: object = {}) {
  return {
    userTaskKey,
    elementId: 'Task_Review',
    name: '审核资料',
    processDefinitionId: 'review',
    processInstanceKey: '11',
    rootProcessInstanceKey: '10',
    candidateGroups: ['reviewer'],
    assignee: null,
    state: 'CREATED',
    priority: 50,
    dueDate: null,
    creationDate: '2026-03-02T02:00:00.000Z',
    ...values,
  };
}

test('open tasks: own ones first, then by priority and date; what others have taken and other groups stay out', async () => {
  double.rows['user-tasks'] = [
    task('1', { dueDate: '2026-03-05T02:00:00.000Z' }),
    task('2', { dueDate: '2026-03-04T02:00:00.000Z' }),
    task('3'),
    task('4', { priority: 90 }),
    task('5', { assignee: 'reviewer', priority: 10 }),
    task('6', { assignee: 'reviewer2', priority: 95 }),
    task('7', { candidateGroups: ['intake-clerk'], priority: 95 }),
    task('8', { state: 'COMPLETED', priority: 95 }),
    task('9', { assignee: '', name: null, priority: 60 }),
  ];
  const tasks = await reader().openTasks({ groups: ['reviewer', 'manager'], username: 'reviewer', limit: 5 });
  expect(tasks.map(({ key }) => key)).toEqual(['5', '4', '9', '2', '1']);
  expect(tasks[1]).toMatchObject({ rootInstanceKey: '10', processInstanceKey: '11', name: '审核资料' });
  expect(tasks[2]).toMatchObject({ name: 'Task_Review', assignee: null });
});

test('more than one page is read, and never more than asked for', async () => {
  double.rows['incidents'] = Array.from({ length: 1_200 }, (_, index) => ({
    incidentKey: String(index),
    processInstanceKey: '11',
    rootProcessInstanceKey: null,
    processDefinitionId: 'review',
    elementId: 'Task_Review',
    state: 'ACTIVE',
    creationTime: '2026-03-02T02:00:00.000Z',
  }));
  expect(await reader().openIncidents()).toHaveLength(1_000);
  double.rows['user-tasks'] = Array.from({ length: 2_300 }, (_, index) => task(String(index)));
  const all = await createCamundaApi(double.url, administrator).search('user-tasks', {
    item: z.object({ userTaskKey: z.string() }),
    limit: 5_000,
  });
  expect(new Set(all.map(({ userTaskKey }) => userTaskKey)).size).toBe(2_300);
});

test('who completed a task is whom the audit log names, not who it was assigned to', async () => {
  const completed = { state: 'COMPLETED', assignee: 'reviewer' };
  double.rows['user-tasks'] = [
    task('2', { ...completed, completionDate: '2026-03-02T04:00:00.000Z' }),
    task('1', { ...completed, completionDate: '2026-03-02T03:00:00.000Z' }),
    task('3', { ...completed, assignee: null, completionDate: '2026-03-02T05:00:00.000Z' }),
    task('4', { ...completed, elementId: 'Task_Other', completionDate: '2026-03-02T01:00:00.000Z' }),
  ];
  double.rows['audit-logs'] = [
    {
      ...audit('USER_TASK', 'COMPLETE', '1'),
      userTaskKey: '1',
      processInstanceKey: '11',
      actorId: 'somebody',
    },
    { ...audit('USER_TASK', 'ASSIGN', '2'), userTaskKey: '2', processInstanceKey: '11', actorId: 'manager' },
  ];
  expect(await reader().completers('11', 'Task_Review')).toEqual(['somebody', 'reviewer', null]);
});

function audit(entityType: string, operation: string, auditLogKey: string) {
  return {
    auditLogKey,
    entityType,
    operationType: operation,
    result: 'SUCCESS',
    timestamp: `2026-03-02T0${auditLogKey}:00:00.000Z`,
  };
}

test('tokens are those of the instance and of what it called, with incidents, without the instance itself', async () => {
  const instance = (key: string, parent: string | null, id: string, state = 'ACTIVE') => ({
    processInstanceKey: key,
    parentProcessInstanceKey: parent,
    processDefinitionKey: `9${key}`,
    processDefinitionId: id,
    state,
  });
  double.rows['process-instances'] = [
    instance('10', null, 'intake'),
    instance('11', '10', 'registration', 'COMPLETED'),
    instance('12', '10', 'review'),
    instance('13', '12', 'special-opinion'),
    instance('20', null, 'intake'),
  ];
  const element = (processInstanceKey: string, elementId: string, type: string, values: object = {}) => ({
    processInstanceKey,
    elementId,
    type,
    state: 'ACTIVE',
    hasIncident: false,
    ...values,
  });
  double.rows['element-instances'] = [
    element('10', 'intake', 'PROCESS'),
    element('10', 'Call_Review', 'CALL_ACTIVITY'),
    element('10', 'Call_Registration', 'CALL_ACTIVITY', { state: 'COMPLETED' }),
    element('12', 'review', 'PROCESS', { hasIncident: true }),
    element('12', 'Task_Check', 'SERVICE_TASK', { hasIncident: true }),
    element('12', 'Task_Consult', 'MULTI_INSTANCE_BODY'),
    element('12', 'Task_Consult', 'USER_TASK'),
    element('13', 'Task_Opinion', 'USER_TASK'),
    element('20', 'Task_Else', 'USER_TASK'),
  ];
  expect(await reader().tokens('10')).toEqual([
    {
      processInstanceKey: '10',
      processDefinitionKey: '910',
      processId: 'intake',
      elementIds: ['Call_Review'],
      incidentElementIds: [],
    },
    {
      processInstanceKey: '12',
      processDefinitionKey: '912',
      processId: 'review',
      elementIds: ['Task_Check', 'Task_Consult'],
      incidentElementIds: ['Task_Check'],
    },
    {
      processInstanceKey: '13',
      processDefinitionKey: '913',
      processId: 'special-opinion',
      elementIds: ['Task_Opinion'],
      incidentElementIds: [],
    },
  ]);
  expect(await reader().tokens('11')).toEqual([]);
});

test('ended instances, with who cancelled them', async () => {
  const ended = (processInstanceKey: string, state: string) => ({
    processInstanceKey,
    state,
    endDate: '2026-03-02T03:00:00.000Z',
  });
  double.rows['process-instances'] = [
    ended('1', 'COMPLETED'),
    ended('2', 'TERMINATED'),
    ended('3', 'TERMINATED'),
    { ...ended('4', 'ACTIVE'), endDate: null },
    ended('5', 'TERMINATED'),
  ];
  double.rows['audit-logs'] = [
    { ...audit('PROCESS_INSTANCE', 'CANCEL', '1'), processInstanceKey: '2', actorId: 'admin' },
  ];
  const wanted = [...Array.from({ length: 700 }, (_, index) => String(index + 100)), '1', '2', '3', '4'];
  const found = await reader().endedInstances(wanted);
  expect(
    found.map(({ processInstanceKey, ending, endedBy }) => [processInstanceKey, ending, endedBy]),
  ).toEqual([
    ['1', 'completed', null],
    ['2', 'cancelled', 'admin'],
    ['3', 'cancelled', null],
  ]);
});

test('changes by hand come from the audit log, newest first, and only since the moment', async () => {
  const root = { rootProcessInstanceKey: '10', processInstanceKey: '11', actorId: 'admin' };
  double.rows['audit-logs'] = [
    { ...audit('PROCESS_INSTANCE', 'MODIFY', '1'), ...root },
    { ...audit('PROCESS_INSTANCE', 'MODIFY', '3'), ...root },
    { ...audit('PROCESS_INSTANCE', 'MIGRATE', '4'), ...root, rootProcessInstanceKey: null },
    { ...audit('VARIABLE', 'UPDATE', '5'), ...root },
    { ...audit('PROCESS_INSTANCE', 'CANCEL', '6'), ...root },
    { ...audit('PROCESS_INSTANCE', 'MODIFY', '7'), ...root, result: 'FAIL' },
  ];
  const changes = await reader().handChanges(new Date('2026-03-02T02:00:00Z'));
  expect(
    changes?.map(({ key, kind, rootInstanceKey, changedBy }) => [key, kind, rootInstanceKey, changedBy]),
  ).toEqual([
    ['5', 'variables', '10', 'admin'],
    ['4', 'migrated', '11', 'admin'],
    ['3', 'modified', '10', 'admin'],
  ]);
});

describe('what is deployed', () => {
  const folder = join('bpmn', 'intake');
  const content = (file: string) => readFileSync(join(folder, file), 'utf8');

  function deployEverything() {
    for (const domain of readdirSync('bpmn'))
      for (const file of readdirSync(join('bpmn', domain))) {
        const xml = readFileSync(join('bpmn', domain, file), 'utf8');
        const key = String(parseInt(createHash('md5').update(file).digest('hex').slice(0, 12), 16));
        if (file.endsWith('.bpmn')) {
          (double.rows['process-definitions'] ??= []).push({
            processDefinitionId: file.replace('.bpmn', ''),
            processDefinitionKey: key,
          });
          double.texts.set(`process-definitions/${key}/xml`, xml);
        } else if (file.endsWith('.dmn'))
          for (const [, id = ''] of xml.matchAll(/<decision id="([^"]+)"/g)) {
            (double.rows['decision-definitions'] ??= []).push({
              decisionDefinitionId: id,
              decisionRequirementsKey: key,
            });
            double.texts.set(`decision-requirements/${key}/xml`, xml);
          }
      }
  }

  test('our models, byte for byte, count as the latest although the engine tells of no form', async () => {
    deployEverything();
    expect(await deploymentState(reader(), process.cwd())).toEqual({ isLatest: true });
  });

  test('a model that was changed in the engine is found, and one that is missing', async () => {
    deployEverything();
    const [first] = double.rows['process-definitions'] ?? [];
    const path = `process-definitions/${String(first?.processDefinitionKey)}/xml`;
    double.texts.set(path, `${double.texts.get(path) ?? ''} `);
    const state = await deploymentState(reader(), process.cwd());
    expect(state.isLatest).toBe(false);
    expect(state.problem).toContain(`process ${String(first?.processDefinitionId)}`);
    double.rows['decision-definitions'] = [];
    expect((await deploymentState(reader(), process.cwd())).problem).toContain('never deployed: decision ');
  });

  test('the diagram of a version, and none for a version that the engine does not know', async () => {
    double.texts.set('process-definitions/7/xml', content('intake.bpmn'));
    expect(await reader().modelXml('7')).toBe(content('intake.bpmn'));
    expect(await reader().modelXml('8')).toBeUndefined();
  });
});

test('refusals say what to do and quote nothing', async () => {
  const stranger = createQueryApiReader(createCamundaApi(double.url, { user: 'admin', password: 'wrong' }));
  await expect(stranger.openIncidents()).rejects.toThrow(
    'The engine answered 401 to POST incidents/search: check CAMUNDA_USER and CAMUNDA_PASSWORD.',
  );
  await double.close();
  await expect(reader().openIncidents()).rejects.toThrow(/does not answer at CAMUNDA_REST_URL/);
});

test('an answer that is not as documented is an error, not an empty list', async () => {
  double.rows['incidents'] = [{ incidentKey: 1, state: 'ACTIVE' }];
  await expect(reader().openIncidents()).rejects.toThrow('answer to incidents/search is not as documented');
});

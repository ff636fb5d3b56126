import { jest } from '@jest/globals';
import { pino } from 'pino';
import { createEngine, type Engine } from '../../src/engine/index.ts';
import { getCase, listNotices, listSteps, restartCase } from '../../src/register/index.ts';
import { xmlElements } from '../../src/engine/xml-elements.ts';
import { testEnvironment } from '../support/environment.ts';
import { createPeople } from '../support/sample-people.ts';
import { startTestApp, type TestCase } from '../support/test-app.ts';
import { until } from '../support/wait.ts';

/*
 * What the engine tells of running cases, and a case that goes on after somebody has cancelled its process. Whoever
 * does that in Operate does it by these calls.
 */
jest.setTimeout(180_000);

const stack = testEnvironment();
const app = await startTestApp('live-state');
const people = createPeople(107);
const startedAt = new Date(app.now().getTime() - 60_000);
let engine: Engine;

beforeAll(() => {
  const config = { zeebeGrpcAddress: stack.grpcAddress, openSearchUrl: stack.openSearchUrl };
  engine = createEngine(config, pino({ level: 'silent' }));
});
afterAll(async () => {
  await engine.close();
  await app.stop();
});

async function operate(method: 'POST' | 'PUT', path: string, body: object): Promise<void> {
  const response = await fetch(`${stack.restUrl}/v2/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${response.status} to ${path}: ${await response.text()}`);
}

const cancel = (key: string) => operate('POST', `process-instances/${key}/cancellation`, {});

async function rootOf({ id }: TestCase): Promise<string> {
  return (await getCase(app.register, id)).processInstanceKey ?? '';
}

async function ended(rootKey: string) {
  return until('the end is exported', async () => (await engine.reader.endedInstances([rootKey, '1']))[0]);
}

/** Starts the case again as the manager does, and waits for its new process. */
async function startAgain(file: TestCase, endedInstanceKey: string): Promise<TestCase> {
  const restart = { caseId: file.id, endedInstanceKey, actor: 'manager', reason: '误操作取消' };
  expect(await restartCase(app.register, restart)).toBe(true);
  expect(await restartCase(app.register, restart)).toBe(false);
  const instanceKey = await until('the new process runs', async () => {
    const key = await rootOf(file);
    return key !== '' && key !== endedInstanceKey && Number(key);
  });
  return { ...file, instanceKey };
}

test('tells where a case stands, in the version that runs, and where it is stuck', async () => {
  const file = await app.handIn({ matterCode: 'refund-claim', customer: people.person() });
  const task = await app.people.task(file.instanceKey, 'Task_CheckCompleteness');
  const root = await rootOf(file);
  const places = async () =>
    (await engine.reader.tokens(root)).map(({ processId, elementIds, incidentElementIds }) => ({
      processId,
      elementIds: [...elementIds].sort(),
      incidentElementIds,
    }));
  expect(await places()).toEqual([
    { processId: 'intake', elementIds: ['Call_Review', 'SubProcess_Main'], incidentElementIds: [] },
    {
      processId: 'review',
      elementIds: ['SubProcess_Examination', 'Task_CheckCompleteness'],
      incidentElementIds: [],
    },
  ]);
  const [, review] = await engine.reader.tokens(root);
  const xml = (await engine.reader.modelXml(review?.processDefinitionKey ?? '')) ?? '';
  expect(xmlElements(xml).some(({ attributes }) => attributes.id === 'Task_CheckCompleteness')).toBe(true);
  expect(await engine.reader.modelXml('1')).toBeUndefined();

  // A value that somebody overwrites keeps the next task from being made.
  await operate('PUT', `element-instances/${task.processInstanceKey}/variables`, {
    variables: { priority: 'hoch' },
    local: true,
  });
  await app.people.answer(task);
  const stuck = await until('the incident is exported', async () =>
    (await engine.reader.openIncidents()).find(({ rootInstanceKey }) => rootInstanceKey === root),
  );
  expect(stuck).toMatchObject({ processId: 'review', elementId: 'Task_ReviewCompleteness' });
  expect((await places())[1]?.incidentElementIds).toEqual(['Task_ReviewCompleteness']);
  expect(await engine.reader.endedInstances([root])).toEqual([]);

  await operate('POST', `process-instances/${task.processInstanceKey}/modification`, {
    activateInstructions: [{ elementId: 'Task_CheckCompleteness' }],
  });
  const changes = await until('both changes are exported', async () => {
    const found = (await engine.reader.handChanges(startedAt)) ?? [];
    const ours = found.filter(({ rootInstanceKey }) => rootInstanceKey === root);
    return ours.length === 2 && ours;
  });
  expect(changes.map(({ kind }) => kind)).toEqual(['modified', 'variables']);
  expect(new Set(changes.map(({ key }) => key)).size).toBe(2);
  expect(await engine.reader.handChanges(new Date(app.now().getTime() + 60_000))).toEqual([]);

  await cancel(root);
  expect(await ended(root)).toMatchObject({ processInstanceKey: root, ending: 'cancelled', endedBy: null });
  expect(await places()).toEqual([]);
  const left = await engine.reader.openIncidents();
  expect(left.filter(({ rootInstanceKey }) => rootInstanceKey === root)).toEqual([]);
});

test('a case whose process was cancelled goes on to its end after it was started again', async () => {
  const file = await app.handIn({ matterCode: 'refund-claim', customer: people.person() });
  await app.people.drive(file.instanceKey, 'Task_Circulate');
  const root = await rootOf(file);
  await cancel(root);
  expect(await ended(root)).toMatchObject({ ending: 'cancelled' });

  const again = await startAgain(file, root);
  await app.people.drive(again.instanceKey, 'Task_AwaitSurvey');
  expect(await getCase(app.register, file.id)).toMatchObject({ status: 'closed', outcome: 'completed' });
  const templates = (await listNotices(app.register, file.id)).map(({ template }) => template);
  expect([...templates].sort()).toEqual([...new Set(templates)].sort());
  expect(templates).toEqual(expect.arrayContaining(['receipt', 'acceptance', 'result']));
  const checks = (await listSteps(app.register, file.id)).filter(
    ({ elementId }) => elementId === 'Task_CheckCompleteness',
  );
  expect(checks.map(({ occurrence, decidedBy }) => [occurrence, decidedBy])).toEqual([
    [1, 'clerk'],
    [2, 'clerk'],
  ]);
});

test('a customer who withdraws in between is heard by the new process', async () => {
  const file = await app.handIn({
    matterCode: 'invoice-reissue',
    customer: people.company(),
    flaws: { 'application-form': 'unsigned' },
  });
  await app.people.drive(file.instanceKey, 'Task_AwaitSupplement');
  const root = await rootOf(file);
  await cancel(root);
  await ended(root);
  await app.client.withdraw(file.customerLink);
  await app.ended(await startAgain(file, root));
  expect(await getCase(app.register, file.id)).toMatchObject({ status: 'closed', outcome: 'withdrawn' });
});

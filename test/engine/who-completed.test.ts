import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { z } from 'zod';
import { createExportedRecords } from '../../src/engine/exported-records.ts';
import { createOpenSearchReader } from '../../src/engine/opensearch-reader.ts';
import { whoCompleted } from '../../src/engine/who-completed.ts';
import { createEngineRest } from '../support/engine-rest.ts';
import { testEnvironment } from '../support/environment.ts';
import { until } from '../support/wait.ts';
import { createHarness, type Harness } from './harness.ts';

jest.setTimeout(60_000);

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.close());

test('tells who completed a task, each time it was completed in the instance', async () => {
  const { engine } = harness;
  const rest = createEngineRest(testEnvironment().restUrl);
  const id = randomUUID();
  await engine.publishMessage({
    name: 'probe.personAsked',
    correlationKey: id,
    messageId: id,
    variables: { id, isEnough: false },
    timeToLiveMs: 60_000,
  });
  const instanceOf = async () => {
    const [found] = await engine.records.search({
      kind: 'variable',
      where: { 'value.name': 'id', 'value.value': JSON.stringify(id) },
      value: z.object({ processInstanceKey: z.string() }),
      limit: 1,
    });
    return found?.value.processInstanceKey;
  };
  const processInstanceKey = await until('the instance is exported', instanceOf);
  const tasks = () =>
    engine.records.search({
      kind: 'user-task',
      where: { intent: 'CREATED', 'value.processInstanceKey': processInstanceKey },
      value: z.object({}),
      limit: 10,
    });
  const people = ['clerk', 'reviewer'];
  for (const [index, person] of people.entries()) {
    const task = await until(`task ${index + 1} is exported`, async () => (await tasks())[index]);
    await rest.assign(Number(task.key), person);
    await rest.complete(Number(task.key), { isEnough: index === 1 });
    // Asked at once: the record is not there yet and is waited for.
    await expect(
      engine.whoCompleted({ processInstanceKey, elementId: 'Task_Decide', occurrence: index + 1 }),
    ).resolves.toBe(person);
  }
  await expect(
    engine.whoCompleted({ processInstanceKey, elementId: 'Task_Decide', occurrence: 1 }),
  ).resolves.toBe('clerk');
});

test('asks to be tried later when the record does not come, naming no person and no value', async () => {
  const started = performance.now();
  await expect(
    harness.engine.whoCompleted({ processInstanceKey: '1', elementId: 'Task_Decide', occurrence: 1 }),
  ).rejects.toMatchObject({ name: 'RetryLaterError', delayMs: 5_000 });
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('asks to be tried later when OpenSearch is out of reach', async () => {
  const nowhere = 'http://127.0.0.1:1';
  await expect(
    whoCompleted(createOpenSearchReader(nowhere, createExportedRecords(nowhere)), {
      processInstanceKey: '1',
      elementId: 'Task_Decide',
      occurrence: 1,
    }),
  ).rejects.toMatchObject({
    name: 'RetryLaterError',
    message: expect.stringContaining('OpenSearch') as string,
  });
});

test('keys stay text and are never rounded', async () => {
  const [deployment] = await harness.engine.records.search({
    kind: 'deployment',
    where: { intent: 'CREATED' },
    value: z.object({ deploymentKey: z.string().regex(/^\d{16,}$/) }),
    limit: 1,
  });
  expect(deployment?.key).toBe(deployment?.value.deploymentKey);
});

import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { createGateway } from '../../src/engine/gateway.ts';
import { deployBundle } from '../../src/engine/index.ts';
import { testEnvironment } from '../support/environment.ts';
import { until } from '../support/wait.ts';
import { createHarness, modelsFolder, type Harness } from './harness.ts';
import { createTcpProxy } from './tcp-proxy.ts';

jest.setTimeout(60_000);

let harness: Harness;
let root: string;
/** Part of every id, so that each test has models of its own. */
let mark: string;
beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.close());
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'deploy-'));
  mark = `m${randomUUID().slice(0, 8)}`;
  await cp(join(modelsFolder, 'bundle'), root, { recursive: true });
  for (const file of [
    'bpmn/probe/parent.bpmn',
    'bpmn/probe/child.bpmn',
    'bpmn/probe/rule.dmn',
    'forms/probe/sheet.form',
  ])
    await edit(file, (text) => text.replaceAll('MARK', mark));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function edit(file: string, change: (text: string) => string) {
  const path = join(root, file);
  await writeFile(path, change(await readFile(path, 'utf8')));
}

const deploy = () => deployBundle(harness.engine.gateway, root);
const versions = (items: Awaited<ReturnType<typeof deploy>>) =>
  Object.fromEntries(
    items.map(({ id, version, isNew }) => [id.replace(`-${mark}`, '').replace(mark, ''), [version, isNew]]),
  );

describe('deploying', () => {
  test('brings a whole domain in one request, makes nothing new of the same, all new of one change', async () => {
    expect(versions(await deploy())).toEqual({
      parent: [1, true],
      child: [1, true],
      rule: [1, true],
      Definitions_Rule: [1, true],
      sheet: [1, true],
    });
    expect(Object.values(versions(await deploy()))).toEqual(Array(5).fill([1, false]));
    await edit('bpmn/probe/rule.dmn', (text) => text.replace('"yes"', '"no"'));
    expect(Object.values(versions(await deploy()))).toEqual(Array(5).fill([2, true]));
  });

  test('is refused before anything is sent when ids lead nowhere, with everything in one message', async () => {
    await rm(join(root, 'bpmn/probe/child.bpmn'));
    await rm(join(root, 'forms/probe/sheet.form'));
    await edit('bpmn/probe/rule.dmn', (text) => text.replace(`id="rule${mark}"`, `id="renamed${mark}"`));
    const refusal = await deploy().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Error);
    const { message } = refusal as Error;
    expect(message).toContain('Nothing was deployed. Repair this first:');
    for (const id of [`process child-${mark}`, `decision rule${mark}`, `form sheet-${mark}`])
      expect(message).toContain(`parent.bpmn: ${id} is in no file of this domain`);
  });

  test('is refused for ids that are defined twice, computed at run time, or in broken files', async () => {
    await cp(join(root, 'bpmn/probe/child.bpmn'), join(root, 'bpmn/probe/copy.bpmn'));
    await edit('bpmn/probe/parent.bpmn', (text) => text.replace(`formId="sheet-${mark}"`, 'formId="=sheet"'));
    await writeFile(join(root, 'forms/probe/broken.form'), '{ "id": "broken"');
    await expect(deploy()).rejects.toThrow(
      new RegExp(
        `copy\\.bpmn: process child-${mark} is defined in .*child\\.bpmn as well[^]*form =sheet is computed at run time`,
      ),
    );
    await expect(deploy()).rejects.toThrow(/broken\.form: defines no executable process, decision or form/);
  });

  test('is refused for a folder without models', async () => {
    await rm(join(root, 'bpmn'), { recursive: true });
    await mkdir(join(root, 'bpmn'));
    await expect(deploy()).rejects.toThrow(/no domain folder with models in it/);
  });

  test('passes on why the engine refuses a model', async () => {
    await edit('bpmn/probe/child.bpmn', (text) =>
      text.replace('targetRef="EndEvent_Done"', 'targetRef="Nowhere"'),
    );
    await expect(deploy()).rejects.toThrow(
      /probe was not deployed, the engine refuses the models: .*child\.bpmn/s,
    );
  });

  test('says what to do when no engine answers', async () => {
    const proxy = await createTcpProxy(testEnvironment().grpcAddress);
    const gateway = createGateway(proxy.address);
    await gateway.topology();
    proxy.cut();
    await expect(deployBundle(gateway, root, { waitMs: 300 })).rejects.toThrow(
      'probe was not deployed: the engine does not answer. Start it (npm start) or check ZEEBE_GRPC_ADDRESS.',
    );
    await gateway.close();
    await proxy.close();
  });
});

describe('what is deployed', () => {
  const state = () => harness.engine.deploymentState(root);
  const whenState = (what: string, isReached: (problem: string | undefined) => boolean) =>
    until(what, async () => {
      const { problem } = await state();
      return isReached(problem);
    });

  test('is compared with our models: never deployed, latest, changed here, changed there', async () => {
    expect((await state()).problem).toMatch(/^probe: never deployed: .*Run npm run deploy\.$/);
    await deploy();
    await whenState('our models are the latest', (problem) => problem === undefined);
    expect(await state()).toEqual({ isLatest: true });

    await edit('forms/probe/sheet.form', (text) => text.replace('Note', 'Remark'));
    expect((await state()).problem).toBe(
      `probe: the engine's newest version is not our file: form sheet-${mark}. Run npm run deploy.`,
    );
    // As Modeler's own button does: one file alone. It is ours now, but the processes do not see it.
    const content = await readFile(join(root, 'forms/probe/sheet.form'));
    await harness.engine.gateway.deploy([{ name: 'sheet.form', content }]);
    await whenState('the lone deployment is noticed', (problem) =>
      Boolean(problem?.includes('its parts were not deployed together')),
    );
    await edit('forms/probe/sheet.form', (text) => text.replace('Remark', 'Comment'));
    await deploy();
    await whenState('our models are the latest again', (problem) => problem === undefined);
  });
});

import { join } from 'node:path';
import { pino } from 'pino';
import { createEngine, deployBundle } from '../../src/engine/index.ts';
import { testEnvironment } from '../support/environment.ts';
import { createMemoryReader, createMemoryRecords } from '../support/memory-records.ts';
import { modelFiles } from '../support/model-files.ts';

const { grpcAddress, openSearchUrl, recordsUrl = '' } = testEnvironment();
const reader = createMemoryReader(createMemoryRecords(recordsUrl));
const engine = createEngine(
  { zeebeGrpcAddress: grpcAddress, openSearchUrl },
  pino({ level: 'silent' }),
  reader,
);
const root = join(import.meta.dirname, '../..');
afterAll(() => engine.close());

describe('the second engine version', () => {
  test('is Zeebe 8.8', async () => {
    expect((await engine.topology()).version).toMatch(/^8\.8\./);
  });

  test('takes every model of every domain, and the same models again without new versions', async () => {
    const items = await deployBundle(engine.gateway, root);
    const idsOf = (kind: string) => items.filter((item) => item.kind === kind).map(({ id }) => id);
    expect(idsOf('process').sort()).toEqual(
      modelFiles('bpmn')
        .map(({ id }) => id)
        .sort(),
    );
    expect(idsOf('form').sort()).toEqual(
      modelFiles('form')
        .map(({ id }) => id)
        .sort(),
    );
    expect(idsOf('decisionRequirements')).toHaveLength(modelFiles('dmn').length);
    const again = await deployBundle(engine.gateway, root);
    expect(again.filter(({ isNew }) => isNew)).toEqual([]);
  });
});

import { existsSync, readFileSync } from 'node:fs';
import { modelFiles } from '../support/model-files.ts';
import { describeModels } from './support/describe-models.ts';

test('docs/models.md says what the models hold: npm run diagrams writes it', async () => {
  expect(readFileSync('docs/models.md', 'utf8')).toBe(await describeModels());
});

test('every process is drawn', () => {
  const missing = modelFiles('bpmn').filter(({ id }) => !existsSync(`docs/diagrams/${id}.png`));
  expect(missing).toEqual([]);
});

import { format, resolveConfig } from 'prettier';
import { readDecisionTable, type DecisionTable } from '../../../src/matters/index.ts';
import { modelFiles } from '../../support/model-files.ts';
import { loadForms, type Form } from './forms.ts';
import { loadModels, type FlowNode, type Model } from './model.ts';

const kinds: Readonly<Record<string, string>> = {
  'bpmn:StartEvent': 'start',
  'bpmn:EndEvent': 'end',
  'bpmn:BoundaryEvent': 'boundary event',
  'bpmn:ServiceTask': 'worker',
  'bpmn:UserTask': 'person',
  'bpmn:ReceiveTask': 'waits for a message',
  'bpmn:BusinessRuleTask': 'decision',
  'bpmn:CallActivity': 'process',
  'bpmn:SubProcess': 'part',
};
const order = ['intake', 'registration', 'review', 'handling', 'feedback', 'inquiry'];

/** The text of docs/models.md: what the models hold, read from the models. */
export async function describeModels(): Promise<string> {
  const models = (await loadModels()).sort((a, b) => order.indexOf(a.processId) - order.indexOf(b.processId));
  const tables = await Promise.all(modelFiles('dmn').map(({ path }) => readDecisionTable(path)));
  const text = [
    '# Models',
    'Generated from `bpmn/` and `forms/` by `npm run diagrams`; a test fails when it is out of date.',
    '## Processes',
    ...models.map(describeProcess),
    '## Forms',
    table(
      ['Form', 'Task', 'Answers'],
      loadForms().map((form) => [`\`${form.id}\``, taskOf(form, models), answersOf(form)]),
    ),
    '## Decision tables',
    ...tables.map(describeTable),
    '## Clauses',
    'Where each clause of the regulation is carried out.',
    describeClauses(models),
  ].join('\n\n');
  return format(text, { ...(await resolveConfig('docs/models.md')), parser: 'markdown' });
}

function describeProcess({ processId, processName, annotations, nodes }: Model): string {
  const work = nodes.filter(({ type }) => /Task$|CallActivity$/.test(type));
  const waits = nodes.filter(({ timer, message, errorCode }) => timer ?? message ?? errorCode);
  return [
    `### ${processName} \`${processId}\``,
    annotations.join(' ').replaceAll('\n', ''),
    `![${processName}](diagrams/${processId}.png)`,
    table(
      ['Task', 'Id', 'By', 'Clause'],
      work.map((node) => [
        node.name,
        `\`${node.id}\``,
        `${kinds[node.type]} ${actorOf(node)}`,
        node.clauses.join(', '),
      ]),
    ),
    table(
      ['Event', 'Id', 'Happens'],
      waits
        .filter(({ type }) => type !== 'bpmn:ReceiveTask')
        .map((node) => [node.name, `\`${node.id}\``, triggerOf(node)]),
    ),
  ].join('\n\n');
}

function actorOf({ job, userTask, decision, called, message }: FlowNode): string {
  const groups = userTask?.candidateGroups.replace(/^=\[|\]$|"/g, '').replace(' + departmentCode', '‹code›');
  const name = groups ?? job?.type ?? decision?.id ?? called?.id ?? message?.name ?? '';
  return `\`${name}\`${userTask ? `, form \`${userTask.form.id}\`` : ''}`;
}

function triggerOf({ timer, message, errorCode }: FlowNode): string {
  if (timer) return `when \`${timer.expression.slice(1)}\` has come`;
  if (message) return `on the message \`${message.name}\``;
  return `on the error \`${errorCode ?? ''}\``;
}

function taskOf({ id }: Form, models: readonly Model[]): string {
  const nodes = models.flatMap(({ nodes }) => nodes);
  return nodes
    .filter(({ userTask }) => userTask?.form.id === id)
    .map(({ name }) => name)
    .join(', ');
}

function answersOf({ components }: Form): string {
  return components
    .flatMap(({ key, path, values }) => {
      const name = key ?? path;
      if (name === undefined) return [];
      return [
        `\`${name}\`${values ? ` (${values.map(({ value, label }) => `${value} ${label}`).join(', ')})` : ''}`,
      ];
    })
    .join('; ');
}

function describeTable({
  decisionId,
  decisionName,
  description,
  hitPolicy,
  inputs,
  outputs,
  rules,
}: DecisionTable): string {
  const shown = outputs.flatMap((column, index) => (/En$/.test(column.name) ? [] : [{ ...column, index }]));
  return [
    `### ${decisionName} \`${decisionId}\``,
    `${hitPolicy}. ${description}`,
    table(
      [...inputs.map(({ label }) => label), ...shown.map(({ label }) => `→ ${label}`), 'Note'],
      rules.map(({ inputs: cells, outputs: results, note }) => [
        ...cells.map((cell) => (cell === '' ? '–' : `\`${cell}\``)),
        ...shown.map(({ index }) => (results[index] ?? '').replaceAll('"', '')),
        note,
      ]),
    ),
  ].join('\n\n');
}

function describeClauses(models: readonly Model[]): string {
  const nodes = models.flatMap(({ processId, nodes }) => nodes.map((node) => ({ ...node, processId })));
  const clauses = [...new Set(nodes.flatMap((node) => node.clauses))].sort();
  return table(
    ['Clause', 'Carried out by'],
    clauses.map((clause) => [
      clause,
      nodes
        .filter((node) => node.clauses.includes(clause))
        .map(({ processId, name }) => `${processId}: ${name}`)
        .join('; '),
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

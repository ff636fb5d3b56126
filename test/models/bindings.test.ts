import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { readDecisionTable } from '../../src/matters/index.ts';
import { allWorkers } from '../../workers/index.ts';
import { modelFiles } from '../support/model-files.ts';
import { variablesOf } from './support/feel.ts';
import { allComponents, answerKeys, expressionsOf, loadForms } from './support/forms.ts';
import { loadModels, type FlowNode } from './support/model.ts';
import { localVariables, processVariables } from './support/variables.ts';

const models = await loadModels();
const forms = loadForms();
const decisions = await Promise.all(modelFiles('dmn').map(({ path }) => readDecisionTable(path)));
const nodes = models.flatMap(({ nodes }) => nodes);
const jobs = nodes.flatMap((node) => {
  const worker = allWorkers.find(({ type }) => type === node.job?.type);
  return node.job && worker ? [{ node, worker }] : [];
});
const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
/** Processes that start with a message from the register. */
const startedByMessage = ['intake', 'inquiry'];
const sorted = (names: Iterable<string>) => [...new Set(names)].sort();

describe('workers', () => {
  test('every job type has a worker and every worker a task', () => {
    const used = nodes.flatMap(({ job }) => job?.type ?? []);
    expect(sorted(used)).toEqual(sorted(allWorkers.map(({ type }) => type)));
  });

  test('each worker has the file its job type names', () => {
    const missing = allWorkers
      .map(({ type }) => type.split('.'))
      .map(([domain = '', name = '']) => `workers/${domain}/${kebab(name)}.ts`)
      .filter((file) => !existsSync(file));
    expect(missing).toEqual([]);
  });

  test('every task maps exactly what its worker reads', () => {
    const different = jobs
      .map(({ node, worker }) => ({
        id: node.id,
        given: sorted(node.inputs.map(({ target }) => target)).join(),
        read: sorted(worker.inputKeys).join(),
      }))
      .filter(({ given, read }) => given !== read);
    expect(different).toEqual([]);
  });

  test('every task with results maps some of them out', () => {
    const silent = jobs.filter(
      ({ node, worker }) => worker.outputKeys.length > 0 && node.outputs.length === 0,
    );
    expect(silent.map(({ node }) => node.id)).toEqual([]);
  });

  test('every error a worker throws is caught at its task, and no other is waited for', () => {
    const caught = (host: FlowNode) =>
      sorted(
        nodes.filter(({ attachedTo }) => attachedTo === host.id).flatMap(({ errorCode }) => errorCode ?? []),
      );
    const different = jobs
      .map(({ node, worker }) => ({ id: node.id, caught: caught(node), thrown: sorted(worker.errors) }))
      .filter(({ caught, thrown }) => caught.join() !== thrown.join());
    expect(different).toEqual([]);
  });

  test('every notice has its templates', () => {
    const templates = sorted(jobs.flatMap(({ node }) => node.headers.template ?? []));
    expect(templates.filter((template) => !existsSync(`templates/${template}`))).toEqual([]);
  });
});

describe('what the models bind', () => {
  test('called processes, decisions and forms exist under their file names, and each is used', () => {
    const used = (pick: (node: FlowNode) => string | undefined) =>
      sorted(nodes.flatMap((node) => pick(node) ?? []));
    expect(used(({ called }) => called?.id)).toEqual(
      sorted(models.map(({ processId }) => processId).filter((id) => !startedByMessage.includes(id))),
    );
    expect(used(({ decision }) => decision?.id)).toEqual(
      sorted(decisions.map(({ decisionId }) => decisionId)),
    );
    expect(used(({ userTask }) => userTask?.form.id)).toEqual(sorted(forms.map(({ id }) => id)));
    const misnamed = [
      ...decisions.filter(({ file, decisionId }) => basename(file) !== `${kebab(decisionId)}.dmn`),
      ...forms.filter(({ id, fileId }) => id !== fileId),
    ];
    expect(misnamed).toEqual([]);
  });

  test('a decision is given every variable that its table reads', () => {
    const missing = nodes.flatMap(({ id, decision, inputs }) => {
      const table = decisions.find(({ decisionId }) => decisionId === decision?.id);
      const given = new Set(inputs.map(({ target }) => target));
      const read = (table?.rules ?? []).flatMap(({ outputs }) => outputs.flatMap(variablesOf));
      return [...(table?.inputs ?? []).map(({ name }) => name), ...read]
        .filter((name) => !given.has(name))
        .map((name) => `${id}: ${name}`);
    });
    expect(missing).toEqual([]);
  });

  test('a call takes only what the called process makes', () => {
    const unknown = nodes.flatMap(({ id, called, outputs }) => {
      const child = models.find(({ processId }) => processId === called?.id);
      if (!child) return [];
      const made = processVariables(child, models);
      return outputs
        .flatMap(({ source }) => variablesOf(source).filter((name) => !made.has(name)))
        .map((name) => `${id}: ${name}`);
    });
    expect(unknown).toEqual([]);
  });
});

describe.each(models.map((model) => [model.processId, model] as const))('variables of %s', (_id, model) => {
  const known = processVariables(model, models);

  test('every expression reads a variable that is there', () => {
    const unknown = model.nodes.flatMap((node) => {
      // The id comes with the start message, surveyScore with the customer's answer.
      const brought = node.message
        ? ['caseId', 'inquiryId', 'surveyScore']
        : node.errorCode
          ? ['answerProblem']
          : [];
      const child = models.find(({ processId }) => processId === node.called?.id);
      const local = new Set([
        ...localVariables(node, forms),
        ...brought,
        ...(child ? processVariables(child, models) : []),
        // properties of a row in a filter
        'materialCode',
      ]);
      const outside = [
        ...node.inputs.map(({ source }) => source),
        ...[node.timer?.expression, node.message?.correlationKey, node.userTask?.dueDate].filter(
          (entry) => entry !== undefined,
        ),
        ...(node.userTask ? [node.userTask.candidateGroups, node.userTask.priority ?? ''] : []),
      ];
      return [
        ...outside.flatMap(variablesOf).filter((name) => !known.has(name) && name !== 'materialCode'),
        ...node.outputs
          .flatMap(({ source }) => variablesOf(source))
          .filter((name) => !known.has(name) && !local.has(name)),
      ].map((name) => `${node.id}: ${name}`);
    });
    const conditions = model.flows
      .flatMap(({ id, condition }) => variablesOf(condition ?? '').map((name) => ({ id, name })))
      .filter(({ name }) => !known.has(name));
    expect([...unknown, ...conditions]).toEqual([]);
  });

  test('forms show only variables that are there, and every answer is mapped out', () => {
    const problems = model.nodes.flatMap((node) => {
      const form = forms.find(({ id }) => id === node.userTask?.form.id);
      if (!form) return [];
      const rowKeys = node.inputs.flatMap(({ source }) =>
        source.startsWith('=for ') ? [...source.matchAll(/(\w+):/g)].map(([, key]) => key ?? '') : [],
      );
      const visible = new Set([...known, ...localVariables(node, forms), 'answerProblem']);
      const shown = allComponents(form).flatMap((component) => expressionsOf(component).flatMap(variablesOf));
      const mapped = new Set(node.outputs.flatMap(({ source }) => variablesOf(source)));
      return [
        ...shown.filter((name) => !visible.has(name)).map((name) => `${form.id} shows ${name}`),
        ...form.components
          .flatMap(({ components = [] }) => components.flatMap(({ key }) => key ?? []))
          .filter((key) => !materialRowKeys.includes(key) && !rowKeys.includes(key))
          .map((key) => `${form.id} has no value for ${key}`),
        ...answerKeys(form)
          .filter((name) => !mapped.has(name))
          .map((name) => `${node.id} drops ${name}`),
      ];
    });
    expect(problems).toEqual([]);
  });
});

/** Keys of a row that the worker prepares for the completeness forms. */
const materialRowKeys = [
  'materialCode',
  'materialName',
  'requirementText',
  'submittedText',
  'ruleProblem',
  'verdict',
  'reasonNote',
];

describe('recording', () => {
  test('a recording task names the user task before it and allows what its form offers', () => {
    const problems = models.flatMap((model) =>
      model.nodes
        .filter(({ headers }) => headers.step !== undefined)
        .flatMap((recording) => {
          const asked = model.nodes.find(({ id }) => id === recording.headers.step);
          const isBefore = model.flows.some(
            ({ source, target }) => source === asked?.id && target === recording.id,
          );
          if (!asked || !isBefore || asked.name !== recording.headers.stepName)
            return [`${recording.id} names another task`];
          if (recording.headers.decisions === undefined) return [];
          const form = forms.find(({ id }) => id === asked.userTask?.form.id);
          const offered = form?.components
            .find(({ type }) => type === 'radio')
            ?.values?.map(({ value }) => value);
          return offered?.join() === recording.headers.decisions
            ? []
            : [`${recording.id} allows other decisions`];
        }),
    );
    expect(problems).toEqual([]);
  });

  test('every user task is recorded', () => {
    const recorded = sorted(nodes.flatMap(({ headers }) => headers.step ?? []));
    expect(recorded).toEqual(sorted(nodes.filter(({ userTask }) => userTask).map(({ id }) => id)));
  });

  test('a form asks for a reason exactly where the recording task requires one', () => {
    const problems = nodes.flatMap(({ headers, inputs }) => {
      const asked = nodes.find(({ id }) => id === headers.step);
      const form = forms.find(({ id }) => id === asked?.userTask?.form.id);
      if (!form || !headers.reasonRequiredFor) return [];
      const source = inputs.find(({ target }) => /reasonCode$/i.test(target))?.source.slice(1);
      const field = form.components.find(({ key }) => key === source);
      return field?.validate?.required ? [] : [`${form.id} lets the reason out`];
    });
    expect(problems).toEqual([]);
  });

  test('reasons that a customer reads have words in both languages', async () => {
    const { default: words } = (await import('../../templates/words.json', { with: { type: 'json' } })) as {
      default: Record<string, { reason: Record<string, string>; solution: Record<string, string> }>;
    };
    const options = (key: string) =>
      forms.flatMap(({ components }) =>
        components
          .filter((entry) => entry.key === key)
          .flatMap(({ values = [] }) => values.map(({ value }) => value)),
      );
    const reasons = ['identityReasonCode', 'complianceReasonCode', 'handlingReasonCode'].flatMap(options);
    const ofTable = decisions
      .filter(({ decisionId }) => decisionId === 'identityVerdict')
      .flatMap(({ rules }) => rules.map(({ outputs }) => outputs[1]?.replaceAll('"', '') ?? ''))
      .filter((code) => code !== '');
    for (const language of ['zh-CN', 'en']) {
      expect(Object.keys(words[language]?.reason ?? {})).toEqual(
        expect.arrayContaining([...reasons, ...ofTable]),
      );
      expect(Object.keys(words[language]?.solution ?? {})).toEqual(
        expect.arrayContaining(options('solutionCode')),
      );
    }
  });
});

import { taskRetries } from '../../src/engine/define-worker.ts';
import { loadModels } from './support/model.ts';

const models = await loadModels();
const chinese = /\p{Script=Han}/u;
const prefixes: Readonly<Record<string, string>> = {
  'bpmn:StartEvent': 'StartEvent_',
  'bpmn:EndEvent': 'EndEvent_',
  'bpmn:BoundaryEvent': 'BoundaryEvent_',
  'bpmn:ExclusiveGateway': 'Gateway_',
  'bpmn:SubProcess': 'SubProcess_',
  'bpmn:CallActivity': 'Call_',
  'bpmn:ServiceTask': 'Task_',
  'bpmn:UserTask': 'Task_',
  'bpmn:ReceiveTask': 'Task_',
  'bpmn:BusinessRuleTask': 'Task_',
};
const workTypes = new Set(
  Object.keys(prefixes).filter((type) => type.endsWith('Task') || type === 'bpmn:CallActivity'),
);

test('there are models', () => {
  expect(models.map(({ processId }) => processId)).toEqual([
    'inquiry',
    'feedback',
    'handling',
    'intake',
    'registration',
    'review',
  ]);
});

describe.each(models.map((model) => [model.processId, model] as const))('%s', (_id, model) => {
  const { nodes, flows } = model;
  const idsOf = (list: readonly { id: string }[]) => list.map(({ id }) => id);

  test('is an executable process for 8.6 named like its file, with version tag and purpose', () => {
    expect(model).toMatchObject({ processId: model.fileId, isExecutable: true, platformVersion: '8.6.0' });
    expect(model.versionTag).toMatch(/^\d+\.\d+\.\d+$/);
    expect(model.processName).toMatch(chinese);
    expect(model.annotations.join()).toContain('目的');
    expect(model.warnings).toEqual([]);
  });

  test('has ids with a prefix and a meaning, each once', () => {
    const wrong = nodes.filter(({ id, type }) => {
      const prefix = prefixes[type];
      return !prefix || !id.startsWith(prefix) || !/^[A-Z][a-z]\w{2,}$/.test(id.slice(prefix.length));
    });
    const generated = [...model.ids].filter((id) => /_[0-9][a-z0-9]{6}$|_[a-z0-9]*\d[a-z0-9]*$/.test(id));
    expect([...idsOf(wrong), ...generated]).toEqual([]);
    expect(flows.filter(({ id }) => !/^Flow_[A-Z][A-Za-z]+$/.test(id)).map(({ id }) => id)).toEqual([]);
    expect(new Set(model.ids).size).toBe(model.ids.length);
  });

  test('labels everything in Chinese: questions at splits, answers on their flows', () => {
    const splits = nodes.filter(
      ({ type, outgoing }) => type === 'bpmn:ExclusiveGateway' && outgoing.length > 1,
    );
    const joins = nodes.filter(
      ({ type, outgoing }) => type === 'bpmn:ExclusiveGateway' && outgoing.length === 1,
    );
    const others = nodes.filter(({ type }) => type !== 'bpmn:ExclusiveGateway');
    expect(idsOf(others.filter(({ name }) => !chinese.test(name)))).toEqual([]);
    expect(idsOf(splits.filter(({ name }) => !name.endsWith('？')))).toEqual([]);
    expect(idsOf(joins.filter(({ name, incoming }) => name !== '' || incoming.length < 2))).toEqual([]);
    const answers = flows.filter(({ source }) => splits.some(({ id }) => id === source));
    expect(idsOf(answers.filter(({ name }) => !chinese.test(name)))).toEqual([]);
  });

  test('gives every split a default flow and conditions on all others', () => {
    for (const gateway of nodes.filter(({ outgoing }) => outgoing.length > 1)) {
      expect(gateway.type).toBe('bpmn:ExclusiveGateway');
      expect(gateway.outgoing).toContain(gateway.defaultFlow);
      const unconditional = flows.filter(
        ({ id, condition }) => gateway.outgoing.includes(id) && condition === undefined,
      );
      expect(idsOf(unconditional)).toEqual([gateway.defaultFlow]);
    }
  });

  test('names the clause of every piece of work', () => {
    const work = nodes.filter(({ type }) => workTypes.has(type));
    expect(idsOf(work.filter(({ clauses }) => clauses.length === 0))).toEqual([]);
    expect(
      nodes.flatMap(({ clauses }) => clauses).filter((clause) => !/^[1-6]\.\d(\.\d)?$/.test(clause)),
    ).toEqual([]);
  });

  test('sets retries, mappings, bindings and limits explicitly', () => {
    const jobs = nodes.filter(({ type }) => type === 'bpmn:ServiceTask');
    expect(idsOf(jobs.filter(({ job }) => job?.retries !== String(taskRetries)))).toEqual([]);
    const bindings = nodes.flatMap(({ decision, called, userTask }) =>
      [decision, called, userTask?.form].filter((binding) => binding !== undefined),
    );
    expect(bindings.filter(({ bindingType }) => bindingType !== 'deployment').map(({ id }) => id)).toEqual(
      [],
    );
    const calls = nodes.filter(({ type }) => type === 'bpmn:CallActivity');
    expect(
      idsOf(calls.filter(({ called }) => !called || called.isPropagatingDown || called.isPropagatingUp)),
    ).toEqual([]);
    const mapped = nodes.filter(({ type }) => /Service|BusinessRule|CallActivity/.test(type));
    expect(idsOf(mapped.filter(({ inputs }) => inputs.length === 0))).toEqual([]);
    const decisions = nodes.filter(({ type }) => type === 'bpmn:BusinessRuleTask');
    expect(idsOf(decisions.filter(({ outputs }) => outputs.length === 0))).toEqual([]);
  });

  test('reads its deadlines from dates that workers computed', () => {
    const timers = nodes.flatMap(({ timer }) => timer ?? []);
    expect(
      timers.filter(({ kind, expression }) => kind !== 'timeDate' || !/^=\w+At$/.test(expression)),
    ).toEqual([]);
  });

  test('hands user tasks to a known group, with priority and due date', () => {
    const groups = ['intake-clerk', 'reviewer', 'circulation-specialist', 'feedback-specialist'].map(
      (group) => `=["${group}"]`,
    );
    for (const { userTask } of nodes.filter(({ type }) => type === 'bpmn:UserTask')) {
      expect(userTask).toMatchObject({ isCamundaTask: true, priority: '=priority' });
      expect(userTask?.dueDate).toMatch(/^=\w+At$/);
      // A department or, for a question, the role that the decision table names.
      const computed = ['=["department-" + departmentCode]', '=[answerRole]'];
      expect([...groups, ...computed]).toContain(userTask?.candidateGroups);
    }
  });

  test('starts from null: an answer that is not given cannot be an earlier one', () => {
    const stale = nodes
      .filter(({ type }) => type === 'bpmn:UserTask')
      .flatMap(({ id, inputs, outputs }) =>
        outputs
          .filter(({ target }) => !inputs.some((input) => input.target === target))
          .filter(({ source }) => source.includes(`=`) && !source.startsWith('=for '))
          .map(({ target }) => `${id}: ${target}`),
      );
    expect(stale).toEqual([]);
  });
});

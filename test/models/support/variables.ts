import { allWorkers } from '../../../workers/index.ts';
import { answerKeys, type Form } from './forms.ts';
import type { FlowNode, Model } from './model.ts';

/** What a task's own scope holds beside the process variables: its inputs and what its work brings. */
export function localVariables(node: FlowNode, forms: readonly Form[]): string[] {
  const worker = allWorkers.find(({ type }) => type === node.job?.type);
  const form = forms.find(({ id }) => id === node.userTask?.form.id);
  return [
    ...node.inputs.map(({ target }) => target),
    ...(worker?.outputKeys ?? []),
    ...(form ? answerKeys(form) : []),
    ...(node.decision ? [node.decision.resultVariable] : []),
  ];
}

/** The variables of a process: what its parent or its start hands in, and what its nodes map out. */
export function processVariables(model: Model, models: readonly Model[]): Set<string> {
  const callers = models.flatMap(({ nodes }) => nodes).filter(({ called }) => called?.id === model.processId);
  return new Set([
    ...callers.flatMap(({ inputs }) => inputs.map(({ target }) => target)),
    ...model.nodes.flatMap(({ outputs }) => outputs.map(({ target }) => target)),
  ]);
}

import { modelFiles } from '../../support/model-files.ts';
import { readDiagram, type Diagram } from './diagram.ts';
import { child, children, extension, flag, parseBpmn, text, type Element } from './moddle.ts';

export interface Mapping {
  readonly source: string;
  readonly target: string;
}

/** A flow node with what the checks ask about; absent parts are undefined. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  /** Process or subprocess that holds it. */
  readonly scope: string;
  readonly clauses: readonly string[];
  readonly inputs: readonly Mapping[];
  readonly outputs: readonly Mapping[];
  readonly headers: Readonly<Record<string, string>>;
  readonly job: { readonly type: string; readonly retries: string | undefined } | undefined;
  readonly userTask: UserTask | undefined;
  readonly decision: (Binding & { readonly resultVariable: string }) | undefined;
  readonly called:
    (Binding & { readonly isPropagatingDown: boolean; readonly isPropagatingUp: boolean }) | undefined;
  readonly timer: { readonly kind: string; readonly expression: string } | undefined;
  readonly message: { readonly name: string; readonly correlationKey: string | undefined } | undefined;
  readonly errorCode: string | undefined;
  readonly attachedTo: string | undefined;
  readonly defaultFlow: string | undefined;
  readonly isEventSubprocess: boolean;
  readonly incoming: readonly string[];
  readonly outgoing: readonly string[];
}

export interface Binding {
  readonly id: string;
  readonly bindingType: string | undefined;
}

export interface UserTask {
  readonly isCamundaTask: boolean;
  readonly form: Binding;
  readonly candidateGroups: string;
  readonly dueDate: string | undefined;
  readonly priority: string | undefined;
}

export interface Flow {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly target: string;
  readonly condition: string | undefined;
}

export interface Model {
  readonly path: string;
  readonly fileId: string;
  readonly processId: string;
  readonly processName: string;
  readonly versionTag: string | undefined;
  readonly platformVersion: string | undefined;
  readonly isExecutable: boolean;
  readonly annotations: readonly string[];
  readonly warnings: readonly string[];
  readonly nodes: readonly FlowNode[];
  readonly flows: readonly Flow[];
  /** Ids of everything in the file, messages and errors included. */
  readonly ids: readonly string[];
  readonly diagram: Diagram;
}

/** Every process of the project. */
export async function loadModels(): Promise<Model[]> {
  return Promise.all(modelFiles('bpmn').map(({ id, path }) => loadModel(id, path)));
}

async function loadModel(fileId: string, path: string): Promise<Model> {
  const { root, warnings } = await parseBpmn(path);
  const elements = children(root, 'rootElements');
  const process = elements.find(({ $type }) => $type === 'bpmn:Process');
  if (!process) throw new Error(`${path} holds no process.`);
  const processId = text(process, 'id') ?? '';
  const nodes: FlowNode[] = [];
  const flows: Flow[] = [];
  collect(process, processId, nodes, flows);
  return {
    path,
    fileId,
    processId,
    processName: text(process, 'name') ?? '',
    versionTag: text(extension(process, 'zeebe:VersionTag'), 'value'),
    platformVersion: text(root, 'executionPlatformVersion') ?? text(root, 'modeler:executionPlatformVersion'),
    isExecutable: flag(process, 'isExecutable'),
    annotations: children(process, 'artifacts').map((artifact) => text(artifact, 'text') ?? ''),
    warnings,
    nodes,
    flows,
    ids: [
      ...elements.map((element) => text(element, 'id') ?? ''),
      ...nodes.map(({ id }) => id),
      ...flows.map(({ id }) => id),
    ],
    diagram: readDiagram(root),
  };
}

function collect(container: Element, scope: string, nodes: FlowNode[], flows: Flow[]): void {
  for (const element of children(container, 'flowElements')) {
    if (element.$type === 'bpmn:SequenceFlow') flows.push(readFlow(element));
    else nodes.push(readNode(element, scope));
    if (element.$type === 'bpmn:SubProcess') collect(element, text(element, 'id') ?? '', nodes, flows);
  }
}

const idOf = (element: Element | undefined): string => text(element, 'id') ?? '';

function readFlow(element: Element): Flow {
  return {
    id: idOf(element),
    name: text(element, 'name') ?? '',
    source: idOf(child(element, 'sourceRef')),
    target: idOf(child(element, 'targetRef')),
    condition: text(child(element, 'conditionExpression'), 'body'),
  };
}

function readNode(element: Element, scope: string): FlowNode {
  const io = extension(element, 'zeebe:IoMapping');
  const mappings = (name: string) =>
    children(io, name).map((entry) => ({
      source: text(entry, 'source') ?? '',
      target: text(entry, 'target') ?? '',
    }));
  const job = extension(element, 'zeebe:TaskDefinition');
  const decision = extension(element, 'zeebe:CalledDecision');
  const called = extension(element, 'zeebe:CalledElement');
  const [event] = children(element, 'eventDefinitions');
  return {
    id: idOf(element),
    type: element.$type,
    name: text(element, 'name') ?? '',
    scope,
    clauses: children(extension(element, 'zeebe:Properties'), 'properties')
      .filter((property) => text(property, 'name') === 'clause')
      .map((property) => text(property, 'value') ?? ''),
    inputs: mappings('inputParameters'),
    outputs: mappings('outputParameters'),
    headers: Object.fromEntries(
      children(extension(element, 'zeebe:TaskHeaders'), 'values').map((header) => [
        text(header, 'key') ?? '',
        text(header, 'value') ?? '',
      ]),
    ),
    job: job && { type: text(job, 'type') ?? '', retries: text(job, 'retries') },
    userTask: element.$type === 'bpmn:UserTask' ? readUserTask(element) : undefined,
    decision: decision && {
      id: text(decision, 'decisionId') ?? '',
      bindingType: text(decision, 'bindingType'),
      resultVariable: text(decision, 'resultVariable') ?? '',
    },
    called: called && {
      id: text(called, 'processId') ?? '',
      bindingType: text(called, 'bindingType'),
      isPropagatingDown: called.get('propagateAllParentVariables') !== false,
      isPropagatingUp: called.get('propagateAllChildVariables') !== false,
    },
    timer: readTimer(event),
    message: readMessage(child(event, 'messageRef') ?? child(element, 'messageRef')),
    errorCode: text(child(event, 'errorRef'), 'errorCode'),
    attachedTo: text(child(element, 'attachedToRef'), 'id'),
    defaultFlow: text(child(element, 'default'), 'id'),
    isEventSubprocess: flag(element, 'triggeredByEvent'),
    incoming: children(element, 'incoming').map(idOf),
    outgoing: children(element, 'outgoing').map(idOf),
  };
}

function readUserTask(element: Element): UserTask {
  const form = extension(element, 'zeebe:FormDefinition');
  return {
    isCamundaTask: extension(element, 'zeebe:UserTask') !== undefined,
    form: { id: text(form, 'formId') ?? '', bindingType: text(form, 'bindingType') },
    candidateGroups: text(extension(element, 'zeebe:AssignmentDefinition'), 'candidateGroups') ?? '',
    dueDate: text(extension(element, 'zeebe:TaskSchedule'), 'dueDate'),
    priority: text(extension(element, 'zeebe:PriorityDefinition'), 'priority'),
  };
}

function readTimer(event: Element | undefined): FlowNode['timer'] {
  if (event?.$type !== 'bpmn:TimerEventDefinition') return undefined;
  const kind = ['timeDate', 'timeDuration', 'timeCycle'].find((name) => child(event, name)) ?? '';
  return { kind, expression: text(child(event, kind), 'body') ?? '' };
}

function readMessage(message: Element | undefined): FlowNode['message'] {
  if (!message) return undefined;
  return {
    name: text(message, 'name') ?? '',
    correlationKey: text(extension(message, 'zeebe:Subscription'), 'correlationKey'),
  };
}

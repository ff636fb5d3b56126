import { z } from 'zod';
import type { RecordFeed } from './record-feed.ts';
import { until, type WaitOptions } from './wait.ts';

/** A task of a person that is waiting now. */
export interface OpenTask {
  key: number;
  elementId: string;
  processId: string;
  processInstanceKey: number;
  elementInstanceKey: number;
  candidateGroups: readonly string[];
  priority: number;
  dueDate: string;
}

const record = z.object({
  position: z.number(),
  key: z.number(),
  intent: z.string(),
  valueType: z.string(),
  timestamp: z.number(),
  value: z.looseObject({
    processInstanceKey: z.number(),
    bpmnProcessId: z.string(),
    elementId: z.string(),
    elementInstanceKey: z.number().optional(),
    bpmnElementType: z.string().optional(),
    parentProcessInstanceKey: z.number().optional(),
    candidateGroupsList: z.array(z.string()).optional(),
    priority: z.number().optional(),
    dueDate: z.string().optional(),
    errorType: z.string().optional(),
    errorMessage: z.string().optional(),
  }),
});
type EngineRecord = z.infer<typeof record>;

/**
 * Follows what the engine exports: instances, waiting tasks, incidents. It reads only while somebody waits,
 * one read at a time for all who wait.
 */
export class EngineWatch {
  private readonly feed: RecordFeed;
  private start = -1;
  private position = 0;
  private readonly seen = new Set<number>();
  private readonly parents = new Map<number, number>();
  private readonly ended = new Set<number>();
  private readonly visitors = new Map<string, Set<number>>();
  private readonly active = new Map<number, Set<string>>();
  private readonly tasks = new Map<number, OpenTask>();
  private readonly incidents = new Map<number, { processInstanceKey: number; text: string }>();
  private reading: Promise<void> | undefined;

  constructor(feed: RecordFeed) {
    this.feed = feed;
  }

  /** Leaves out what was exported before: earlier test files left cases of their own behind. */
  async startFromNow(): Promise<void> {
    this.start = this.position = await this.feed.newestPosition();
  }

  /** Looks at the engine again and again until the probe answers; an incident of the instance ends the wait. */
  async until<T>(
    rootInstanceKey: number | undefined,
    what: string,
    probe: () => Promise<T | undefined | false> | T | undefined | false,
    options: WaitOptions = {},
  ): Promise<T> {
    return until(
      what,
      async () => {
        await this.read();
        const incident = rootInstanceKey === undefined ? undefined : this.incidentsOf(rootInstanceKey)[0];
        if (incident) throw new Error(`Waiting until ${what}, but the engine has an incident: ${incident}`);
        return probe();
      },
      { seen: () => (rootInstanceKey === undefined ? 'nothing' : this.whereIs(rootInstanceKey)), ...options },
    );
  }

  /** The waiting tasks of an instance and of the instances that it called. */
  tasksOf(rootInstanceKey: number): OpenTask[] {
    return [...this.tasks.values()].filter((task) => this.belongs(task.processInstanceKey, rootInstanceKey));
  }

  allTasks(): OpenTask[] {
    return [...this.tasks.values()];
  }

  hasEnded(instanceKey: number): boolean {
    return this.ended.has(instanceKey);
  }

  /** Whether the element is active now in the instance or in one that it called. */
  isActive(rootInstanceKey: number, elementId: string): boolean {
    return [...this.active].some(
      ([key, elements]) => elements.has(elementId) && this.belongs(key, rootInstanceKey),
    );
  }

  /** The instances that have reached the element, from the oldest on. */
  instancesAt(elementId: string): readonly number[] {
    return [...(this.visitors.get(elementId) ?? [])];
  }

  incidentsOf(rootInstanceKey: number): string[] {
    return [...this.incidents.values()]
      .filter((incident) => this.belongs(incident.processInstanceKey, rootInstanceKey))
      .map(({ text }) => text);
  }

  /** The export lags: a task that was completed just now is forgotten at once. */
  forgetTask(taskKey: number): void {
    this.tasks.delete(taskKey);
  }

  /** Reads what is new; callers at the same time share one read. */
  read(): Promise<void> {
    this.reading ??= this.readNew().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private async readNew(): Promise<void> {
    for (const entry of await this.feed.since(this.position)) this.take(record.parse(entry));
  }

  private take(entry: EngineRecord): void {
    if (entry.position <= this.start || this.seen.has(entry.position)) return;
    this.position = Math.max(this.position, entry.position);
    this.seen.add(entry.position);
    if (entry.valueType === 'USER_TASK') this.takeTask(entry);
    else if (entry.valueType === 'INCIDENT') this.takeIncident(entry);
    else this.takeElement(entry);
  }

  private takeTask({ key, intent, value }: EngineRecord): void {
    if (intent === 'CREATED')
      this.tasks.set(key, {
        key,
        elementId: value.elementId,
        processId: value.bpmnProcessId,
        processInstanceKey: value.processInstanceKey,
        elementInstanceKey: value.elementInstanceKey ?? -1,
        candidateGroups: value.candidateGroupsList ?? [],
        priority: value.priority ?? 50,
        dueDate: value.dueDate ?? '',
      });
    if (intent === 'COMPLETED' || intent === 'CANCELED') this.tasks.delete(key);
  }

  private takeIncident({ key, intent, value }: EngineRecord): void {
    if (intent === 'RESOLVED') this.incidents.delete(key);
    if (intent === 'CREATED')
      this.incidents.set(key, {
        processInstanceKey: value.processInstanceKey,
        text: `${value.bpmnProcessId} ${value.elementId} ${value.errorType ?? ''}: ${value.errorMessage ?? ''}`,
      });
  }

  private takeElement({ key, intent, value }: EngineRecord): void {
    const instanceKey = value.processInstanceKey;
    const isOver = intent === 'ELEMENT_COMPLETED' || intent === 'ELEMENT_TERMINATED';
    if (value.bpmnElementType === 'PROCESS') {
      if (intent === 'ELEMENT_ACTIVATED') this.parents.set(key, value.parentProcessInstanceKey ?? -1);
      if (isOver) this.ended.add(key);
      return;
    }
    const elements = this.active.get(instanceKey) ?? new Set<string>();
    this.active.set(instanceKey, elements);
    if (intent === 'ELEMENT_ACTIVATED') {
      elements.add(value.elementId);
      const visitors = this.visitors.get(value.elementId) ?? new Set<number>();
      this.visitors.set(value.elementId, visitors.add(instanceKey));
    }
    if (isOver) elements.delete(value.elementId);
  }

  /** Whether the instance is the root or was called by it, however deep. */
  belongs(instanceKey: number, rootInstanceKey: number): boolean {
    for (let key: number | undefined = instanceKey; key !== undefined; key = this.parents.get(key))
      if (key === rootInstanceKey) return true;
    return false;
  }

  /** Where the case stands, for messages. */
  whereIs(rootInstanceKey: number): string {
    const places = [...this.active]
      .filter(([key, elements]) => elements.size > 0 && this.belongs(key, rootInstanceKey))
      .flatMap(([, elements]) => [...elements]);
    return places.length > 0 ? `active ${places.join(', ')}` : 'no active element';
  }
}

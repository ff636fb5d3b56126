import { sampleAccounts } from '../../local/accounts.ts';
import { seenNames, usualAnswer, type Answer, type Seen } from './answers.ts';
import type { EngineRest } from './engine-rest.ts';
import type { EngineWatch, OpenTask } from './engine-watch.ts';
import type { RecordFeed } from './record-feed.ts';

/** What is answered at a task instead of the usual: one entry per time that the task comes up. */
export type Plan = Readonly<Record<string, readonly (Answer | ((seen: Seen) => Answer))[]>>;

/** The staff of the sample company, working on tasks of the running engine. */
export class People {
  private readonly watch: EngineWatch;
  private readonly rest: EngineRest;
  private readonly feed: RecordFeed;

  constructor(watch: EngineWatch, rest: EngineRest, feed: RecordFeed) {
    this.watch = watch;
    this.rest = rest;
    this.feed = feed;
  }

  /** The waiting task of the case, once it is there. */
  task(instanceKey: number, elementId: string): Promise<OpenTask> {
    return this.watch.until(instanceKey, `${elementId} waits for somebody`, () =>
      this.watch.tasksOf(instanceKey).find((task) => task.elementId === elementId),
    );
  }

  /** Takes and completes a task as somebody of its group, with the usual answer unless told. */
  async answer(task: OpenTask, answer?: Plan[string][number], username = memberOf(task)): Promise<void> {
    const seen = await this.see(task);
    const given = typeof answer === 'function' ? answer(seen) : (answer ?? usualAnswer(task.elementId, seen));
    await this.rest.assign(task.key, username);
    await this.rest.complete(task.key, given);
    this.watch.forgetTask(task.key);
  }

  /**
   * Works on whatever task of the case comes up until `goal` is active (an element that was not worked on
   * before), an end event has been reached or, for `ended`, until the instance has ended. Entries of the plan that were never used fail: the
   * case took another way than the test thinks.
   */
  async drive(instanceKey: number, goal: string, plan: Plan = {}): Promise<void> {
    const left = new Map(Object.entries(plan).map(([elementId, answers]) => [elementId, [...answers]]));
    for (;;) {
      const task = await this.watch.until(instanceKey, `${goal} is reached or a task is waiting`, () => {
        return this.isAt(instanceKey, goal) ? 'there' : this.watch.tasksOf(instanceKey)[0];
      });
      if (task === 'there') break;
      await this.answer(task, left.get(task.elementId)?.shift());
    }
    const unused = [...left].filter(([, answers]) => answers.length > 0).map(([elementId]) => elementId);
    if (unused.length > 0)
      throw new Error(`Reached ${goal}, but these answers were never asked for: ${unused.join(', ')}.`);
  }

  /** The newest value of a variable anywhere in the case; undefined while there is none. */
  async variable(instanceKey: number, name: string): Promise<unknown> {
    return this.watch.until(instanceKey, `the variable ${name} is exported`, async () => {
      const values = (await this.feed.variables([name]))
        .filter((found) => this.watch.belongs(found.processInstanceKey, instanceKey))
        .map(({ value }): unknown => JSON.parse(value));
      return values.findLast((value) => value !== null);
    });
  }

  private isAt(instanceKey: number, goal: string): boolean {
    if (goal === 'ended') return this.watch.hasEnded(instanceKey);
    if (goal.startsWith('EndEvent_'))
      return this.watch.instancesAt(goal).some((key) => this.watch.belongs(key, instanceKey));
    // The task may become visible a moment before its element does: it is the goal, not one more to answer.
    const isWaiting = this.watch.tasksOf(instanceKey).some(({ elementId }) => elementId === goal);
    return isWaiting || this.watch.isActive(instanceKey, goal);
  }

  private async see(task: OpenTask): Promise<Seen> {
    const hasList = task.elementId.endsWith('Completeness');
    if (!hasList && task.elementId !== 'Task_Circulate') return {};
    return this.watch.until(undefined, `the variables of ${task.elementId} are exported`, async () => {
      const found = await this.feed.variables(seenNames, task.elementInstanceKey);
      const seen = Object.fromEntries(
        found.map(({ name, value }): [string, unknown] => [name, JSON.parse(value)]),
      );
      return Object.keys(seen).length > 0 && seen;
    });
  }
}

/** A sample account that belongs to a candidate group of the task. */
export function memberOf({
  elementId,
  candidateGroups,
}: Pick<OpenTask, 'elementId' | 'candidateGroups'>): string {
  const account = sampleAccounts.find(({ roles }) => roles.some((role) => candidateGroups.includes(role)));
  if (!account)
    throw new Error(
      `No sample account belongs to ${candidateGroups.join(', ') || 'no group'} of ${elementId}.`,
    );
  return account.username;
}

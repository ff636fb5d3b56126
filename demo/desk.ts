import { sampleAccounts } from '../local/accounts.ts';
import { seenNames, type Answer } from '../test/support/answers.ts';
import { memberOf } from '../test/support/people.ts';
import { TasklistUser, type ListedTask } from './tasklist.ts';

/** A waiting task of one case. */
export interface CaseTask extends ListedTask {
  caseId: string;
}

/** The simulated staff: each sample account logs in to Tasklist once and works on tasks of its group. */
export class Desk {
  private readonly tasklistUrl: string;
  private readonly users = new Map<string, Promise<TasklistUser>>();

  constructor(tasklistUrl: string) {
    this.tasklistUrl = tasklistUrl;
  }

  /** Every waiting task that belongs to a case. */
  async waitingTasks(): Promise<CaseTask[]> {
    const clerk = await this.user('clerk');
    const tasks = await clerk.openTasks(['caseId', ...seenNames]);
    return tasks.flatMap((task) => {
      const { caseId, materialChecks } = task.variables;
      // Tasklist imports a task and its variables apart: the list may follow a moment later.
      const isReady = !task.elementId.endsWith('Completeness') || materialChecks !== undefined;
      return typeof caseId === 'string' && isReady ? [{ ...task, caseId }] : [];
    });
  }

  /** Somebody of the task's group takes it and sends the form; returns who. */
  async answer(task: CaseTask, answer: Answer): Promise<string> {
    const username = memberOf(task);
    const user = await this.user(username);
    // Taken before, when sending the form failed.
    if (task.assignee !== username) await user.assign(task.id);
    await user.complete(task.id, answer);
    return username;
  }

  private user(username: string): Promise<TasklistUser> {
    const account = sampleAccounts.find((candidate) => candidate.username === username);
    if (!account) throw new Error(`There is no sample account ${username}.`);
    const known =
      this.users.get(username) ?? TasklistUser.logIn(this.tasklistUrl, username, account.password);
    this.users.set(username, known);
    return known;
  }
}

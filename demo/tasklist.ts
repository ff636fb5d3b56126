import { z } from 'zod';

/** A task as Tasklist lists it. */
export interface ListedTask {
  id: string;
  /** The element's label. */
  name: string;
  elementId: string;
  assignee: string | null;
  candidateGroups: readonly string[];
  /** The variables that were asked for and exist, parsed. */
  variables: Readonly<Record<string, unknown>>;
}

const taskList = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    taskDefinitionId: z.string(),
    assignee: z.string().nullable(),
    candidateGroups: z.array(z.string()).nullable(),
    sortValues: z.array(z.string()).nullish(),
    variables: z.array(z.object({ name: z.string(), value: z.string().nullish() })).nullish(),
  }),
);

/** Somebody who is logged in to Tasklist: what the browser would send, without the browser. */
export class TasklistUser {
  private readonly baseUrl: string;
  private readonly headers: Readonly<Record<string, string>>;
  readonly username: string;

  private constructor(baseUrl: string, username: string, headers: Readonly<Record<string, string>>) {
    this.baseUrl = baseUrl;
    this.username = username;
    this.headers = headers;
  }

  /** Logs in as the login page does: a session cookie, and the token that every changing call must repeat. */
  static async logIn(tasklistUrl: string, username: string, password: string): Promise<TasklistUser> {
    const baseUrl = new URL(tasklistUrl).origin;
    const response = await fetch(`${baseUrl}/api/login`, {
      method: 'POST',
      body: new URLSearchParams({ username, password }),
      redirect: 'manual',
    });
    if (!response.ok) throw new Error(`Tasklist refused the login of ${username} with ${response.status}.`);
    const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
    return new TasklistUser(baseUrl, username, {
      cookie: cookies.join('; '),
      'x-csrf-token': response.headers.get('x-csrf-token') ?? '',
      'content-type': 'application/json',
    });
  }

  /** Every open task that Tasklist knows, with the named variables. */
  async openTasks(variableNames: readonly string[]): Promise<ListedTask[]> {
    const tasks: ListedTask[] = [];
    let searchAfter: readonly string[] | undefined;
    for (;;) {
      const page = taskList.parse(
        await this.call('POST', '/v1/tasks/search', {
          state: 'CREATED',
          pageSize: 100,
          includeVariables: variableNames.map((name) => ({ name, alwaysReturnFullValue: true })),
          ...(searchAfter ? { searchAfter } : {}),
        }),
      );
      tasks.push(
        ...page.map((task) => ({
          id: task.id,
          name: task.name,
          elementId: task.taskDefinitionId,
          assignee: task.assignee,
          candidateGroups: task.candidateGroups ?? [],
          variables: Object.fromEntries(
            (task.variables ?? []).map(({ name, value }): [string, unknown] => [
              name,
              value == null ? null : JSON.parse(value),
            ]),
          ),
        })),
      );
      searchAfter = page.at(-1)?.sortValues ?? undefined;
      if (page.length < 100 || !searchAfter) return tasks;
    }
  }

  /** Takes the task ("assign to me"). */
  async assign(taskId: string): Promise<void> {
    await this.call('PATCH', `/v1/tasks/${taskId}/assign`, { allowOverrideAssignment: true });
  }

  /** Sends the form. */
  async complete(taskId: string, variables: Readonly<Record<string, unknown>>): Promise<void> {
    await this.call('PATCH', `/v1/tasks/${taskId}/complete`, {
      variables: Object.entries(variables).map(([name, value]) => ({ name, value: JSON.stringify(value) })),
    });
  }

  private async call(method: string, path: string, body: object): Promise<unknown> {
    const send = () =>
      fetch(`${this.baseUrl}${path}`, { method, headers: this.headers, body: JSON.stringify(body) });
    let response = await send();
    // Tasklist answers 500 while its own import is writing the same task: a person would press the button again.
    for (let tries = 1; response.status === 500 && tries < 5; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      response = await send();
    }
    if (!response.ok)
      throw new Error(`Tasklist answered ${response.status} to ${method} ${path}: ${await response.text()}`);
    return response.json();
  }
}

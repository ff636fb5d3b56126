/** The part of the engine's REST API that stands for a person at Tasklist. */
export interface EngineRest {
  assign(userTaskKey: number, assignee: string): Promise<void>;
  complete(userTaskKey: number, variables: Readonly<Record<string, unknown>>): Promise<void>;
}

/** `restUrl` is the broker's, as the local stack starts it: without a login. */
export function createEngineRest(restUrl: string): EngineRest {
  const post = async (path: string, body: object) => {
    const response = await fetch(`${restUrl}/v2/user-tasks/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok)
      throw new Error(`The engine answered ${response.status} to ${path}: ${await response.text()}`);
  };
  return {
    assign: (key, assignee) => post(`${key}/assignment`, { assignee, allowOverride: true }),
    complete: (key, variables) => post(`${key}/completion`, { variables }),
  };
}

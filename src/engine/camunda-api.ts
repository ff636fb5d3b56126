import { z } from 'zod';
import type { EngineLogin } from './gateway.ts';

const limitMs = 5_000;
/** One request's share of a longer search. */
const pageSize = 1_000;

/** The engine's HTTP interface refused a call or did not answer it. Names path and status, never a value. */
export class CamundaApiError extends Error {
  override readonly name = 'CamundaApiError';
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;

  constructor(message: string, status?: number, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

export interface Search<Item> {
  readonly filter?: object;
  readonly sort?: readonly { field: string; order: 'ASC' | 'DESC' }[];
  /** What of each item is read. */
  readonly item: z.ZodType<Item>;
  /** At most so many items. */
  readonly limit: number;
}

/** The calls of Camunda's orchestration cluster API (8.8 and later) that the product uses. Keys are text there. */
export interface CamundaApi {
  /** `POST <path>/search`, page after page. Rejects with CamundaApiError. */
  search<Item>(path: string, search: Search<Item>): Promise<readonly Item[]>;
  /** The body as text; undefined when there is nothing (204, 404). Rejects with CamundaApiError otherwise. */
  text(path: string): Promise<string | undefined>;
  /** A change. `accepted`: further statuses that are as good as success. Rejects with CamundaApiError. */
  send(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    options?: { body?: object; accepted?: readonly number[] },
  ): Promise<void>;
  /** Whether the engine takes this login. Rejects with CamundaApiError when it does not say. */
  knows(login: EngineLogin): Promise<boolean>;
}

const pageSchema = z.object({
  items: z.array(z.unknown()),
  page: z.object({ endCursor: z.string().nullish(), hasMoreTotalItems: z.boolean().optional() }),
});

/** @param restUrl without a trailing slash and without `/v2`. */
export function createCamundaApi(restUrl: string, login?: EngineLogin): CamundaApi {
  async function call(method: string, path: string, body?: object, as: EngineLogin | undefined = login) {
    try {
      return await fetch(`${restUrl}/v2/${path}`, {
        method,
        headers: {
          accept: 'application/json, text/xml, application/problem+json',
          ...(body ? { 'content-type': 'application/json' } : {}),
          ...(as ? { authorization: basic(as) } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
        signal: AbortSignal.timeout(limitMs),
      });
    } catch (cause) {
      throw new CamundaApiError(
        `The engine does not answer at CAMUNDA_REST_URL (${method} ${kind(path)}): start it or check the address.`,
        undefined,
        { cause },
      );
    }
  }

  async function page<Item>(
    path: string,
    { filter, sort, item }: Search<Item>,
    limit: number,
    after?: string,
  ) {
    const response = await call('POST', `${path}/search`, {
      ...(filter ? { filter } : {}),
      ...(sort ? { sort } : {}),
      page: { limit, ...(after ? { after } : {}) },
    });
    if (!response.ok) throw await refusal('POST', `${path}/search`, response);
    const answer = pageSchema.safeParse(await response.json().catch(() => undefined));
    const items = z.array(item).safeParse(answer.data?.items);
    if (!answer.data || !items.data)
      throw new CamundaApiError(`The engine's answer to ${kind(path)}/search is not as documented.`);
    return { items: items.data, endCursor: answer.data.page.endCursor ?? undefined };
  }

  return {
    async search(path, search) {
      const all = [];
      for (let after: string | undefined; all.length < search.limit;) {
        const wanted = Math.min(pageSize, search.limit - all.length);
        const { items, endCursor } = await page(path, search, wanted, after);
        all.push(...items);
        if (items.length < wanted || endCursor === undefined || endCursor === after) break;
        after = endCursor;
      }
      return all;
    },
    async text(path) {
      const response = await call('GET', path);
      if (response.status === 204 || response.status === 404) return undefined;
      if (!response.ok) throw await refusal('GET', path, response);
      return response.text();
    },
    async send(method, path, { body, accepted = [] } = {}) {
      const response = await call(method, path, body);
      if (!response.ok && !accepted.includes(response.status)) throw await refusal(method, path, response);
      await response.arrayBuffer();
    },
    async knows(other) {
      const response = await call('GET', 'authentication/me', undefined, other);
      await response.arrayBuffer();
      if (response.ok) return true;
      if (response.status === 401) return false;
      throw new CamundaApiError(
        `The engine answered ${response.status} to GET authentication/me.`,
        response.status,
      );
    },
  };
}

function basic({ user, password }: EngineLogin): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

const problemSchema = z.object({ title: z.string() });

async function refusal(method: string, path: string, response: Response): Promise<CamundaApiError> {
  // Only the title: the detail quotes names and values.
  const problem = problemSchema.safeParse(await response.json().catch(() => undefined)).data;
  const hint =
    response.status === 401
      ? ': check CAMUNDA_USER and CAMUNDA_PASSWORD'
      : response.status === 403
        ? ': this account may not, see its authorizations'
        : problem
          ? ` (${problem.title})`
          : '';
  return new CamundaApiError(
    `The engine answered ${response.status} to ${method} ${kind(path)}${hint}.`,
    response.status,
  );
}

/** The path without the names and keys in it: `groups/…/users/…`. */
function kind(path: string): string {
  const parts = path.split('/');
  return parts.map((part, index) => (index % 2 === 1 && parts.length > 2 ? '…' : part)).join('/');
}

import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import {
  authorizationRequest,
  groupRequest,
  groupUpdate,
  searchRequests,
  userRequest,
  userUpdate,
} from './camunda-schema.ts';

type Row = Readonly<Record<string, unknown>>;

/** A stand-in for the HTTP side of Camunda 8.9, for tests of what we ask and how we read the answers. */
export interface CamundaDouble {
  readonly url: string;
  /** What the searches find, by kind: `user-tasks`, `audit-logs` … */
  readonly rows: Record<string, Row[]>;
  /** XML by path below `/v2/`. */
  readonly texts: Map<string, string>;
  /** Password by username: who is not in here gets 401. */
  readonly passwords: Map<string, string>;
  /** Every change that was accepted, as `POST users`. */
  readonly changes: string[];
  /** Requests that the documentation does not allow, with the reason. */
  readonly refused: string[];
  /** From now on searches answer what was there at this moment, as a storage that lags behind. */
  freezeSearches(): void;
  close(): Promise<void>;
}

export const administrator = { user: 'admin', password: 'an administrator' };

export async function startCamundaDouble(): Promise<CamundaDouble> {
  const rows: Record<string, Row[]> = { users: [{ username: 'admin', name: 'Administrator', email: null }] };
  const passwords = new Map([[administrator.user, administrator.password]]);
  const texts = new Map<string, string>();
  const changes: string[] = [];
  const refused: string[] = [];
  let frozen: Record<string, Row[]> | undefined;
  let nextKey = 2_251_799_813_685_000;

  const server = createServer((request, response) => {
    void answer(request).then(({ status, body, type = 'application/json' }) => {
      response.writeHead(status, { 'content-type': type });
      response.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  async function answer(request: IncomingMessage): Promise<Answer> {
    const path = (request.url ?? '').replace(/^\/v2\//, '');
    const [user = '', password] = login(request);
    if (passwords.get(user) === undefined || passwords.get(user) !== password) return problem(401);
    const body = await readBody(request);
    if (request.method === 'GET') return read(path, user);
    if (path.endsWith('/search')) return find(path.slice(0, -'/search'.length), body);
    const status = change(request.method ?? '', path.split('/').map(decodeURIComponent), body);
    if (status < 300) changes.push(`${request.method} ${path}`);
    if (status === 400) refused.push(`${request.method} ${path}: ${JSON.stringify(body)}`);
    return status < 300 ? { status, body: status === 204 ? undefined : {} } : problem(status);
  }

  function read(path: string, username: string): Answer {
    if (path === 'authentication/me') return { status: 200, body: { username } };
    const text = texts.get(path);
    return text === undefined ? problem(404) : { status: 200, body: text, type: 'text/xml' };
  }

  function find(kind: string, body: unknown): Answer {
    const schema = searchRequests[/^groups\/[^/]+\/users$/.test(kind) ? 'members' : kind];
    if (!schema?.safeParse(body).success) {
      refused.push(`search ${kind}: ${JSON.stringify(body)}`);
      return problem(400);
    }
    const { filter = {}, sort = [], page = {} } = searchBody.parse(body);
    const found = ((frozen ?? rows)[decodeURIComponent(kind)] ?? [])
      .filter((row) => Object.entries(filter).every(([field, wanted]) => matches(row, field, wanted)))
      .sort((left, right) => compare(left, right, sort));
    const start = Number(page.after ?? 0);
    const items = found.slice(start, start + (page.limit ?? 100));
    const end = items.length > 0 ? String(start + items.length) : null;
    return {
      status: 200,
      body: {
        items,
        page: { totalItems: found.length, hasMoreTotalItems: false, startCursor: null, endCursor: end },
      },
    };
  }

  const list = (kind: string) => (rows[kind] ??= []);
  const without = (kind: string, field: string, value: string) => {
    const before = list(kind).length;
    rows[kind] = list(kind).filter((row) => row[field] !== value);
    return list(kind).length < before ? 204 : 404;
  };
  const has = (kind: string, field: string, value: string) => list(kind).some((row) => row[field] === value);

  function change(method: string, [kind, id, inner, member]: string[], body: unknown): number {
    if (kind === 'groups' && id && inner === 'users' && member) {
      const members = `groups/${id}/users`;
      if (!has('groups', 'groupId', id) || !has('users', 'username', member)) return 404;
      if (method === 'DELETE') return without(members, 'username', member);
      if (has(members, 'username', member)) return 409;
      list(members).push({ username: member });
      return 204;
    }
    if (kind === 'groups') return changeGroup(method, id, body);
    if (kind === 'users') return changeUser(method, id, body);
    return kind === 'authorizations' ? changeAuthorization(method, id, body) : 404;
  }

  function changeGroup(method: string, id: string | undefined, body: unknown): number {
    if (method === 'PUT' && id) {
      const update = groupUpdate.safeParse(body).data;
      if (!update) return 400;
      if (without('groups', 'groupId', id) === 404) return 404;
      list('groups').push({ groupId: id, ...update });
      return 200;
    }
    const group = groupRequest.safeParse(body).data;
    if (!group) return 400;
    if (has('groups', 'groupId', group.groupId)) return 409;
    list('groups').push({ description: null, ...group });
    return 201;
  }

  function changeUser(method: string, id: string | undefined, body: unknown): number {
    if (method === 'PUT' && id) {
      const update = userUpdate.safeParse(body).data;
      if (!update) return 400;
      if (without('users', 'username', id) === 404) return 404;
      const { password, name = null, email = null } = update;
      list('users').push({ username: id, name, email });
      if (password) passwords.set(id, password);
      return 200;
    }
    const user = userRequest.safeParse(body).data;
    if (!user) return 400;
    if (has('users', 'username', user.username)) return 409;
    const { username, password, name = null, email = null } = user;
    list('users').push({ username, name, email });
    passwords.set(username, password);
    return 201;
  }

  function changeAuthorization(method: string, id: string | undefined, body: unknown): number {
    if (method === 'DELETE' && id) return without('authorizations', 'authorizationKey', id);
    const request = authorizationRequest.safeParse(body).data;
    if (!request) return 400;
    const isOwnerThere =
      request.ownerType === 'GROUP'
        ? has('groups', 'groupId', request.ownerId)
        : has('users', 'username', request.ownerId);
    if (!isOwnerThere) return 404;
    if (method === 'PUT' && without('authorizations', 'authorizationKey', id ?? '') === 404) return 404;
    const authorizationKey = id ?? String((nextKey += 1));
    list('authorizations').push({
      resourceId: null,
      resourcePropertyName: null,
      ...request,
      authorizationKey,
    });
    return method === 'PUT' ? 204 : 201;
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rows,
    texts,
    passwords,
    changes,
    refused,
    freezeSearches() {
      frozen = structuredClone(rows);
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

interface Answer {
  status: number;
  body: unknown;
  type?: string;
}

function problem(status: number): Answer {
  return {
    status,
    body: { type: 'about:blank', title: 'REFUSED', status, detail: 'quotes the value 13800000000' },
    type: 'application/problem+json',
  };
}

const searchBody = z.object({
  filter: z.record(z.string(), z.unknown()).optional(),
  sort: z.array(z.object({ field: z.string(), order: z.string().optional() })).optional(),
  page: z.object({ limit: z.number().optional(), after: z.string().optional() }).optional(),
});

const advanced = z.object({ $in: z.array(z.unknown()).optional(), $gte: z.string().optional() });

function matches(row: Row, field: string, wanted: unknown): boolean {
  const known = field === 'candidateGroup' ? row.candidateGroups : row[field];
  // Which versions are the newest is not kept here: the rows are.
  if (field === 'isLatestVersion') return true;
  const values: unknown[] = Array.isArray(known) ? known : [known];
  const filter = typeof wanted === 'object' ? advanced.parse(wanted) : { $in: [wanted] };
  return values.some(
    (value) =>
      (filter.$in === undefined || filter.$in.includes(value)) &&
      (filter.$gte === undefined || text(value) >= filter.$gte),
  );
}

function compare(left: Row, right: Row, sort: readonly { field: string; order?: string | undefined }[]) {
  for (const { field, order } of sort) {
    const [one, other] = [left[field], right[field]];
    if (one === other) continue;
    // What is empty comes first, as in some databases.
    const isLess =
      typeof one === 'number' && typeof other === 'number' ? one < other : text(one) < text(other);
    return isLess === (order !== 'DESC') ? -1 : 1;
  }
  return 0;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function login(request: IncomingMessage): string[] {
  const encoded = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  return Buffer.from(encoded, 'base64').toString('utf8').split(':');
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  const content = Buffer.concat(chunks).toString('utf8');
  return content === '' ? undefined : JSON.parse(content);
}

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  buildCase,
  handedIn,
  isCompany,
  type CaseWish,
  type MaterialEntry,
  type RequiredMaterial,
} from './sample-case.ts';

/** A file that goes with a material. */
export interface Attachment {
  materialCode: string;
  fileName: string;
  mediaType: string;
  content: Uint8Array;
}

/** A case as the API answered its registration. */
export interface HandedIn {
  id: string;
  number: string;
  customerLink: string;
}

const material = z.object({
  code: z.string(),
  name: z.string(),
  isRequired: z.boolean(),
  copies: z.number(),
  form: z.enum(['original', 'copy', 'any']),
  needsSignature: z.boolean(),
  needsSeal: z.boolean(),
});
const mattersAnswer = z.object({
  consentVersion: z.string(),
  matters: z.array(
    z.object({
      code: z.string(),
      materials: z.array(
        z.object({ customerType: z.string(), hasAgent: z.boolean(), list: z.array(material) }),
      ),
    }),
  ),
});
const handedInAnswer = z.object({ id: z.string(), number: z.string(), customerLink: z.string() });
const customerView = z.looseObject({
  status: z.string(),
  outcome: z.string().nullable(),
  result: z.string().nullable(),
  supplement: z
    .looseObject({ round: z.number(), items: z.array(z.looseObject({ code: z.string() })) })
    .nullable(),
  survey: z.object({ dueAt: z.string(), score: z.number().nullable() }).nullable(),
  notices: z.array(z.object({ template: z.string(), number: z.string() })),
});
export type CustomerView = z.infer<typeof customerView>;

/** The API refused; `status` and `code` as in its problem document. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(`${status} ${code}: ${detail}`);
    this.status = status;
    this.code = code;
  }
}

const problem = z.object({ code: z.string().default('?'), detail: z.string().default('') });

/** What customers and the counter do through the API of a running app. */
export class IntakeClient {
  private readonly baseUrl: string;
  private readonly tokens = new Map<string, Promise<string>>();
  private matters: Promise<z.infer<typeof mattersAnswer>> | undefined;

  constructor(baseUrl: string) {
    this.baseUrl = baseUrl;
  }

  /** What the matter asks of this kind of customer. */
  async requiredMaterials(
    wish: Pick<CaseWish, 'matterCode' | 'customer' | 'agent'>,
  ): Promise<RequiredMaterial[]> {
    const { matters } = await this.catalogue();
    const customerType = isCompany(wish.customer) ? 'organisation' : 'person';
    const list = matters
      .find(({ code }) => code === wish.matterCode)
      ?.materials.find(
        (row) => row.customerType === customerType && row.hasAgent === Boolean(wish.agent),
      )?.list;
    if (!list) throw new Error(`GET /api/matters has no ${wish.matterCode} for ${customerType}.`);
    return list;
  }

  /**
   * Registers a case; channels other than the web go through the clerk's session. `requestId`: the same id again
   * gives the same case, so a request that broke on the way is sent once more.
   */
  async handIn(
    wish: CaseWish,
    attachments: readonly Attachment[] = [],
    requestId: string = randomUUID(),
  ): Promise<HandedIn> {
    const [required, { consentVersion }] = await Promise.all([
      this.requiredMaterials(wish),
      this.catalogue(),
    ]);
    const json = buildCase(wish, required, consentVersion);
    const session = (wish.channel ?? 'web') === 'web' ? undefined : await this.session('clerk');
    const listed = new Set(json.materials.map(({ code }) => code));
    const files = attachments.filter((file) => listed.has(file.materialCode));
    const attempt = () =>
      this.send('/api/cases', session, formOf('case', json, files), { 'idempotency-key': requestId });
    const answer = await attempt().catch((error: unknown) => {
      if (error instanceof RefusedError) throw error;
      return attempt();
    });
    return handedInAnswer.parse(answer);
  }

  /** Hands in what the open round asks for, each item as it should be, with the files given. */
  async supplement(
    link: string,
    wish: CaseWish,
    attachments: readonly Attachment[] = [],
  ): Promise<CustomerView> {
    const [required, view] = await Promise.all([this.requiredMaterials(wish), this.readCustomer(link)]);
    const codes = new Set(view.supplement?.items.map(({ code }) => code));
    const items: MaterialEntry[] = required
      .filter(({ code }) => codes.has(code))
      .map((row) => handedIn(row, wish.channel ?? 'web'));
    const files = attachments.filter((file) => codes.has(file.materialCode));
    return this.customerCall(link, '/supplement', formOf('supplement', { items }, files));
  }

  withdraw(link: string): Promise<CustomerView> {
    return this.customerCall(link, '/withdraw', {});
  }

  answerSurvey(link: string, score: number, comment?: string): Promise<CustomerView> {
    return this.customerCall(link, '/survey', { score, ...(comment ? { comment } : {}) });
  }

  async readCustomer(link: string): Promise<CustomerView> {
    return customerView.parse(await this.send(customerPath(link), undefined, undefined));
  }

  /** The case file as the clerk sees it. */
  async readCase(id: string, username = 'clerk'): Promise<unknown> {
    return this.send(`/api/cases/${id}`, await this.session(username), undefined);
  }

  private async customerCall(link: string, action: string, body: FormData | object): Promise<CustomerView> {
    return customerView.parse(await this.send(`${customerPath(link)}${action}`, undefined, body));
  }

  private catalogue(): Promise<z.infer<typeof mattersAnswer>> {
    this.matters ??= this.send('/api/matters', undefined, undefined).then((answer) =>
      mattersAnswer.parse(answer),
    );
    return this.matters;
  }

  private session(username: string): Promise<string> {
    const known =
      this.tokens.get(username) ??
      this.send('/api/login', undefined, { username, password: 'demo' }).then(
        (answer) => z.object({ token: z.string() }).parse(answer).token,
      );
    this.tokens.set(username, known);
    return known;
  }

  private async send(
    path: string,
    session: string | undefined,
    body: FormData | object | undefined,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<unknown> {
    const isForm = body instanceof FormData;
    const response = await fetch(`${this.baseUrl}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        ...headers,
        ...(session ? { authorization: `Bearer ${session}` } : {}),
        ...(body && !isForm ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: isForm ? body : JSON.stringify(body) } : {}),
    });
    if (response.ok) return response.json();
    const text = await response.text();
    const { code, detail } = problem.parse(text.startsWith('{') ? JSON.parse(text) : {});
    throw new RefusedError(response.status, code, detail || text.slice(0, 300));
  }
}

/** `…/c/<token>` is the page, `/api/customer/<token>` the same for machines. */
function customerPath(link: string): string {
  return `/api/customer/${new URL(link).pathname.split('/').at(-1) ?? ''}`;
}

function formOf(part: string, json: object, attachments: readonly Attachment[]): FormData {
  const form = new FormData();
  form.append(part, JSON.stringify(json));
  for (const { materialCode, fileName, mediaType, content } of attachments)
    form.append(
      `document.${materialCode}`,
      new Blob([new Uint8Array(content)], { type: mediaType }),
      fileName,
    );
  return form;
}

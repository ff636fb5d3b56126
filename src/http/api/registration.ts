import {
  registerCase,
  shanghaiDay,
  type DocumentInput,
  type RegisteredCase,
  type StaffMember,
  type Store,
} from '../../register/index.ts';
import { isIntakeStaff } from '../auth.ts';
import type { HttpDeps } from '../deps.ts';
import { Problem } from '../problem.ts';
import { checkCase } from './case-checks.ts';
import type { CaseRequest } from './case-schema.ts';
import type { ReceivedFile } from './multipart.ts';
import { storeFiles } from './uploads.ts';

/** An application as somebody hands it in. */
export interface Application {
  request: CaseRequest;
  files: readonly ReceivedFile[];
  /** Who registers it at the window; undefined for the customer. */
  staff: StaffMember | undefined;
  /** The same id again registers nothing more; ids of different senders never meet. */
  requestId: string | undefined;
}

/** What happens in the transaction that registers the case. */
interface Alongside<T> {
  /** Stored files that arrived before the application, by another way. */
  arrived?: (store: Store) => Promise<readonly DocumentInput[]>;
  finish: (store: Store, registered: RegisteredCase) => Promise<T>;
}

/** The register's key of a request: an id is its sender's own, nobody reaches a case by guessing another's. */
export function requestKey(requestId: string, staff: { id: string } | undefined): string {
  return `${staff?.id ?? 'customer'}:${requestId}`;
}

/**
 * Checks an application, stores its files and registers it (clauses 2.2.2, 2.2.3): the one way in for the API and
 * for the counter. Throws `fields-invalid`, and the register's REQUEST_ID_REUSED.
 */
export async function registerApplication<T>(
  { register, documents, matters, clock }: Pick<HttpDeps, 'register' | 'documents' | 'matters' | 'clock'>,
  { request, files, staff, requestId }: Application,
  { arrived, finish }: Alongside<T>,
): Promise<{ registered: RegisteredCase; result: T }> {
  const issues = checkCase(request, files, {
    matters,
    isStaff: staff !== undefined && isIntakeStaff(staff),
    today: shanghaiDay(clock.now()),
  });
  const { matterCode, customerType, agent } = request;
  const matter = matters.get(matterCode);
  if (issues.length > 0 || !matter) throw new Problem('fields-invalid', issues);
  const stored = await storeFiles(documents, files);
  const names = new Map(
    matters.materialsFor(matterCode, customerType, agent !== undefined).map(({ code, name }) => [code, name]),
  );
  return register.transaction(async (store) => {
    const earlier = (await arrived?.(store)) ?? [];
    const registered = await registerCase(store, {
      requestId: requestId === undefined ? undefined : requestKey(requestId, staff),
      matter: { code: matterCode, name: matter.name, prefix: matter.prefix },
      channel: request.channel,
      language: request.language,
      reason: request.reason,
      isUrgentRequested: request.isUrgentRequested,
      parties: partiesOf(request),
      authorisation: request.authorisation,
      materials: request.materials.map((material) => ({
        ...material,
        name: names.get(material.code) ?? material.code,
      })),
      documents: [...stored, ...earlier],
      consentVersion: request.consentVersion,
      registeredBy: staff,
    });
    return { registered, result: await finish(store, registered) };
  });
}

function partiesOf({ customer, agent, customerType }: CaseRequest) {
  return [
    { role: 'customer', type: customerType, ...customer },
    ...(agent ? [{ role: 'agent', type: 'person', ...agent } as const] : []),
  ] as const;
}

import { isDocumentNumberPossible } from '../../../identity/index.ts';
import type { Matter, RequiredMaterial } from '../../../matters/index.ts';
import {
  documentTypes,
  findHandover,
  findKnownCustomer,
  findOpenCases,
  listHandoverDocuments,
  resolveHandover,
  setHandoverSubject,
  type Handover,
  type HandoverDocument,
  type HandoverSubject,
  type KnownCustomer,
  type OpenCase,
  type ShownDocument,
  type StaffMember,
} from '../../../register/index.ts';
import type { HttpDeps } from '../../deps.ts';
import { isId } from '../console/case-file.ts';
import type { Html } from '../html.ts';
import {
  customerTypeOf,
  documentNumberOf,
  isTicked,
  requiredFor,
  valueOf,
  type Entry,
  type Role,
} from './entry.ts';
import { qrCode } from './qr-code.ts';

/** A hand-over as its clerk sees it. */
export interface HandoverView {
  id: string;
  expiresAt: Date;
  documents: readonly HandoverDocument[];
  /** How the phone gets there; absent once the link is dead, or when this form does not know its secret. */
  way: { token: string; address: string; picture: Html } | undefined;
}

/** What the register knows about the form in hand, beside what was typed. */
export interface Desk {
  /** The chosen one. */
  matter: Matter | undefined;
  required: readonly RequiredMaterial[];
  known: Readonly<Record<Role, KnownCustomer | undefined>>;
  duplicates: readonly OpenCase[];
  handover: HandoverView | undefined;
}

/** The document of a person in the form, when its number can be one. */
export function shownDocument(entry: Entry, role: Role): ShownDocument | undefined {
  const documentType = documentTypes.find((type) => type === valueOf(entry, `${role}.documentType`));
  const documentNumber = documentNumberOf(entry, role)?.toUpperCase();
  return documentType && documentNumber && isDocumentNumberPossible(documentType, documentNumber)
    ? { documentType, documentNumber }
    : undefined;
}

export async function readKnown(
  { register }: Pick<HttpDeps, 'register'>,
  entry: Entry,
  role: Role,
): Promise<KnownCustomer | undefined> {
  const shown = role === 'agent' && !isTicked(entry, 'hasAgent') ? undefined : shownDocument(entry, role);
  return shown && findKnownCustomer(register, shown);
}

/** Open cases of the same customer in the same matter (warned of, never refused). */
export async function readDuplicates(
  { register }: Pick<HttpDeps, 'register'>,
  entry: Entry,
): Promise<readonly OpenCase[]> {
  const shown = shownDocument(entry, 'customer');
  const matterCode = valueOf(entry, 'matterCode');
  if (!shown || !matterCode) return [];
  return findOpenCases(register, { documentNumber: shown.documentNumber, matterCode });
}

/** What the phone's page may know of the form. */
export function subjectOf(entry: Entry): HandoverSubject {
  return {
    matterCode: valueOf(entry, 'matterCode').slice(0, 60),
    customerType: customerTypeOf(entry),
    hasAgent: isTicked(entry, 'hasAgent'),
  };
}

/** The form's hand-over, told which materials are asked for now; undefined when there is none of this person's. */
export async function readHandover(
  { register, config, clock }: HttpDeps,
  staff: StaffMember,
  entry: Entry,
): Promise<HandoverView | undefined> {
  const id = valueOf(entry, 'handoverId');
  const found = isId(id) ? await findHandover(register, staff.id, id) : undefined;
  if (!found || found.closedAt) return undefined;
  await setHandoverSubject(register, staff.id, id, subjectOf(entry));
  const token = valueOf(entry, 'handoverToken');
  const isOpen = found.expiresAt > clock.now() && (await resolveHandover(register, token))?.id === id;
  return {
    id,
    expiresAt: found.expiresAt,
    documents: await listHandoverDocuments(register, id),
    way: isOpen ? await wayTo(config, token) : undefined,
  };
}

/** A hand-over without the way to it: what the list of arrived files needs. */
export async function readArrived(
  { register }: Pick<HttpDeps, 'register'>,
  staff: StaffMember,
  id: string,
): Promise<{ handover: Handover; documents: readonly HandoverDocument[] } | undefined> {
  const handover = isId(id) ? await findHandover(register, staff.id, id) : undefined;
  return handover && { handover, documents: await listHandoverDocuments(register, id) };
}

async function wayTo({ publicUrl }: HttpDeps['config'], token: string) {
  const address = `${publicUrl}/u/${token}`;
  return { token, address, picture: await qrCode(address, '手机上传资料的二维码') };
}

export async function readDesk(deps: HttpDeps, staff: StaffMember, entry: Entry): Promise<Desk> {
  const [customer, agent, duplicates, handover] = await Promise.all([
    readKnown(deps, entry, 'customer'),
    readKnown(deps, entry, 'agent'),
    readDuplicates(deps, entry),
    readHandover(deps, staff, entry),
  ]);
  return {
    matter: deps.matters.get(valueOf(entry, 'matterCode')),
    required: requiredFor(deps.matters, entry),
    known: { customer, agent },
    duplicates,
    handover,
  };
}

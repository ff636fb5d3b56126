import {
  longTerm,
  openHandover,
  removeHandoverDocument,
  renewHandover,
  revealKnownCustomer,
  type StaffMember,
} from '../../../register/index.ts';
import type { HttpDeps } from '../../deps.ts';
import { isId } from '../console/case-file.ts';
import { readArrived, readKnown, shownDocument, subjectOf } from './desk.ts';
import { changedEntry, roles, valueOf, type Entry, type Role } from './entry.ts';
import { partyFieldNames } from './party-fields.ts';
import { tickedAsFile } from './register-entry.ts';

/** What came of a button of the form that does not register. */
export interface StepDone {
  entry: Entry;
  note?: { tone: 'good' | 'warn'; text: string };
  focus?: string;
}

/** Carries out what a button of the form asks for, as its script does where there is one. */
export async function takeStep(
  deps: HttpDeps,
  staff: StaffMember,
  entry: Entry,
  step: string,
): Promise<StepDone> {
  const [, role] = /^fill-(\w+)$/.exec(step) ?? [];
  const filled = roles.find((one) => one === role);
  if (filled) return fillStep(deps, staff, entry, filled);
  const [, documentId] = /^remove-(.+)$/.exec(step) ?? [];
  if (documentId !== undefined) {
    await removeArrived(deps, staff, valueOf(entry, 'handoverId'), documentId);
    return { entry };
  }
  switch (step) {
    case 'handover':
      return { entry: changedEntry(entry, await handOver(deps, staff, entry)) };
    case 'refresh':
      return { entry: await withArrived(deps, staff, entry) };
    case 'known':
      return knownStep(deps, entry);
    default:
      return { entry, focus: 'reason' };
  }
}

async function fillStep(deps: HttpDeps, staff: StaffMember, entry: Entry, role: Role): Promise<StepDone> {
  const values = await fillFrom(deps, staff, entry, role);
  return values
    ? {
        entry: changedEntry(entry, values),
        note: { tone: 'good', text: '已填入登记簿中的信息，请与证件核对。' },
        focus: `${role}.phone`,
      }
    : { entry };
}

async function knownStep(deps: HttpDeps, entry: Entry): Promise<StepDone> {
  if (!shownDocument(entry, 'customer'))
    return {
      entry,
      note: { tone: 'warn', text: '请先填写正确的证件号码。' },
      focus: 'customer.documentNumber',
    };
  if (await readKnown(deps, entry, 'customer')) return { entry };
  return {
    entry,
    note: { tone: 'good', text: '登记簿中没有该证件，请填写客户信息。' },
    focus: 'customer.name',
  };
}

/**
 * Values of the form's fields from the last entry of the person; undefined for somebody new. Audited: it shows
 * personal data.
 */
export async function fillFrom(
  { register }: HttpDeps,
  staff: StaffMember,
  entry: Entry,
  role: Role,
): Promise<Record<string, string> | undefined> {
  const shown = shownDocument(entry, role);
  const party = shown && (await revealKnownCustomer(register, staff.username, shown));
  if (!party) return undefined;
  const values: [string, string][] = partyFieldNames
    .filter((name) => name !== 'documentType' && name !== 'documentNumber')
    .map((name) => [`${role}.${name}`, party[name] === longTerm ? '长期' : (party[name] ?? '')]);
  return Object.fromEntries(role === 'customer' ? [...values, ['language', party.language]] : values);
}

/** A hand-over for the form: its own one with a new secret, or a first one. Values of the form's hidden fields. */
export async function handOver(
  { register }: HttpDeps,
  staff: StaffMember,
  entry: Entry,
): Promise<Record<string, string>> {
  const id = valueOf(entry, 'handoverId');
  const renewed = isId(id) ? await renewHandover(register, staff.id, id) : undefined;
  if (renewed) return { handoverId: id, handoverToken: renewed.token };
  const opened = await openHandover(register, staff.id, subjectOf(entry));
  return { handoverId: opened.id, handoverToken: opened.token };
}

/** Takes a file out of a hand-over of this person; nothing happens to another's. */
export async function removeArrived(
  { register }: HttpDeps,
  staff: StaffMember,
  handoverId: string,
  documentId: string,
): Promise<void> {
  if (isId(handoverId) && isId(documentId))
    await removeHandoverDocument(register, staff.id, handoverId, documentId);
}

/** The form with the materials ticked that have arrived by phone. */
async function withArrived(deps: HttpDeps, staff: StaffMember, entry: Entry): Promise<Entry> {
  const arrived = await readArrived(deps, staff, valueOf(entry, 'handoverId'));
  return (arrived?.documents ?? []).reduce(
    (ticked, { materialCode }) =>
      materialCode ? changedEntry(ticked, tickedAsFile(ticked, materialCode)) : ticked,
    entry,
  );
}

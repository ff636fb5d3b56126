import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import type { MatterCatalogue, RequiredMaterial } from '../../../matters/index.ts';
import { longTerm, type CustomerType } from '../../../register/index.ts';
import { currentConsentVersion } from '../../api/case-schema.ts';
import { field, fieldNames } from '../form-fields.ts';

/** What stands in the register form, field by field, as it was typed; an absent name is an empty field. */
export type Entry = ReadonlyMap<string, string>;

/** Person in the form: the customer, or who acts for them. */
export type Role = 'customer' | 'agent';
export const roles = ['customer', 'agent'] as const;

/** Parts of a form that are not the entry. */
const notEntered = new Set(['csrf', 'step']);

/** A blank form: somebody at the counter, with an identity card, who reads Chinese. */
export function blankEntry(): Entry {
  return new Map([
    ['requestId', randomUUID()],
    ['channel', 'counter'],
    ['language', 'zh-CN'],
    ['customer.documentType', 'idCard'],
    ['agent.documentType', 'idCard'],
    ['authorisation.scope', 'this-matter'],
  ]);
}

/** The form as it was sent. */
export function readEntry(request: Request): Entry {
  return new Map(
    fieldNames(request)
      .filter((name) => !notEntered.has(name))
      .map((name) => [name, field(request, name)]),
  );
}

export function changedEntry(entry: Entry, changes: Readonly<Record<string, string>>): Entry {
  return new Map([...entry, ...Object.entries(changes)]);
}

export const valueOf = (entry: Entry, name: string): string => entry.get(name) ?? '';
export const isTicked = (entry: Entry, name: string): boolean => entry.get(name) === 'true';

/** Organisations show their credit code, persons a document of their own. */
export function customerTypeOf(entry: Entry): CustomerType {
  return valueOf(entry, 'customer.documentType') === 'creditCode' ? 'organisation' : 'person';
}

/** What the matter asks for, given who the customer is and whether somebody acts for them. */
export function requiredFor(matters: MatterCatalogue, entry: Entry): readonly RequiredMaterial[] {
  return matters.materialsFor(
    valueOf(entry, 'matterCode'),
    customerTypeOf(entry),
    isTicked(entry, 'hasAgent'),
  );
}

/** The name of a field of a material, such as `material.application-form.originals`. */
export function materialField(code: string, name: string): string {
  return `material.${code}.${name}`;
}

/** What a careful customer hands in: originals or copies, in the number asked for. */
export function requiredCount({ form, copies }: RequiredMaterial, kind: 'originals' | 'copies'): number {
  return (form === 'copy') === (kind === 'copies') ? copies : 0;
}

/** Materials that were ticked as received or came with a file. */
export function receivedMaterials(
  required: readonly RequiredMaterial[],
  entry: Entry,
  codesWithFile: ReadonlySet<string>,
): readonly RequiredMaterial[] {
  return required.filter(
    ({ code }) => isTicked(entry, materialField(code, 'isReceived')) || codesWithFile.has(code),
  );
}

/** The entry as `POST /api/cases` takes it; what cannot be read goes along as typed and is refused there. */
export function applicationOf(
  entry: Entry,
  received: readonly RequiredMaterial[],
  codesWithFile: ReadonlySet<string>,
): Record<string, unknown> {
  const hasAgent = isTicked(entry, 'hasAgent');
  return {
    matterCode: optional(entry, 'matterCode'),
    customerType: customerTypeOf(entry),
    channel: optional(entry, 'channel'),
    language: optional(entry, 'language'),
    reason: optional(entry, 'reason'),
    isUrgentRequested: isTicked(entry, 'isUrgentRequested'),
    consentVersion: isTicked(entry, 'consent') ? currentConsentVersion : undefined,
    customer: partyOf(entry, 'customer'),
    agent: hasAgent ? partyOf(entry, 'agent') : undefined,
    authorisation: hasAgent
      ? {
          scope: optional(entry, 'authorisation.scope'),
          principalName: optional(entry, 'authorisation.principalName'),
          validFrom: dayOf(entry, 'authorisation.validFrom'),
          validUntil: dayOf(entry, 'authorisation.validUntil'),
        }
      : undefined,
    materials: received.map((material) => materialOf(entry, material, codesWithFile)),
  };
}

function partyOf(entry: Entry, role: Role): Record<string, unknown> {
  return {
    name: optional(entry, `${role}.name`),
    documentType: optional(entry, `${role}.documentType`),
    documentNumber: documentNumberOf(entry, role),
    documentValidFrom: dayOf(entry, `${role}.documentValidFrom`),
    documentValidUntil: dayOf(entry, `${role}.documentValidUntil`),
    phone: halfWidth(optional(entry, `${role}.phone`)),
    email: halfWidth(optional(entry, `${role}.email`)),
    address: optional(entry, `${role}.address`),
  };
}

/** The number as typed, without spaces, in half-width characters; undefined for an empty field. */
export function documentNumberOf(entry: Entry, role: Role): string | undefined {
  return halfWidth(optional(entry, `${role}.documentNumber`))?.replace(/\s/g, '');
}

function materialOf(
  entry: Entry,
  { code }: RequiredMaterial,
  codesWithFile: ReadonlySet<string>,
): Record<string, unknown> {
  const name = (part: string) => materialField(code, part);
  // Nothing was ticked, only a file came: that is an electronic hand-in, whatever the row says.
  const isFileOnly = !isTicked(entry, name('isReceived')) && codesWithFile.has(code);
  return {
    code,
    form: isFileOnly ? 'electronic' : optional(entry, name('form')),
    originals: countOf(entry, name('originals')) ?? 0,
    copies: countOf(entry, name('copies')) ?? 0,
    pages: countOf(entry, name('pages')),
    isSigned: isTicked(entry, name('isSigned')),
    isSealed: isTicked(entry, name('isSealed')),
    nature: optional(entry, name('nature')),
    importance: optional(entry, name('importance')),
  };
}

function optional(entry: Entry, name: string): string | undefined {
  return valueOf(entry, name) || undefined;
}

/** Input methods for Chinese write figures and Latin letters at full width. */
function halfWidth(text: string | undefined): string | undefined {
  return text?.normalize('NFKC');
}

/** A day as people type it (`2030-01-01`, `20300101`, `2030.1.1`, `2030年1月1日`, `长期`) as `YYYY-MM-DD`. */
export function dayOf(entry: Entry, name: string): string | undefined {
  const text = halfWidth(optional(entry, name))?.replace(/\s/g, '');
  if (text === undefined) return undefined;
  if (text === '长期') return longTerm;
  const [, year, month, day] =
    /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? /^(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?$/.exec(text) ?? [];
  return year && month && day ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : text;
}

function countOf(entry: Entry, name: string): number | string | undefined {
  const text = halfWidth(optional(entry, name));
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : text;
}

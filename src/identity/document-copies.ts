import type { MaterialRecord, PartyInput } from '../register/index.ts';
import type { IdentityParty } from './check-identity.ts';

/** The material that shows a party's document, as the table `requiredMaterials` calls it. */
function copyOf({ role, type }: PartyInput): string {
  if (role === 'agent') return 'agent-identity-document';
  return type === 'person' ? 'identity-document' : 'business-licence';
}

/** Adds to each party whether its document was handed in, in original or copy. */
export function withDocumentCopies(
  parties: readonly PartyInput[],
  materials: readonly Pick<MaterialRecord, 'code' | 'originals' | 'copies'>[],
): IdentityParty[] {
  return parties.map((party) => ({
    ...party,
    hasDocumentCopy: materials.some(
      ({ code, originals, copies }) => code === copyOf(party) && originals + copies > 0,
    ),
  }));
}

import { z } from 'zod';
import { checkIdentity } from '../../src/identity/index.ts';
import {
  currentMaterials,
  listDocuments,
  listParties,
  readAuthorisation,
  readParties,
  type PartyInput,
} from '../../src/register/index.ts';
import { caseId } from '../schemas.ts';
import { defineWorker } from '../services.ts';

/** The material that holds a copy of the party's document (decision `requiredMaterials`). */
function documentMaterial({ role, type }: Pick<PartyInput, 'role' | 'type'>): string {
  if (role === 'agent') return 'agent-identity-document';
  return type === 'person' ? 'identity-document' : 'business-licence';
}

/** States what is striking about documents and authorisation (clause 2.2.1); the decision table judges it. */
export const verifyIdentity = defineWorker({
  type: 'intake.verifyIdentity',
  input: z.object({ caseId }),
  output: z.object({ identityFindings: z.array(z.string()), customerMasked: z.string() }),
  async handle({ caseId }, { register }) {
    const handedIn = new Set([
      ...(await currentMaterials(register, caseId)).map((material) => material.code),
      ...(await listDocuments(register, caseId)).map((document) => document.materialCode),
    ]);
    const parties = (await readParties(register, caseId)).map((party) => ({
      ...party,
      hasDocumentCopy: handedIn.has(documentMaterial(party)),
    }));
    const authorisation = await readAuthorisation(register, caseId);
    const { findings } = checkIdentity(parties, authorisation, register.clock.now());
    const [customer] = await listParties(register, caseId);
    return {
      identityFindings: findings,
      customerMasked: customer?.nameMasked ?? '',
    };
  },
});

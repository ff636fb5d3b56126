import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { MaterialForm, MaterialVerdict } from './codes.ts';
import type { MaterialTable } from './schema.ts';
import { atomically, type Store } from './store.ts';

/** A material as handed in. Counts are pieces. */
export interface MaterialInput {
  code: string;
  name: string;
  form: MaterialForm;
  originals: number;
  copies: number;
  pages?: number | undefined;
  isSigned: boolean;
  isSealed: boolean;
  nature?: string | undefined;
  importance?: string | undefined;
}

export type MaterialRecord = Selectable<MaterialTable>;

/**
 * Writes what was handed in with a round (0 = registration), in the caller's transaction. The same material
 * again in the same round replaces the earlier row.
 */
export async function insertMaterials(
  store: Store,
  caseId: string,
  round: number,
  materials: readonly MaterialInput[],
): Promise<void> {
  if (materials.length === 0) return;
  const receivedAt = store.clock.now();
  const rows = materials.map((material) => ({
    id: randomUUID(),
    caseId,
    round,
    receivedAt,
    code: material.code,
    name: material.name,
    form: material.form,
    originals: material.originals,
    copies: material.copies,
    pages: material.pages ?? null,
    isSigned: material.isSigned,
    isSealed: material.isSealed,
    nature: material.nature ?? null,
    importance: material.importance ?? null,
  }));
  await store.db
    .insertInto('material')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['caseId', 'code', 'round']).doUpdateSet((eb) => ({
        form: eb.ref('excluded.form'),
        originals: eb.ref('excluded.originals'),
        copies: eb.ref('excluded.copies'),
        pages: eb.ref('excluded.pages'),
        isSigned: eb.ref('excluded.isSigned'),
        isSealed: eb.ref('excluded.isSealed'),
        receivedAt: eb.ref('excluded.receivedAt'),
        verdict: null,
        verdictReason: null,
      })),
    )
    .execute();
}

/** Every hand-in, by material and round. */
export function listMaterials(store: Store, caseId: string): Promise<MaterialRecord[]> {
  return store.db
    .selectFrom('material')
    .selectAll()
    .where('caseId', '=', caseId)
    .orderBy('code')
    .orderBy('round')
    .execute();
}

/** The newest hand-in of each material: what counts when completeness is judged (clause 2.3.1). */
export function currentMaterials(store: Store, caseId: string): Promise<MaterialRecord[]> {
  return store.db
    .selectFrom('material')
    .distinctOn('code')
    .selectAll()
    .where('caseId', '=', caseId)
    .orderBy('code')
    .orderBy('round', 'desc')
    .execute();
}

export interface MaterialVerdictInput {
  code: string;
  verdict: MaterialVerdict;
  reason?: string | undefined;
}

/**
 * Records the verdicts on the newest hand-in of each material. A required material that was never handed in
 * has no row; its code is returned in `withoutHandIn`.
 */
export function recordMaterialVerdicts(
  store: Store,
  caseId: string,
  verdicts: readonly MaterialVerdictInput[],
): Promise<{ withoutHandIn: string[] }> {
  return atomically(store, async (inner) => {
    const current = new Map((await currentMaterials(inner, caseId)).map((row) => [row.code, row.id]));
    const withoutHandIn: string[] = [];
    for (const { code, verdict, reason } of verdicts) {
      const id = current.get(code);
      if (id === undefined) withoutHandIn.push(code);
      else
        await inner.db
          .updateTable('material')
          .set({ verdict, verdictReason: reason ?? null })
          .where('id', '=', id)
          .execute();
    }
    return { withoutHandIn };
  });
}

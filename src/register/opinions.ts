import { randomUUID } from 'node:crypto';
import { appendAudit } from './audit.ts';
import { atomically, type Store } from './store.ts';

export interface OpinionRecord {
  id: string;
  elementId: string;
  text: string;
  writtenBy: string;
  writtenAt: Date;
}

const place = (id: string) => `opinion.textEnc:${id}`;

/** Keeps a long opinion (clause 3.2.2), encrypted: it may speak of people. Returns its id. */
export function addOpinion(
  store: Store,
  input: { caseId: string; elementId: string; text: string; writtenBy: string },
): Promise<string> {
  return atomically(store, async (inner) => {
    const id = randomUUID();
    const { caseId, elementId, writtenBy } = input;
    await inner.db
      .insertInto('opinion')
      .values({
        id,
        caseId,
        elementId,
        textEnc: inner.cipher.encrypt(input.text, place(id)),
        writtenBy,
        writtenAt: inner.clock.now(),
      })
      .execute();
    await appendAudit(inner, {
      caseId,
      actor: writtenBy,
      action: 'opinionWritten',
      details: { opinionId: id, elementId },
    });
    return id;
  });
}

/** The opinions of a case in the clear, oldest first. */
export async function listOpinions(store: Store, caseId: string): Promise<OpinionRecord[]> {
  const rows = await store.db
    .selectFrom('opinion')
    .selectAll()
    .where('caseId', '=', caseId)
    .orderBy('writtenAt')
    .execute();
  return rows.map(({ id, elementId, textEnc, writtenBy, writtenAt }) => ({
    id,
    elementId,
    text: store.cipher.decrypt(textEnc, place(id)),
    writtenBy,
    writtenAt,
  }));
}

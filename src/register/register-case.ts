import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { appendAudit } from './audit.ts';
import { canonicalJson } from './canonical-json.ts';
import { nextCaseNumber } from './case-number.ts';
import type { Channel, Language } from './codes.ts';
import { insertDocuments, type DocumentInput } from './document-rows.ts';
import { RegisterError } from './errors.ts';
import { insertMaterials, type MaterialInput } from './materials.ts';
import { enqueueMessage } from './outbox.ts';
import { insertAuthorisation, insertParties, type AuthorisationInput, type PartyInput } from './parties.ts';
import { encryptQuerySecret, newQuerySecret } from './query-secrets.ts';
import { atomically, type Actor, type Store } from './store.ts';

const hourMs = 3_600_000;

/** The entry in the register (收件登记表, clause 2.2.2). */
export interface RegisterCaseInput {
  /** Chosen by the client: the same id again returns the same case instead of a second one. */
  requestId?: string | undefined;
  matter: { code: string; name: string; /** Two or three capitals. */ prefix: string };
  channel: Channel;
  language: Language;
  reason?: string | undefined;
  isUrgentRequested: boolean;
  /** One customer and at most one agent. */
  parties: readonly PartyInput[];
  authorisation?: AuthorisationInput | undefined;
  materials: readonly MaterialInput[];
  documents: readonly DocumentInput[];
  /** Which privacy notice the customer has agreed to. */
  consentVersion: string;
  /** The member of staff at the window; undefined when the customer registers. */
  registeredBy?: { id: string; username: string } | undefined;
  /** When it was physically taken; now by default. */
  receivedAt?: Date | undefined;
}

export interface RegisteredCase {
  id: string;
  number: string;
  receivedAt: Date;
  /** False when the request id had been registered before. */
  isNew: boolean;
}

/** How long the engine keeps the start message: longer than any pause of the relay between its retries. */
export const startTimeToLiveMs = 24 * hourMs;

/**
 * Registers a case: number, case, parties, authorisation, materials, documents, audit row and the message that
 * starts the process, all in one transaction. Throws VALUE_INVALID for parties that do not fit together and
 * REQUEST_ID_REUSED for a request id that came before with another content.
 */
export async function registerCase(store: Store, input: RegisterCaseInput): Promise<RegisteredCase> {
  const customer = checkParties(input);
  return atomically(store, async (inner) => {
    const digest = input.requestId === undefined ? null : inner.cipher.lookup('request', digestText(input));
    if (input.requestId !== undefined) {
      const earlier = await findRequest(inner, input.requestId, digest);
      if (earlier) return earlier;
    }
    const id = randomUUID();
    const now = inner.clock.now();
    const receivedAt = input.receivedAt ?? now;
    const number = await nextCaseNumber(inner, input.matter.prefix, receivedAt);
    await inner.db
      .insertInto('cases')
      .values({
        id,
        number,
        requestId: input.requestId ?? null,
        requestDigest: digest,
        matterCode: input.matter.code,
        matterName: input.matter.name,
        customerType: customer.type,
        channel: input.channel,
        language: input.language,
        reasonEnc: input.reason ? inner.cipher.encrypt(input.reason, `cases.reasonEnc:${id}`) : null,
        isUrgentRequested: input.isUrgentRequested,
        receivedAt,
        consentVersion: input.consentVersion,
        registeredBy: input.registeredBy?.id ?? null,
        querySecretEnc: encryptQuerySecret(inner, id, newQuerySecret()),
        createdAt: now,
      })
      .execute();
    const actor: Actor = input.registeredBy?.username ?? 'customer';
    await insertParties(inner, id, input.parties);
    if (input.authorisation) await insertAuthorisation(inner, id, input.authorisation);
    await insertMaterials(inner, id, 0, input.materials);
    await insertDocuments(inner, id, 0, actor, input.documents);
    await appendAudit(inner, {
      caseId: id,
      actor,
      action: 'caseRegistered',
      details: {
        number,
        matterCode: input.matter.code,
        channel: input.channel,
        materials: input.materials.length,
        documents: input.documents.length,
      },
    });
    await enqueueMessage(inner, {
      name: 'intake.caseRegistered',
      correlationKey: id,
      messageId: id,
      variables: { caseId: id },
      timeToLiveMs: startTimeToLiveMs,
    });
    return { id, number, receivedAt, isNew: true };
  });
}

function checkParties({ parties, authorisation }: RegisterCaseInput): PartyInput {
  const [customer, ...others] = parties.filter((party) => party.role === 'customer');
  const agents = parties.filter((party) => party.role === 'agent');
  if (!customer || others.length > 0)
    throw new RegisterError('VALUE_INVALID', 'A case has exactly one customer: give one party of that role.');
  if (agents.length > 1)
    throw new RegisterError('VALUE_INVALID', 'A case has at most one agent: leave the others out.');
  if (authorisation && agents.length === 0)
    throw new RegisterError(
      'VALUE_INVALID',
      'An authorisation needs an agent: add the party or leave it out.',
    );
  return customer;
}

/** Two requests with one id wait for each other, so that the second sees what the first has written. */
async function findRequest(
  store: Store,
  requestId: string,
  digest: string | null,
): Promise<RegisteredCase | undefined> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${requestId}, 0))`.execute(store.db);
  const row = await store.db
    .selectFrom('cases')
    .select(['id', 'number', 'receivedAt', 'requestDigest'])
    .where('requestId', '=', requestId)
    .executeTakeFirst();
  if (!row) return undefined;
  if (row.requestDigest !== digest)
    throw new RegisterError(
      'REQUEST_ID_REUSED',
      `Request ${requestId} was registered before with another content: choose a new request id.`,
    );
  return { id: row.id, number: row.number, receivedAt: row.receivedAt, isNew: false };
}

/** What makes two requests the same; not the time, nor how the files were named. */
function digestText(input: RegisterCaseInput): string {
  const { matter, channel, language, reason, isUrgentRequested, parties, authorisation, materials } = input;
  const documents = input.documents.map(({ materialCode, sha256 }) => ({ materialCode, sha256 }));
  return canonicalJson({
    matterCode: matter.code,
    channel,
    language,
    reason,
    isUrgentRequested,
    parties,
    authorisation,
    materials,
    documents,
  });
}

import {
  decideMessage,
  lockMessage,
  readCustomerContact,
  type Actor,
  type DecidedState,
  type OpenMessage,
  type Store,
} from '../register/index.ts';
import { addressesOf } from './compose.ts';
import { reportUndeliverable } from './undeliverable.ts';

/** What a person may decide about a message that did not simply arrive. */
export type HandDecision = 'retry' | 'hasArrived' | 'sendAgain' | 'hasNotArrived';

const decisions: Readonly<Record<HandDecision, Pick<DecidedState, 'from' | 'to'>>> = {
  retry: { from: ['failed', 'notSent'], to: 'planned' },
  hasArrived: { from: ['unknown'], to: 'delivered' },
  sendAgain: { from: ['unknown'], to: 'planned' },
  hasNotArrived: { from: ['unknown'], to: 'failed' },
};

/**
 * Carries out a person's decision: a message that failed or was kept goes out again, one whose fate nobody knows
 * is settled. `changed`: the message is not in a state for it any more, so that of two people only one decides;
 * `addressGone`: the case has no address for the channel any more. What goes out again goes to the address that the case has now; the process hears of an end as it does from the
 * sender.
 */
export function decideByHand(
  register: { transaction<T>(run: (store: Store) => Promise<T>): Promise<T> },
  { id, decision, actor }: { id: string; decision: HandDecision; actor: Actor },
): Promise<'done' | 'changed' | 'addressGone'> {
  return register.transaction(async (store) => {
    const message = await lockMessage(store, id);
    if (!message) return 'changed';
    const { from, to } = decisions[decision];
    const hasOwnAddress = message.caseId !== null && message.recipient === 'customer';
    const address = to === 'planned' && hasOwnAddress ? await addressNow(store, message) : undefined;
    if (to === 'planned' && hasOwnAddress && address === undefined) return 'addressGone';
    const isDone = await decideMessage(store, message, { actor, from, to, address });
    if (isDone && message.recipient === 'customer') await reportUndeliverable(store, message.noticeId);
    return isDone ? 'done' : 'changed';
  });
}

/** The customer's address for the channel: it may have been corrected since, or taken out. */
async function addressNow(store: Store, message: OpenMessage): Promise<string | undefined> {
  if (message.caseId === null) return undefined;
  const addresses = addressesOf(await readCustomerContact(store, message.caseId));
  return addresses.find(({ channel }) => channel === message.channel)?.address;
}

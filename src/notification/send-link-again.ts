import {
  atomically,
  findCaseByNumber,
  listNotices,
  readCustomerContact,
  type Store,
} from '../register/index.ts';
import type { Notices } from './notices.ts';
import type { Office } from './words.ts';

const linkTemplate = 'page-link';
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/**
 * Sends the customer of a case a new link, to the contact in the register, for those who know only the number.
 * Nothing goes out for a number that does not exist, for a customer who cannot be reached this way, and within the
 * pause after the last one or past the day's count of office.json; the caller cannot tell, nor should who asked.
 */
export async function sendLinkAgain(
  store: Store,
  notices: Pick<Notices, 'issueNotice'>,
  { linkAgainAfterMinutes, linkAgainPerDay }: Pick<Office, 'linkAgainAfterMinutes' | 'linkAgainPerDay'>,
  number: string,
): Promise<void> {
  await atomically(store, async (inner) => {
    const caseId = await findCaseByNumber(inner, number);
    if (caseId === undefined) return;
    const now = inner.clock.now().getTime();
    const sentAt = (await listNotices(inner, caseId))
      .filter(({ template }) => template === linkTemplate)
      .map(({ issuedAt }) => issuedAt.getTime());
    const isPaused = sentAt.some((at) => now - at < linkAgainAfterMinutes * minuteMs);
    if (isPaused || sentAt.filter((at) => now - at < dayMs).length >= linkAgainPerDay) return;
    const { phone, email } = await readCustomerContact(inner, caseId);
    if (!phone && !email) return;
    // Two who ask at once ask for the same occurrence, which is issued once.
    await notices.issueNotice(inner, {
      caseId,
      template: linkTemplate,
      occurrence: String(sentAt.length + 1),
    });
  });
}

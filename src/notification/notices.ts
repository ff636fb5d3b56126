import {
  createCustomerToken,
  createNotice,
  getCase,
  listParties,
  listStaffInGroup,
  planNotification,
  querySecretText,
  readCustomerContact,
  readParties,
  readQuerySecret,
  type CaseRecord,
  type Language,
  type MaterialRecord,
  type MaterialVerdict,
  type Store,
} from '../register/index.ts';
import { loadGuides, type MatterCatalogue } from '../matters/index.ts';
import { createAppointmentNotices, type AppointmentNotices } from './appointment-notices.ts';
import { addressesOf, createComposer, type PlannedMessage } from './compose.ts';
import { formatInstant } from './dates.ts';
import { createInquiryNotices, type InquiryNotices } from './inquiry-notices.ts';
import { noticeValues, type NoticeExtra } from './notice-values.ts';
import { NoticeError } from './notice-error.ts';
import { loadTemplates, type TemplateValues } from './templates.ts';
import { reportUndeliverable } from './undeliverable.ts';
import { loadOffice, loadWords } from './words.ts';

export interface IssueNoticeInput {
  caseId: string;
  template: string;
  /** Business key within case and template: `1`, the round. The same again issues nothing. */
  occurrence: string;
  extra?: NoticeExtra | undefined;
}

export interface TellStaffInput {
  caseId: string;
  template: string;
  occurrence: string;
  /** Everybody active in this group is told. */
  group: string;
  /** Where in the procedure the case is, in words. */
  stepName: string;
}

export interface Notices extends InquiryNotices, AppointmentNotices {
  /**
   * Issues a notice to the customer, in the caller's transaction: numbered, kept as issued, one message planned
   * per channel that the customer has. Throws NoticeError when it cannot be written.
   */
  issueNotice(store: Store, input: IssueNoticeInput): Promise<{ number: string; isNew: boolean }>;
  /** Tells the staff of a group, with masked content only, in the caller's transaction. */
  tellStaff(store: Store, input: TellStaffInput): Promise<{ number: string; isNew: boolean }>;
  /** What a verdict is called, for the items of a supplement notice. */
  verdictName(verdict: MaterialVerdict, language: Language): string;
  /** Whether notices have words for this reason or way of collecting: without them none could be written. */
  hasReason(code: string): boolean;
  hasCollectionWay(code: string): boolean;
}

/** A customer's token or query secret in a kept text would open the case to whoever reads it. */
const hidden = '…';
const dayMs = 86_400_000;

/** Loads and checks texts, words and the window's data; throws one error that names every problem. */
export function createNotices(options: {
  templatesDir: string;
  publicUrl: string;
  matters: MatterCatalogue;
}): Notices {
  const { templatesDir, publicUrl, matters } = options;
  const templates = loadTemplates(templatesDir);
  const words = loadWords(templatesDir);
  const office = loadOffice(templatesDir);
  const guides = loadGuides(templatesDir, matters);

  const composer = createComposer(templates, publicUrl);

  async function plan(
    store: Store,
    notice: { id: string },
    caseId: string,
    messages: readonly PlannedMessage[],
  ) {
    for (const message of messages)
      await planNotification(store, { ...message, noticeId: notice.id, caseId });
  }

  return {
    ...createAppointmentNotices({ templates, office, publicUrl, matters }),
    ...createInquiryNotices({ templates, words, office, publicUrl, matters, guides }),
    verdictName: (verdict, language) => words[language].verdict[verdict],
    hasReason: (code) => Object.hasOwn(words['zh-CN'].reason, code),
    hasCollectionWay: (code) => Object.hasOwn(words['zh-CN'].collection, code),

    async issueNotice(store, { caseId, template, occurrence, extra = {} }) {
      const definition = templates.definition(template);
      if (definition.audience !== 'customer') throw new NoticeError(`${template} is not for customers.`);
      const contact = await readCustomerContact(store, caseId);
      const { language } = contact;
      const messages: PlannedMessage[] = [];
      const notice = await createNotice(store, {
        caseId,
        template,
        occurrence,
        series: definition.numberPrefix,
        language,
        async render({ number, issuedAt }) {
          const found = await getCase(store, caseId);
          const agent = (await readParties(store, caseId)).find((party) => party.role === 'agent');
          const names = namesIn(language, found, matters, agent !== undefined);
          const token = await createCustomerToken(store, caseId, office.linkValidDays * dayMs);
          const customerLink = `${publicUrl}/c/${token}`;
          const secret = await readQuerySecret(store, caseId);
          const querySecret = secret === undefined ? '' : querySecretText(secret);
          const values: TemplateValues = {
            ...office[language],
            officePhone: office.officePhone,
            supervisionPhone: office.supervisionPhone,
            noticeNumber: number,
            caseNumber: found.number,
            matterName: names.matter,
            customerName: contact.name,
            customerLink,
            issuedAt: formatInstant(issuedAt, language),
            ...(await noticeValues(template, {
              store,
              case: found,
              language,
              words: words[language],
              extra,
              customerLink,
              progressUrl: `${publicUrl}/progress?number=${found.number}`,
              querySecret,
              agentName: agent?.name,
              materialName: names.material,
            })),
          };
          for (const address of addressesOf(contact))
            messages.push(composer.message(template, language, 'customer', address, values));
          const text = composer.keptText(template, language, values).replaceAll(token, hidden);
          return querySecret === '' ? text : text.replaceAll(querySecret, hidden);
        },
      });
      await plan(store, notice, caseId, messages);
      if (notice.isNew && messages.length === 0) await reportUndeliverable(store, notice.id);
      return { number: notice.number, isNew: notice.isNew };
    },

    async tellStaff(store, { caseId, template, occurrence, group, stepName }) {
      const definition = templates.definition(template);
      if (definition.audience !== 'staff') throw new NoticeError(`${template} is not for staff.`);
      const language = 'zh-CN';
      const messages: PlannedMessage[] = [];
      const notice = await createNotice(store, {
        caseId,
        template,
        occurrence,
        series: definition.numberPrefix,
        language,
        async render() {
          const found = await getCase(store, caseId);
          const [customer] = await listParties(store, caseId);
          const date = (instant: Date | null) => (instant ? formatInstant(instant, language) : '');
          const values = {
            caseNumber: found.number,
            matterName: found.matterName,
            classificationName: found.classification
              ? words[language].classification[found.classification]
              : '',
            customerMasked: customer?.nameMasked ?? '',
            caseUrl: `${publicUrl}/console/cases/${caseId}`,
            receivedAt: date(found.receivedAt),
            decisionDueAt: date(found.decisionDueAt),
            promisedFinishAt: date(found.promisedFinishAt),
            stepName,
          };
          for (const staff of await listStaffInGroup(store, group))
            for (const address of addressesOf(staff))
              messages.push(
                composer.message(template, language, `staff:${staff.username}`, address, {
                  ...values,
                  staffName: staff.displayName,
                }),
              );
          return composer.keptText(template, language, { ...values, staffName: group });
        },
      });
      await plan(store, notice, caseId, messages);
      return { number: notice.number, isNew: notice.isNew };
    },
  };
}

/** What the catalogue calls a case's matter and materials; the register holds the Chinese names. */
function namesIn(language: Language, found: CaseRecord, matters: MatterCatalogue, hasAgent: boolean) {
  if (language !== 'en') return { matter: found.matterName, material: ({ name }: MaterialRecord) => name };
  const materials = matters.materialsFor(found.matterCode, found.customerType, hasAgent);
  const english = new Map(materials.map(({ code, nameEn }) => [code, nameEn]));
  return {
    matter: matters.get(found.matterCode)?.nameEn ?? found.matterName,
    material: ({ code, name }: MaterialRecord) => english.get(code) ?? name,
  };
}

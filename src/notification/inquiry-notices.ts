import type { Guides, MatterCatalogue } from '../matters/index.ts';
import {
  createInquiryToken,
  createNotice,
  getInquiry,
  listEntries,
  listStaffInGroup,
  planNotification,
  readAsker,
  type InquiryRecord,
  type Language,
  type Store,
} from '../register/index.ts';
import { addressesOf, createComposer, type PlannedMessage } from './compose.ts';
import { formatInstant } from './dates.ts';
import { NoticeError } from './notice-error.ts';
import type { Templates, TemplateValues } from './templates.ts';
import { reportUndeliverable } from './undeliverable.ts';
import { wordFor, type Office, type Words } from './words.ts';

export interface InquiryNotices {
  /**
   * Tells the asker the guide or the newest answer, in the caller's transaction: numbered, kept as issued, one
   * message per way to reach them. Throws NoticeError when it cannot be written.
   */
  answerAsker(
    store: Store,
    input: { inquiryId: string; template: string; occurrence: string; moreUntilAt: Date },
  ): Promise<{ number: string; isNew: boolean }>;
  /** Tells everybody active in a group about a question, masked, in the caller's transaction. */
  tellResponders(
    store: Store,
    input: { inquiryId: string; template: string; occurrence: string; group: string },
  ): Promise<{ number: string; isNew: boolean }>;
  /** What a question is about, in one line: 办理条件和资料 · 退款申请. */
  inquirySubject(inquiry: Pick<InquiryRecord, 'topic' | 'matterName'>, language: Language): string;
}

interface Parts {
  templates: Templates;
  words: Readonly<Record<Language, Words>>;
  office: Office;
  publicUrl: string;
  matters: MatterCatalogue;
  guides: Guides;
}

/** A token in a kept text would open the question to whoever reads it. */
const hidden = '…';
const dayMs = 86_400_000;

export function createInquiryNotices(parts: Parts): InquiryNotices {
  const { templates, words, office, publicUrl, matters, guides } = parts;
  const composer = createComposer(templates, publicUrl);

  function inquirySubject(inquiry: Pick<InquiryRecord, 'topic' | 'matterName'>, language: Language) {
    const topic = words[language].topic[inquiry.topic];
    return inquiry.matterName === null ? topic : `${topic} · ${inquiry.matterName}`;
  }

  /** The matter is stored with its Chinese name. */
  function subjectIn(inquiry: InquiryRecord, language: Language): string {
    const matter = inquiry.matterCode === null ? undefined : matters.get(inquiry.matterCode);
    const matterName = language === 'en' ? (matter?.nameEn ?? inquiry.matterName) : inquiry.matterName;
    return inquirySubject({ topic: inquiry.topic, matterName }, language);
  }

  /** What the guide says of the matter, in short; the page behind the link has the rest. */
  function guideValues(inquiry: InquiryRecord, language: Language): TemplateValues {
    const code = inquiry.matterCode ?? '';
    const [matter, guide] = [matters.get(code), guides.get(code)];
    if (!matter || !guide)
      throw new NoticeError(`There is no guide for "${code.slice(0, 40)}": route this question to a person.`);
    const materials = matters
      .materialsFor(code, 'person', false)
      .filter(({ isRequired }) => isRequired)
      .map(({ name, nameEn, standard, standardEn }) =>
        language === 'en' ? { name: nameEn, standard: standardEn } : { name, standard },
      );
    return {
      matterName: language === 'en' ? matter.nameEn : matter.name,
      summary: guide[language].summary,
      who: guide[language].who,
      decisionDays: String(matter.decisionDays),
      handlingDays: String(matter.handlingDays),
      departmentName: wordFor(words[language].department, 'department', matter.departmentCode),
      materials,
      guideLink: `${publicUrl}/guide/${code}?lang=${language}`,
    };
  }

  async function valuesOf(
    store: Store,
    template: string,
    inquiry: InquiryRecord,
    language: Language,
  ): Promise<TemplateValues> {
    if (template === 'inquiry-guide') return guideValues(inquiry, language);
    const answer = (await listEntries(store, inquiry.id)).findLast(({ kind }) => kind === 'answer');
    if (answer?.text === undefined)
      throw new NoticeError(
        `Inquiry ${inquiry.id} has no answer yet: the notice stands too early in the model.`,
      );
    const lines = answer.text.split(/\n+/).filter((line) => line.trim() !== '');
    return { paragraphs: lines.map((text) => ({ text })) };
  }

  return {
    inquirySubject,

    async answerAsker(store, { inquiryId, template, occurrence, moreUntilAt }) {
      const definition = templates.definition(template);
      if (definition.audience !== 'asker') throw new NoticeError(`${template} is not for askers.`);
      const asker = await readAsker(store, inquiryId);
      const { language } = asker;
      const messages: PlannedMessage[] = [];
      const notice = await createNotice(store, {
        inquiryId,
        template,
        occurrence,
        series: definition.numberPrefix,
        language,
        async render({ number, issuedAt }) {
          const inquiry = await getInquiry(store, inquiryId);
          const token = await createInquiryToken(store, inquiryId, office.linkValidDays * dayMs);
          const values: TemplateValues = {
            ...office[language],
            officePhone: office.officePhone,
            supervisionPhone: office.supervisionPhone,
            noticeNumber: number,
            inquiryNumber: inquiry.number,
            subject: subjectIn(inquiry, language),
            askerName: asker.name ?? words[language].anonymousAsker,
            inquiryLink: `${publicUrl}/q/${token}`,
            receivedAt: formatInstant(inquiry.receivedAt, language),
            issuedAt: formatInstant(issuedAt, language),
            moreUntilAt: formatInstant(moreUntilAt, language),
            ...(await valuesOf(store, template, inquiry, language)),
          };
          for (const address of addressesOf(asker))
            messages.push(composer.message(template, language, 'customer', address, values));
          return composer.keptText(template, language, values).replaceAll(token, hidden);
        },
      });
      for (const message of messages)
        await planNotification(store, { ...message, noticeId: notice.id, inquiryId });
      if (notice.isNew && messages.length === 0) await reportUndeliverable(store, notice.id);
      return { number: notice.number, isNew: notice.isNew };
    },

    async tellResponders(store, { inquiryId, template, occurrence, group }) {
      const definition = templates.definition(template);
      if (definition.audience !== 'responder') throw new NoticeError(`${template} is not for responders.`);
      const language = 'zh-CN';
      const messages: PlannedMessage[] = [];
      const notice = await createNotice(store, {
        inquiryId,
        template,
        occurrence,
        series: definition.numberPrefix,
        language,
        async render() {
          const inquiry = await getInquiry(store, inquiryId);
          const values = {
            inquiryNumber: inquiry.number,
            subject: inquirySubject(inquiry, language),
            askerMasked: inquiry.askerMasked,
            inquiryUrl: `${publicUrl}/console/inquiries/${inquiryId}`,
            receivedAt: formatInstant(inquiry.receivedAt, language),
            dueAt: inquiry.dueAt ? formatInstant(inquiry.dueAt, language) : '',
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
      for (const message of messages)
        await planNotification(store, { ...message, noticeId: notice.id, inquiryId });
      return { number: notice.number, isNew: notice.isNew };
    },
  };
}

import type { MatterCatalogue } from '../matters/index.ts';
import { createNotice, planNotification, readVisitor, type Store } from '../register/index.ts';
import { addressesOf, createComposer, type PlannedMessage } from './compose.ts';
import { formatDay } from './dates.ts';
import type { Templates, TemplateValues } from './templates.ts';
import type { Office } from './words.ts';

export interface AppointmentNotices {
  /**
   * Confirms an appointment, in the caller's transaction, with the link that cancels it; once for each. The kept
   * copy leaves the link's secret out.
   */
  confirmAppointment(store: Store, input: { appointmentId: string; token: string }): Promise<void>;
}

const template = 'appointment-confirmation';
const hidden = '…';

export function createAppointmentNotices(parts: {
  templates: Templates;
  office: Office;
  publicUrl: string;
  matters: MatterCatalogue;
}): AppointmentNotices {
  const { templates, office, publicUrl, matters } = parts;
  const composer = createComposer(templates, publicUrl);
  return {
    async confirmAppointment(store, { appointmentId, token }) {
      const visitor = await readVisitor(store, appointmentId);
      const { language, matterCode, matterName, day, startsAt, endsAt } = visitor;
      const messages: PlannedMessage[] = [];
      const notice = await createNotice(store, {
        appointmentId,
        template,
        occurrence: '1',
        series: templates.definition(template).numberPrefix,
        language,
        render({ number }) {
          const values: TemplateValues = {
            ...office[language],
            officePhone: office.officePhone,
            supervisionPhone: office.supervisionPhone,
            noticeNumber: number,
            appointmentNumber: visitor.number,
            visitorName: visitor.name,
            matterName: language === 'en' ? (matters.get(matterCode)?.nameEn ?? matterName) : matterName,
            time: `${formatDay(new Date(`${day}T12:00:00+08:00`), language)} ${startsAt}–${endsAt}`,
            appointmentLink: `${publicUrl}/a/${token}`,
          };
          for (const address of addressesOf({ phone: visitor.phone }))
            messages.push(composer.message(template, language, 'customer', address, values));
          return composer.keptText(template, language, values).replaceAll(token, hidden);
        },
      });
      for (const message of messages)
        await planNotification(store, { ...message, noticeId: notice.id, appointmentId });
    },
  };
}
